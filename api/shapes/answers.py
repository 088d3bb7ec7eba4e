"""Shapes of what every resource answers: problems, lists, the envelope, the record's entries."""

from rest_framework import serializers

from api.shapes import fields


class Problem(serializers.Serializer):
    type = fields.text("about:blank: the status says what kind of problem it is.")
    title = fields.text("The status in words.")
    status = fields.number()
    detail = fields.text("What is wrong and what to do.")


class ParameterProblem(serializers.Serializer):
    parameter = fields.text()
    detail = fields.text("What is wrong with it, and what is allowed.")


class ProblemParameters(Problem):
    errors = ParameterProblem(many=True)  # type: ignore[assignment]  # a field, whatever Serializer.errors is


class ProblemFormats(Problem):
    available = serializers.ListField(child=serializers.CharField(), help_text="Media types of this address.")


class ProblemGone(Problem):
    ref = fields.text()
    reason = fields.text("The public reason.")
    at = fields.text("Since when.")


class Moved(serializers.Serializer):
    ref = fields.text()
    merged_into = fields.text()
    url = fields.text()


class Index(serializers.Serializer):
    incidents = fields.text()
    statements = fields.text()
    changes = fields.text()
    actors = fields.text()
    sources = fields.text()
    episodes = fields.text()
    links = fields.text()
    coverage = fields.text()
    countries = fields.text()
    groupings = fields.text()
    types = fields.text()
    themes = fields.text()
    scales = fields.text()
    facets = fields.text()
    series = fields.text()
    exports = fields.text()
    schema = fields.text()
    docs = fields.text()


class FileSums(serializers.Serializer):
    entry = fields.number("The entry of the record that the file is of.")
    file = fields.text("Its name.")
    url = fields.text("Where these bytes can be had again, whatever is published.")
    rows = fields.number("Lines, without that of the column names.")
    bytes = fields.number()
    sha256 = fields.text("SHA-256 of its bytes.")


class Page(serializers.Serializer):
    next = fields.text_or_null("Address of the next page.")
    previous = fields.text_or_null("Address of the page before.")
    entry = fields.number("The entry of the record that this list was read at.")


class NameInQuestion(serializers.Serializer):
    code = fields.text("KGZ of a country, EU of an organisation, A-12 of an actor.")
    kind = fields.text("country, organisation or actor.")
    name = fields.text("What it is called now.")
    matched = fields.text("The words of q that are its name.")
    excluded = fields.truth("Whether it is left out: it stood behind a minus.")


class Ranked(serializers.Serializer):
    newest = fields.number("So many of the newest hits are ranked.")
    all = fields.truth("Whether these are all hits.")


class Part(serializers.Serializer):
    text = fields.text()
    hit = fields.truth("Whether this is what was looked for.")


class Match(serializers.Serializer):
    field = fields.text("name, title, summary, statement, claim, narrative, place, participant or excerpt.")
    ref = fields.text_or_null("Of the statement, claim or source; of a name its code: c:KGZ, a:A-12.")
    parts = Part(many=True)


class SearchAnswer(serializers.Serializer):
    names = NameInQuestion(many=True, help_text="Names in q. What they name is found in every script.")
    ranked = Ranked(allow_null=True, help_text="Only with ordering=relevance.")
    matches = serializers.DictField(
        child=Match(many=True), help_text="Why each row of this page was found, by its ref."
    )


class RowPage(Page):
    count = serializers.IntegerField(required=False, help_text="Only with count=.")
    count_capped = serializers.BooleanField(
        required=False, help_text="Only with count=capped: whether there are more than `count`."
    )


IDENTIFYING = ("ref", "version", "entry", "url")


class Picked(serializers.Serializer):
    """A list row: `fields` and `omit` can leave out any field, so none is required. What identifies it comes first."""

    def get_fields(self):
        found = super().get_fields()
        for field in found.values():
            field.required = False
        return {**{name: found[name] for name in IDENTIFYING if name in found}, **found}


class Publication(serializers.Serializer):
    at = fields.text("UTC with microseconds.")
    first_at = fields.text()
    action = fields.text()
    reason = fields.text("Why this version was published.")


class Withdrawal(serializers.Serializer):
    at = fields.text()
    reason = fields.text()


class Merger(Withdrawal):
    ref = fields.text("The number under which it lives on.")


class Cite(serializers.Serializer):
    text = fields.text("A line for a bibliography.")
    url = fields.text("Permanent address of this version.")
    csl = fields.free("CSL-JSON.")


class CountryLabel(serializers.Serializer):
    name = fields.text()
    alpha2 = fields.text_or_null()
    note = fields.text_or_null("Status, where there is something to say.")


class HostilityLabel(serializers.Serializer):
    level = fields.text()
    step = fields.text()


class Labels(serializers.Serializer):
    types = serializers.DictField(child=serializers.CharField())
    themes = serializers.DictField(child=serializers.CharField())
    countries = serializers.DictField(child=CountryLabel())
    groupings = serializers.DictField(child=serializers.CharField())
    scales = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField()), help_text="Scale, then code, then word."
    )
    actors = serializers.DictField(
        child=fields.free(), help_text="What the actors are called at the moment, by ref."
    )
    sources = serializers.DictField(child=fields.free(), help_text="The sources at the moment, by ref.")
    hostility = HostilityLabel(required=False)
    titles = serializers.DictField(
        child=serializers.CharField(),
        help_text="Of the incidents and episodes at the other ends of the links.",
    )
    links = serializers.DictField(child=serializers.CharField(), help_text="The kinds of the links.")


class Envelope(serializers.Serializer):
    ref = fields.text()
    version = fields.number()
    entry = fields.number("The entry of the record that published this version.")
    published = Publication()
    withdrawn = Withdrawal(allow_null=True)
    merged_into = Merger(allow_null=True, help_text="In a version of what was merged since.")
    newest_version = fields.number()
    sha256 = fields.text("Of the document's bytes: see docs/api.md.")
    url = fields.text("Where readers find it.")
    cite = Cite()
    labels = Labels()
    links = serializers.ListField(child=fields.free())


class Change(serializers.Serializer):
    number = fields.number()
    kind = fields.text("incident, actor, source, codebook …")
    ref = fields.text()
    version = fields.number()
    action = fields.text("published, corrected, retracted, merged, reinstated, expunged")
    at = fields.text("UTC with microseconds.")
    reason = fields.text()
    document_sha256 = fields.text_or_null("Of the document's bytes.")
    previous = fields.text_or_null("sha256 of the entry before.")
    sha256 = fields.text("Over all fields above, as canonical JSON.")
    document = serializers.DictField(
        child=serializers.JSONField(), allow_null=True, help_text="Null if none, or expunged."
    )


class Head(serializers.Serializer):
    number = fields.number()
    sha256 = fields.text()


class ChangeList(serializers.Serializer):
    next = fields.text_or_null(
        "Address of the next page; null at the head: ask again later with after= the last number."
    )
    head = Head(allow_null=True, help_text="The newest entry; null in an empty record.")
    results = Change(many=True)


class Version(serializers.Serializer):
    number = fields.number()
    entry = fields.number()
    at = fields.text()
    action = fields.text()
    reason = fields.text()
    sha256 = fields.text_or_null("Of the document's bytes.")
    changed = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="Fields that differ from the version before; null for the first and where a document is missing.",
    )
    url = fields.text("Permanent address of this version.")


class VersionList(serializers.Serializer):
    ref = fields.text()
    entry = fields.number("The entry of the record that this list was read at.")
    results = Version(many=True)
