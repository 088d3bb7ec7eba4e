"""Shapes of sources and episodes: documents, list rows, envelopes, and what stands beside them."""

from rest_framework import serializers

from api.shapes import fields
from api.shapes.answers import Envelope, Picked, RowPage
from api.shapes.incidents import Claim, Hostility, IncidentDate, Named, Statement, StatementDate


class DateWithNote(StatementDate):
    note = fields.text("Why the date is as it is.")


class SourceDocument(serializers.Serializer):
    title = fields.text()
    publisher = Named(allow_null=True)
    authors = fields.texts()
    kind = fields.text("See scales/source_kinds/.")
    language = fields.text_or_null()
    url = fields.text_or_null("Where it was published.")
    archived_url = fields.text_or_null()
    published = DateWithNote()
    accessed = fields.text_or_null("EDTF.")
    derived_from = fields.text_or_null("Ref of the source that it repeats.")
    consulted = fields.text("Whether it was read itself: read, via, wanted.")
    grade = fields.text_or_null("Reliability of the publisher, A to F.")
    grade_reason = fields.text_or_null()
    sha256 = fields.text_or_null("Of the file that was kept.")


class SourceDocumentPart(Picked, SourceDocument):
    pass


class SourceRow(Picked):
    ref = fields.text()
    version = fields.number()
    entry = fields.number()
    url = fields.text("Where readers find it here.")
    title = fields.text()
    publisher = Named(allow_null=True)
    authors = fields.texts()
    kind = fields.text()
    language = fields.text_or_null()
    original_url = fields.text_or_null("Where it was published.")
    archived_url = fields.text_or_null()
    original_date = DateWithNote(help_text="When it was published.")
    grade = fields.text_or_null()
    consulted = fields.text()
    published = fields.text("When this version was published in the record: UTC with microseconds.")
    document = SourceDocumentPart(allow_null=True, help_text="What `fields` picks of it.")


class SourcePage(RowPage):
    results = SourceRow(many=True)


class IncidentBeside(serializers.Serializer):
    ref = fields.text()
    url = fields.text()
    title = fields.text()
    date = IncidentDate()
    type = fields.text()
    hostility = Hostility()
    certainty = fields.text()
    counted = fields.truth()
    initiators = fields.texts()
    targets = fields.texts()


class SourceCounts(serializers.Serializer):
    incidents = fields.number("Incidents that rest on it.")
    statements = fields.number("Statements that are known by it.")


class SourceEnvelope(Envelope):
    counts = SourceCounts()
    incidents = IncidentBeside(many=True, help_text="The newest 200; all with incidents/?source=.")
    document = SourceDocument()


class EpisodeDocument(serializers.Serializer):
    title = fields.text()
    summary = fields.text()
    date = DateWithNote()
    parties = fields.texts("ISO alpha-3.")
    statements = Statement(many=True)
    claims = Claim(many=True)


class EpisodeDocumentPart(Picked, EpisodeDocument):
    pass


class EpisodeRow(Picked):
    ref = fields.text()
    version = fields.number()
    entry = fields.number()
    url = fields.text()
    title = fields.text()
    summary = fields.text()
    date = DateWithNote()
    parties = fields.texts("ISO alpha-3.")
    member_count = fields.number("Incidents and episodes that are part of it.")
    published = fields.text("UTC with microseconds.")
    document = EpisodeDocumentPart(allow_null=True, help_text="What `fields` picks of it.")


class EpisodePage(RowPage):
    results = EpisodeRow(many=True)


class Member(IncidentBeside):
    part = fields.text_or_null("core, antecedent, background, aftermath.")
    link = fields.text("The link that says so.")


class EpisodeWithin(serializers.Serializer):
    ref = fields.text()
    url = fields.text()
    title = fields.text()
    part = fields.text_or_null()
    link = fields.text()


class EpisodeCounts(serializers.Serializer):
    members = fields.number("Incidents and episodes that are part of it.")
    statements = fields.number("Statements about the whole of it.")


class EpisodeEnvelope(Envelope):
    counts = EpisodeCounts()
    members = Member(many=True, help_text="The earliest 200; all with incidents/?episode=.")
    episodes = EpisodeWithin(many=True, help_text="Episodes that are part of it.")
    document = EpisodeDocument()
