"""What a publish page shows: what becomes public, what stands in the way, what changes for the reader."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from desk import differences
from desk.deciding import Proposal, about
from desk.places import MODELS, step_url
from incidents.models import Source
from lib import canonical
from record import codebook, documents
from record.models import Document
from record.needs import Needs, needs
from record.obstacles import missing_parts, obstacles
from record.publish_checks import Check, checks
from record.publishing import before_needs, never
from record.standing import OUT, last_entry

GIVEN = "given below"  # stands for the reason that the editor has yet to write
VERSIONS = ("published", "corrected", "reinstated")  # the entries whose document is one of the thing itself
HOMES = ("incident", "episode")


@dataclass(frozen=True, kw_only=True)
class Publication(Proposal):
    """What would be published, as the page shows it; `instead` leads to the step that is open in its place."""

    old: dict | None
    new: dict
    checks: list[Check] = field(default_factory=list)
    needs: Needs | None = None
    new_words: list = field(default_factory=list)
    instead: str = ""
    preview: str = ""

    @property
    def seen(self) -> str:
        """The hash of the document as shown."""
        return canonical.sha256(canonical.dumps(self.new))

    @property
    def changes(self) -> list[differences.Row]:
        return differences.rows(self.old, self.new) if self.old is not None else []

    @property
    def before(self) -> str:
        """What the page calls the version that readers have, or had."""
        return "Public before" if self.instead or self.step == "Reinstate" else "Public now"

    @property
    def blocking(self) -> list[str]:
        return [check.sentence for check in self.checks if check.blocks]

    @property
    def warnings(self) -> list[str]:
        return [check.sentence for check in self.checks if not check.blocks]


def propose(kind: str, pk: int, user: User, *, reinstate: bool) -> Publication:
    """The proposal to publish a thing, or to bring it back."""
    # Read afresh, the revision before the parts: whatever is added while we read makes the revision stale.
    row: Any = MODELS[kind]._default_manager.get(pk=pk)
    if reinstate and kind == "actor":
        row.merged_into = None  # it stands for itself again
    wanted = needs(row) if kind in HOMES else None
    last = last_entry(row.ref)
    out = last is not None and last.action in OUT
    return Publication(
        **about("Reinstate" if reinstate else "Publish", kind, row),
        obstacles=in_the_way(kind, row, user, wanted, reinstate),
        old=public_document(row.ref, leave_out="codebook"),
        new=BUILDERS[kind](row),
        checks=checks(row) if kind == "incident" else [],
        needs=wanted,
        instead=step_url(row, "reinstate") if out and not reinstate else "",
        preview=step_url(row, "preview") if kind == "incident" else "",
    )


def in_the_way(kind: str, row: Any, user: User, wanted: Needs | None, reinstate: bool) -> list[str]:
    """What the record would refuse whatever the editor writes; what an answer lifts is among the checks."""
    found = missing_parts(row) if kind == "incident" else never(kind, row)
    found += obstacles(kind, row, user, reason=GIVEN, reinstate=reinstate)
    return [*found, *before_needs(wanted, user, None)] if wanted is not None else found


def source_document(source: Source) -> dict:
    """A confidential source has no document, and its page says so."""
    return {} if source.confidential else documents.build_source(source)


BUILDERS: dict[str, Callable[[Any], dict]] = documents.BUILDERS | {"source": source_document}


def propose_codebook(before: codebook.Codebook) -> Publication:
    """Corrections of what is public in the codebook `before`, and the new words."""
    return Publication(
        step="Publish",
        heading="Publish the codebook",
        what="Types, themes, scales, countries and groupings",
        back=reverse("admin:index"),
        old=public_document(codebook.REF),
        new=codebook.corrected(before),
        new_words=codebook.unpublished(before),
    )


def public_document(ref: str, leave_out: str = "") -> dict | None:
    """The document of the last version of a thing without one of its fields; None if no version is on file."""
    kept = Document.objects.filter(entry__ref=ref, entry__action__in=VERSIONS)
    newest = kept.order_by("-entry").first() if ref else None
    if newest is None:
        return None
    return {name: value for name, value in canonical.loads(newest.text).items() if name != leave_out}
