"""What a browser does with a form: reads it from the page, with every value as it stands, and sends it back."""

from html.parser import HTMLParser
from urllib.parse import urljoin

from django.test import Client


class FormReader(HTMLParser):
    """Collects what the form with one id would send, the button pressed aside."""

    def __init__(self, form_id: str):
        super().__init__()
        self.form_id, self.inside, self.found = form_id, False, False
        self.data: dict[str, list[str]] = {}
        self.select: tuple[str, bool] | None = None
        self.first: str | None = None
        self.option: str | None = None
        self.textarea: str | None = None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.inside = given.get("id") == self.form_id
            self.found = self.found or self.inside
        if not self.inside or "disabled" in given:
            return
        reader = getattr(self, f"start_{tag}", None)
        if reader and (tag == "option" or given.get("name")):
            reader(given)

    def start_input(self, given):
        kind = given.get("type", "text")
        if kind in ("submit", "button") or (kind in ("checkbox", "radio") and "checked" not in given):
            return
        self.add(given["name"], given.get("value", "on" if kind == "checkbox" else ""))

    def start_select(self, given):
        self.select, self.first = (given["name"], "multiple" in given), None

    def start_option(self, given):
        if not self.select:
            return
        name, _ = self.select
        self.first = given.get("value", "") if self.first is None else self.first
        if "selected" in given:
            self.add(name, given.get("value", ""))

    def start_textarea(self, given):
        self.textarea = given["name"]
        self.add(self.textarea, "")

    def handle_data(self, text):
        if self.textarea:
            self.data[self.textarea][-1] += text

    def handle_endtag(self, tag):
        if tag == "textarea" and self.textarea:
            self.data[self.textarea][-1] = self.data[self.textarea][-1].removeprefix("\n")
            self.textarea = None
        elif tag == "select" and self.select:
            name, multiple = self.select
            if name not in self.data and not multiple and self.first is not None:
                self.add(name, self.first)
            self.select = None
        elif tag == "form":
            self.inside = False

    def add(self, name, value):
        self.data.setdefault(name, []).append(value)


def read_form(response, form_id: str) -> dict[str, list[str]]:
    """What the form of a page would send as it stands."""
    reader = FormReader(form_id)
    reader.feed(response.content.decode())
    assert reader.found, f"The page has no form {form_id}."
    return {name: values for name, values in reader.data.items() if "__prefix__" not in name}


def open_form(client: Client, url: str, form_id: str) -> dict[str, list[str]]:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return read_form(response, form_id)


def add_row(data: dict, prefix: str, **fields) -> None:
    """Adds a row to an inline, as its “Add another” link does."""
    number = int(data[f"{prefix}-TOTAL_FORMS"][0])
    data[f"{prefix}-TOTAL_FORMS"] = [str(number + 1)]
    for name, value in fields.items():
        data[f"{prefix}-{number}-{name}"] = value


def send(client: Client, url: str, form_id: str, *, rows=(), button="_save", **changes):
    """Opens a form, changes fields, adds rows of inlines as (prefix, fields), sends it and returns the answer."""
    data = open_form(client, url, form_id)
    data |= changes
    for prefix, fields in rows:
        add_row(data, prefix, **fields)
    return client.post(url, {**data, button: "Save"})


def follow(client: Client, response):
    """The page that an answer leads to."""
    assert response.status_code == 302, errors(response)
    return client.get(urljoin("/desk/", response["Location"]))


def errors(response) -> list[str]:
    """Everything the error summary says."""
    return [f"{line.place}: {line.message}" for line in (response.context or {}).get("error_lines", [])]
