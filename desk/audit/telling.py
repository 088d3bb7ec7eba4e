"""Rows of the audit trail in words: who, what, to which thing, why, and what changed in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import OuterRef, Subquery
from django.urls import NoReverseMatch, reverse
from pghistory.models import Context

from desk import differences
from desk.audit.events import DECISIONS, WHATS, Row, snapshots, tables_of_kinds, trails
from incidents.models import Decision

TITLES = ("title", "name", "label", "text", "code")
LONGEST = 80
QUIET = ("revision", "external_id", "sort_key")
ACTIONS = dict(Decision.ACTIONS)


@dataclass(frozen=True)
class Told:
    """One row of the trail as a page shows it; `changes` are filled where they were asked for."""

    when: datetime
    who: str
    what: str
    table: str
    key: str
    title: str
    why: str
    url: str
    changes: list[differences.Row] = field(default_factory=list)


class Names:
    """What things that the trail mentions by key are called; one query for each table among them."""

    def __init__(self, shots: Iterable[Any], wanted: dict[Any, set[Any]]):
        for shot in shots:
            for column in references(shot):
                if (key := getattr(shot, column.attname)) is not None:
                    wanted.setdefault(column.related_model, set()).add(key)
        self.found = {
            (model, key): row for model, keys in wanted.items() for key, row in in_bulk(model, keys)
        }

    def of(self, model: Any, key: Any) -> str:
        row = self.found.get((model, key))
        return titled(row) if row is not None else f"{model._meta.verbose_name} {key}"


def decided(rows: list[Row]) -> dict[Any, set[Any]]:
    """By table, the keys of the things that decisions among the rows are about."""
    found: dict[Any, set[Any]] = {}
    for row in rows:
        if row.source == DECISIONS and (label := tracked(row)) and row.about:
            model: Any = apps.get_model(label)
            found.setdefault(model, set()).add(model._meta.pk.to_python(row.about))
    return found


def in_bulk(model: Any, keys: set[Any]) -> Iterable[tuple[Any, Any]]:
    return model._default_manager.in_bulk(keys).items()


def references(shot: Any) -> list[Any]:
    """Columns of a trail row that lead to another thing."""
    return [one for one in shot._meta.fields if one.is_relation and not one.name.startswith("pgh_")]


def titled(row: Any) -> str:
    """What a row is called, without looking anything else up."""
    for name in TITLES:
        if text := getattr(row, name, ""):
            return f"{text[:LONGEST]}…" if len(text) > LONGEST else text
    return f"{row._meta.verbose_name} {row.pk}"


def told(rows: list[Row], *, changes: bool = False) -> list[Told]:
    """Rows in words. A number of queries that depends on how many tables are among them, not on how many rows."""
    shots = snapshots(rows)
    before = previous(shots) if changes else {}
    names = Names([*shots.values(), *before.values()], decided(rows))
    contexts = Context.objects.in_bulk([row.context for row in rows if row.context])
    people = User.objects.in_bulk({key for key in (who(row, contexts) for row in rows) if key})
    return [
        Told(
            row.when,
            person(people.get(who(row, contexts) or 0), contexts.get(row.context)),
            dict(WHATS).get(row.what, ACTIONS.get(row.what, row.what)),
            noun(row),
            row.about or "",
            title(row, shots, names),
            row.words or reason(contexts.get(row.context)),
            url(row),
            differing(shots[row.source, row.number], before.get((row.source, row.number)), row.what, names)
            if changes and (row.source, row.number) in shots
            else [],
        )
        for row in rows
    ]


def who(row: Row, contexts: dict[Any, Any]) -> int | None:
    if row.source == DECISIONS:
        return row.decider
    user = contexts[row.context].metadata.get("user") if row.context in contexts else None
    return user if isinstance(user, int) else None


def person(user: User | None, context: Any) -> str:
    if user:
        return user.get_short_name() or user.get_username()
    token = context.metadata.get("token") if context else ""
    return f"a program ({token})" if token else "a program"


def reason(context: Any) -> str:
    return str(context.metadata.get("reason") or "") if context else ""


def tracked(row: Row) -> str:
    """The label of the table that a row is about; empty for a decision about none, as on the codebook."""
    return tables_of_kinds().get(row.kind, "") if row.source == DECISIONS else row.source


def noun(row: Row) -> str:
    label = tracked(row)
    return named(label) if label else row.kind


def named(label: str) -> str:
    """A table in the singular; a table that joins two others says which."""
    meta = apps.get_model(label)._meta
    concrete: Any = meta.concrete_model
    if not concrete._meta.auto_created:
        return str(meta.verbose_name)
    ends = [one for one in concrete._meta.fields if one.is_relation]
    return " and ".join(str(one.related_model._meta.verbose_name) for one in ends)


def title(row: Row, shots: dict[Any, Any], names: Names) -> str:
    shot = shots.get((row.source, row.number))
    if shot is None:
        label = tracked(row)
        model: Any = apps.get_model(label) if label and row.about else None
        return names.of(model, model._meta.pk.to_python(row.about)) if model else ""
    for name in TITLES:
        if getattr(shot, name, ""):
            return titled(shot)
    found = [(one.related_model, getattr(shot, one.attname)) for one in references(shot)]
    return "; ".join(names.of(model, key) for model, key in found[:3] if key is not None)


def url(row: Row) -> str:
    """The full history of the thing; empty where it has no page of its own."""
    label = tracked(row)
    if not label or row.about is None:
        return ""
    model: Any = apps.get_model(label)
    if model._meta.proxy or not admin.site.is_registered(model):
        return ""
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_history", args=[row.about])
    except NoReverseMatch:
        return ""


def previous(shots: dict[tuple[str, int], Any]) -> dict[tuple[str, int], Any]:
    """What each thing said before; two queries for each table."""
    found: dict[tuple[str, int], Any] = {}
    for source in {source for source, _ in shots}:
        trail = trails()[source]
        numbers = [number for one, number in shots if one == source]
        earlier = trail.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
        last = Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
        pairs = dict(trail.objects.filter(pk__in=numbers).annotate(last=last).values_list("pgh_id", "last"))
        rows = trail.objects.in_bulk([last for last in pairs.values() if last])
        found |= {(source, number): rows[last] for number, last in pairs.items() if last in rows}
    return found


def differing(shot: Any, before: Any, what: str, names: Names) -> list[differences.Row]:
    """Field by field: of what was added all that it says, of what was deleted nothing, since it stands before."""
    if what == "delete":
        return []
    old = before if what == "update" else None
    found = []
    for column in shot._meta.fields:
        if column.name.startswith("pgh_") or column.name in (*QUIET, "id"):
            continue
        now = value(shot, column, names)
        then = value(old, column, names) if old is not None else ""
        if now != then:
            kind = "changed" if then and now else "added" if now else "removed"
            found.append(differences.Row(str(column.verbose_name).capitalize(), kind, then, now))
    return found


def value(shot: Any, column: Any, names: Names) -> str:
    """A value as the form would show it."""
    raw = getattr(shot, column.attname)
    if raw in (None, ""):
        return ""
    if column.is_relation:
        return names.of(column.related_model, raw)
    label = dict(column.flatchoices).get(raw) if column.choices else None
    return str(label) if label else differences.words(raw)
