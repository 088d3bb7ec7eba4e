"""Where things are at the desk: the table of each kind of entry, and the address of a row's form and of its steps."""

from typing import Any

from django.db import models
from django.urls import reverse

from actors.models import Actor
from incidents.models import Coverage, Episode, Incident, Relation, Source
from record.ledger import PREFIXES

MODELS: dict[str, type[models.Model]] = {
    "incident": Incident,
    "episode": Episode,
    "actor": Actor,
    "source": Source,
    "link": Relation,
    "coverage": Coverage,
}
KINDS = {PREFIXES[kind]: kind for kind in MODELS}


def address(model: type[models.Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def change_url(row: models.Model) -> str:
    """The form of a row."""
    return address(type(row), "change", row.pk)


def list_url(model: type[models.Model]) -> str:
    return address(model, "changelist")


def step_url(row: models.Model, step: str) -> str:
    """The page of a step that a row can take, such as `publish`."""
    return address(type(row), step, row.pk)


def name_of(kind: str, row: Any) -> str:
    """What headings call a thing: DI-3, draft 57, actor A-2, episode."""
    return row.number if kind == "incident" else f"{kind} {row.ref}".strip()


def title_of(row: Any) -> str:
    """What a thing says of itself, without its number."""
    return str(getattr(row, "title", row))


def by_ref(ref: str) -> Any:
    """The row at the desk of a public number; none where it has no row, as an answer of one statement to another."""
    kind = KINDS.get(ref.partition("-")[0])
    return MODELS[kind]._default_manager.filter(ref=ref).first() if kind else None
