"""A large record is counted by postings, sets that a process keeps and follows. What is counted, and how to have it counted so."""

from record import postings, weight

SPLITS = ("country", "directed_dyad", "type", "theme", "actor", "certainty", "grouping")
FACETS = "&".join(f"facet={name}" for name in ("actor", "source", "denied_by", "theme", "type", "country"))
COUNTED = [
    ("get", address)
    for address in (
        "/",
        "/incidents/",
        "/incidents/?view=timeline",
        "/incidents/?view=map",
        "/incidents/?country=KAZ",
        "/statements/",
        "/countries/KAZ/",
        "/countries/KAZ/UZB/",
        "/episodes/EP-1/",
        f"/api/v1/facets/?{FACETS}",
        f"/api/v1/facets/?{FACETS}&country=KAZ&counted=1",
        *(f"/api/v1/series/?split={split}&period=year&counted=all" for split in SPLITS),
        "/api/v1/incidents/?count=exact",
    )
]


def any_record_is(monkeypatch) -> None:
    monkeypatch.setattr(postings, "LARGE", 0)
    monkeypatch.setattr(postings, "KEPT", {})
    monkeypatch.setattr(weight, "MANY", -1)
