"""The words for the codes of one document, as its envelope carries them."""

from django.utils.translation import gettext as _

from pages.signs import Party


class Labels:
    """Looks up what an envelope's `labels` say; a code that they lack stands for itself."""

    def __init__(self, labels: dict):
        self.labels = labels

    def scale(self, name: str, code) -> str:
        return self.labels["scales"].get(name, {}).get(str(code), str(code)) if code is not None else ""

    def type(self, code: str) -> str:
        return self.labels["types"].get(code, code)

    def theme(self, code: str) -> str:
        return self.labels["themes"].get(code, code)

    def party(self, code: str) -> Party:
        """A state by its two-letter code, an organisation by its own."""
        if row := self.labels["countries"].get(code):
            return Party(code, row["alpha2"] or code, row["name"])
        return Party(code, code, self.labels.get("groupings", {}).get(code, code), state=False)

    def states_of(self, ref: str | None) -> list[str]:
        rows = self.labels["actors"].get(ref or "", {}).get("countries", [])
        return list(dict.fromkeys(row["country"] for row in rows))

    def source(self, ref: str) -> dict:
        """The card of a source; empty if the envelope has none."""
        return self.labels["sources"].get(ref, {})

    @property
    def hostility(self) -> dict:
        return self.labels.get("hostility") or {"level": _("not recorded"), "step": ""}
