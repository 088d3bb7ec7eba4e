"""What each group of users may do. Analysts write, editors also publish, administrators also keep the codebook and the users."""

from django.contrib.auth.models import Group, Permission

DELETABLE = [
    "actors.actor",
    "actors.actorcountry",
    "actors.actorname",
    "actors.affiliation",
    "desk.capture",
    "desk.distinct",
    "incidents.citation",
    "incidents.claim",
    "incidents.claimposition",
    "incidents.coverage",
    "incidents.episode",
    "incidents.incident",
    "incidents.participation",
    "incidents.publishergrade",
    "incidents.quantity",
    "incidents.relation",
    "incidents.source",
    "incidents.statement",
    "incidents.statementtext",
]
"""What analysts write; the forms refuse to delete whatever has a public number."""

READABLE = [
    "actors.country",
    "actors.countryname",
    "actors.grouping",
    "actors.groupingmember",
    "codebook.incidenttype",
    "codebook.theme",
    "incidents.decision",
    "incidents.revision",
]
CODEBOOK = [
    "actors.country",
    "actors.countryname",
    "actors.grouping",
    "actors.groupingmember",
    "codebook.incidenttype",
    "codebook.theme",
]
PEOPLE = ["auth.user", "auth.group"]
RECORD = [
    "record.document",
    "record.entry",
    "record.numbering",
    "record.coverageindex",
    "record.incidentindex",
    "record.linkindex",
    "record.mergeindex",
    "record.pairindex",
    "record.statementindex",
    "record.thingindex",
]


def may(actions: str, *models: str) -> set[str]:
    """Permissions such as incidents.add_claim, for each of `actions` and each model."""
    pairs = [model.split(".") for model in models]
    return {f"{app}.{action}_{name}" for app, name in pairs for action in actions.split()}


ANALYST = (
    may("view add change delete", *DELETABLE)
    | may("view", *READABLE)
    | may("view add", "desk.import")
    | may("view", "desk.report")
    | {"incidents.submit_incident", "desk.view_trashed"}
)
EDITOR = ANALYST | {"incidents.publish_incident"} | may("change", "desk.report")
ADMINISTRATOR = (
    EDITOR
    | {"incidents.expunge_incident"}
    | may("view add change delete", *CODEBOOK, *PEOPLE)
    | may("view", *RECORD)
    | {"desk.view_token", "desk.revoke_token", "desk.delete_trashed", "desk.delete_savedfilter"}
)
GROUPS = {"Analyst": ANALYST, "Editor": EDITOR, "Administrator": ADMINISTRATOR}


def ensure_groups() -> None:
    """Makes the three groups if they are missing and gives each exactly its permissions; changes nothing the second time."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, wanted in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([known[permission] for permission in wanted])
