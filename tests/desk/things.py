"""One of each kind of thing that can become public, and the pages of its steps as an editor uses them."""

from typing import Any

from desk.places import address
from incidents.models import Coverage, Episode, Relation
from record.publishing import publish_alone, publish_episode
from tests.desk.browser import open_form
from tests.make import checked, make_actor, make_incident, make_source, publish


def url(row, page: str = "change") -> str:
    return address(type(row), page, row.pk)


def open_step(client, row, step: str) -> dict:
    """What the form of a step would send as it stands."""
    form = "publish_form" if step in ("publish", "reinstate") else "decision_form"
    return open_form(client, url(row, step), form)


def take(client, row, step: str, **fields):
    """Opens the page of a step, fills it in and sends it."""
    return client.post(url(row, step), open_step(client, row, step) | {"reason": "For a reason."} | fields)


def merge(client, row, into, **fields):
    """Chooses the other, looks at what would happen, and merges."""
    page = f"{url(row, 'merge')}?into={into.pk}"
    return client.post(page, open_form(client, page, "decision_form") | {"reason": "The same."} | fields)


def make_relation(start, end, kind="repeats", **fields) -> Relation:
    ends: dict[str, Any] = {f"from_{start._meta.model_name}": start, f"to_{end._meta.model_name}": end}
    relation = checked(Relation(kind=kind, basis="implied", **ends, **fields))
    relation.refresh_from_db()
    return relation


def make_episode(title="The spring of notes") -> Episode:
    return checked(Episode(title=title, date="2025-04/2025-05", summary="Five notes in five weeks."))


def make_coverage() -> Coverage:
    return checked(Coverage(country_id="KAZ", start="2025-01-01", end="2025-03-31", depth="systematic"))


def make_link() -> Relation:
    """A relation between two public incidents, not public itself."""
    first, second = make_incident("First"), make_incident("Second")
    publish(first)
    publish(second)
    return make_relation(first, second)


MAKERS = {
    "incident": make_incident,
    "episode": make_episode,
    "actor": lambda: make_actor("Orda", "media", "KAZ"),
    "source": make_source,
    "link": make_link,
    "coverage": make_coverage,
}


def published(kind: str) -> Any:
    """A thing of a kind that is public."""
    row = MAKERS[kind]()
    put(kind, row)
    return row


def put(kind: str, row) -> None:
    """Publishes a thing as it stands, by nobody at the desk."""
    row.refresh_from_db()
    if kind == "incident":
        publish(row)
    else:
        said = {"user": None, "revision": row.revision, "reason": "First publication."}
        publish_episode(row, **said) if kind == "episode" else publish_alone(kind, row, **said)
    row.refresh_from_db()
