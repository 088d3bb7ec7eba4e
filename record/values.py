"""How filters over incidents and statements read one value: as what the index holds, or a sentence that says what is allowed."""

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from record import identity
from record.moments import MomentError, parse_time
from record.parameters import AnyOf, RecordFilter

HAS = {
    "statements": Q(statement_count__gt=0),
    "claims": Q(claim_count__gt=0),
    "place": ~Q(place_country=""),
}
STEPS = tuple("+012345")  # dimensions.vocabulary has the same from the codebook, in its order
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
FINEST = Decimal("0.00001")  # of a degree: as places are kept


class ActorRefs(AnyOf):
    """Rows with any of the actors, under whatever numbers they have been merged up to the moment. One or two queries."""

    def filter(self, qs, value):
        return super().filter(qs, sorted(identity.all_refs(value, self.parent.moment)) if value else value)


class LivingRefs(AnyOf):
    """Rows with any of the numbers, or with the ones under which those live on. One query where nothing was merged."""

    def filter(self, qs, value):
        if not value:
            return qs
        return super().filter(qs, sorted(set(identity.survivors(value, self.parent.moment).values())))


class Groups(AnyOf):
    """Rows of any of the groups of types; their letter stays, whatever a later codebook calls them."""

    def filter(self, qs, value):
        return qs.filter(reduce(or_, (Q(type__startswith=letter) for letter in value))) if value else qs


class Has(AnyOf):
    """Rows that have all of the things asked for."""

    def filter(self, qs, value):
        for condition in value or ():
            qs = qs.filter(condition)
        return qs


class Box(NamedTuple):
    """A rectangle of the map in degrees; west of east, unless it crosses the line of the date."""

    west: Decimal
    south: Decimal
    east: Decimal
    north: Decimal


class CodedFilter(RecordFilter):
    """Reads codes of the codebook as it stood at the moment."""

    def read_party(self, text: str) -> str:
        code = self.codebook.country_code(text) or text.strip().upper()
        if code not in self.codebook.countries and code not in self.codebook.groupings:
            raise ValueError(
                _(
                    "%(text)s is neither a country nor an organisation. Write KAZ, KZ, cow:705, EU, NATO or UN."
                )
                % {"text": repr(text)}
            )
        return code

    def read_named(self, text: str) -> str:
        """A country, or an organisation that may act for itself; what is neither is told how to write a country."""
        code = text.strip().upper()
        return code if code in self.codebook.groupings else self.read_country(text)

    def read_dyad(self, text: str) -> list[str]:
        """One or two directed pairs. Some codes have a hyphen of their own: where both sides are known, the pair is cut."""
        text = text.strip().upper()
        cuts = [place for place in range(1, len(text) - 1) if text[place] in "->"][:4]
        if not cuts:
            raise ValueError(
                _("%(text)s is not a pair. Write KAZ-RUS for either direction, KAZ>RUS for one.")
                % {"text": repr(text)}
            )
        known = [place for place in cuts if self.is_party(text[:place]) and self.is_party(text[place + 1 :])]
        cut = (known or cuts)[0]
        a, b = self.read_party(text[:cut]), self.read_party(text[cut + 1 :])
        if a == b:
            raise ValueError(_("%(text)s names one party twice.") % {"text": repr(text)})
        return [f"{a}>{b}"] if text[cut] == ">" else [f"{a}>{b}", f"{b}>{a}"]

    def is_party(self, text: str) -> bool:
        return text in self.codebook.groupings or self.codebook.country_code(text) is not None

    def read_type(self, text: str) -> str:
        return self.one_of(text.upper(), self.codebook.types, _("an incident type"))

    def read_type_group(self, text: str) -> str:
        groups = {code[0]: row["group"] for code, row in self.codebook.types.items()}
        letter = {name.lower(): letter for letter, name in groups.items()}.get(text.lower(), text.upper())
        return self.one_of(letter, groups, _("a group of types"))

    def read_theme(self, text: str) -> str:
        return self.one_of(text, self.codebook.themes, _("a theme"))

    def read_step(self, text: str) -> str:
        return self.one_of("+" if text == " " else text, STEPS, _("a step"))  # a bare + arrives as a space

    def read_level(self, text: str) -> int:
        return int(self.one_of(text.replace("−", "-"), [str(level) for level in range(-2, 9)], _("a level")))

    def read_certainty(self, text: str) -> str:
        return self.of_scale(text, "certainty")

    def read_nature(self, text: str) -> str:
        return self.of_scale(text, "incident_nature")

    def read_status(self, text: str) -> str:
        return self.of_scale(text, "incident_status")

    def read_time(self, text: str) -> datetime:
        try:
            return parse_time(text if "T" in text else f"{text}T00:00")
        except MomentError as error:
            raise ValueError(
                _("%(text)s is not a time. Write 2025-06-30 or 2025-06-30T14:05Z.") % {"text": repr(text)}
            ) from error

    def read_role(self, text: str) -> str:
        return self.of_scale(text, "participant_roles")

    def read_through(self, text: str) -> str:
        return self.of_scale(text, "through")

    def read_grouping(self, text: str) -> str:
        return self.one_of(text.strip().upper(), self.codebook.groupings, _("a grouping"))

    def read_actor_or_party(self, text: str) -> str:
        """A-12, or the party that an actor stands for."""
        return text.upper() if re.fullmatch(r"A-[1-9][0-9]{0,8}", text.upper()) else self.read_party(text)

    def read_statement_kind(self, text: str) -> str:
        return self.of_scale(text, "statement_kinds")

    def read_stance(self, text: str) -> int:
        return int(self.one_of(text.replace("−", "-"), [str(n) for n in range(-2, 3)], _("a stance")))

    def read_capacity(self, text: str) -> str:
        return self.of_scale(text, "capacities")

    def read_officialness(self, text: str) -> list[str]:
        """All codes at or above a code or its rank, 0 to 7."""
        rows = self.codebook.scales.get("officialness", {}).get("entries", [])
        ranks = {key: int(row["rank"]) for row in rows for key in (row["code"], str(row["rank"]))}
        least = ranks[self.one_of(text, ranks, _("an officialness"))]
        return [row["code"] for row in rows if int(row["rank"]) >= least]

    def read_language(self, text: str) -> list[str]:
        """The tag as it is given, in small letters, and as custom writes it (zh-Hant, pt-BR): documents have any of them."""
        if LANGUAGE.fullmatch(text.lower()):
            first, *rest = text.lower().split("-")
            custom = [
                part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part for part in rest
            ]
            return [text, text.lower(), "-".join([first, *custom])]
        raise ValueError(
            _("%(text)s is not a language tag. Write one such as en or ru.") % {"text": repr(text)}
        )

    def read_has(self, text: str) -> Q:
        return HAS[self.one_of(text, HAS, _("something that an incident has"))]

    def read_box(self, text: str) -> Box:
        """West, south, east, north in degrees."""
        try:
            box = Box(*(Decimal(part).quantize(FINEST) for part in text.split(",")))
            sound = all(part.is_finite() for part in box) and -90 <= box.south <= box.north <= 90
        except (TypeError, InvalidOperation):
            sound = False
        if not sound or max(abs(box.west), abs(box.east)) > 180:
            raise ValueError(
                _("%(text)s is not a rectangle. Write west,south,east,north in degrees: 46.5,35.1,87.4,55.4.")
                % {"text": repr(text)}
            )
        return box
