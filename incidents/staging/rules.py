"""What the models' `clean` asks of a row and no constraint can say, as SQL over many rows."""

from dataclasses import dataclass

from django.db import models

from actors.models import Actor, Affiliation
from codebook import scales
from incidents.models import Citation, Claim, Incident, Participation, Source, StatementText
from incidents.models.claims import NUMBER as DIGITS
from incidents.models.sources import SUPPORTS


@dataclass(frozen=True)
class Rule:
    """A condition on rows of one table. `broken` is SQL that is true of a row `q` that breaks it."""

    field: str
    broken: str
    sentence: str


def codes(values: list[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def acting_roles() -> list[str]:
    return [code for code, _ in scales.choices("participant_roles") if scales.side(code) == "A"]


LEVEL = Rule(
    "level",
    "NOT EXISTS (SELECT 1 FROM codebook_incidenttype t WHERE t.code = q.type_id "
    "AND q.level BETWEEN t.level_min AND t.level_max) AND q.type_id IS NOT NULL AND q.level IS NOT NULL",
    "lies outside the levels of this type. Choose another level; if none fits, the type is wrong.",
)
BOUNDS = Rule(
    "date",
    '(q."given:earliest" IS NOT NULL OR q."given:latest" IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM dates d '
    "WHERE d.text = q.date AND d.precision = 'approximate' "
    'AND coalesce(q."given:earliest" <= d.earliest, true) AND coalesce(q."given:latest" >= d.latest, true))',
    "does not go with date_earliest and date_latest. Leave both out; only an approximate date (2025-05~) has wider ones.",
)
THROUGH = Rule(
    "through",
    f"q.through <> '' AND q.role NOT IN ({codes(acting_roles())})",
    "is only for those on the acting side. Leave it out, or change the role.",
)
QUOTED = Rule(
    "quoted",
    "EXISTS (SELECT 1 FROM unnest(q.quoted) words WHERE position(words IN q.text) = 0)",
    "does not stand in the text. Copy the words from it.",
)
NUMBER = Rule(
    "value",
    f"q.nature = 'number' AND q.value <> '' AND q.value !~ '^{DIGITS}$'",
    "is no number. Write digits, such as 8, or leave it out.",
)
CITED_FIELDS = Rule(
    "supports",
    f"NOT q.supports::text[] <@ ARRAY[{codes(SUPPORTS)}]::text[]",
    f"names what is no field. Use {', '.join(SUPPORTS)}.",
)
POST_ENDS = Rule(
    "end", "q.end_latest < q.start_earliest", "comes before the start. Correct one of the two dates."
)
# No import makes public what the desk holds back.
STAYS_CONFIDENTIAL = Rule(
    "confidential",
    "NOT q.confidential AND EXISTS (SELECT 1 FROM incidents_source e WHERE e.id = q.id AND e.confidential)",
    "would open a source that is confidential here. Open it at the desk first, if that is meant.",
)
STRICTER = "array_position(ARRAY['public', 'limited', 'protected'], {}.privacy::text)"
STAYS_PROTECTED = Rule(
    "privacy",
    "EXISTS (SELECT 1 FROM actors_actor e WHERE e.id = q.id AND "
    f"({STRICTER.format('q')} < {STRICTER.format('e')} OR (q.name_public AND NOT e.name_public)))",
    "would name in public whom this site protects. Decide that at the desk first, if it is meant.",
)

NAMED_ALL_THE_SAME = Rule(
    "description",
    "q.kind = 'person' AND q.privacy <> 'public' AND NOT q.name_public AND position(lower(q.name) IN lower(q.description)) > 0",
    "gives the name that it stands for. Describe the person without it.",
)
STAYS_MERGED = Rule(
    "merged_into",
    "EXISTS (SELECT 1 FROM actors_actor e WHERE e.id = q.id AND e.merged_into_id IS DISTINCT FROM q.merged_into_id)",
    "differs from what is on file here. Merging an actor that is here is a step of the desk.",
)

RULES: dict[type[models.Model], list[Rule]] = {
    Incident: [LEVEL, BOUNDS],
    Participation: [THROUGH],
    StatementText: [QUOTED],
    Claim: [NUMBER],
    Citation: [CITED_FIELDS],
    Affiliation: [POST_ENDS],
    Source: [STAYS_CONFIDENTIAL],
    Actor: [STAYS_PROTECTED, NAMED_ALL_THE_SAME, STAYS_MERGED],
}
