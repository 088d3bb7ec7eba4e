"""Shapes of links and of coverage: documents, list rows, envelopes."""

from rest_framework import serializers

from api.shapes import fields
from api.shapes.answers import Envelope, Picked, RowPage
from api.shapes.incidents import Named


class LinkDocument(serializers.Serializer):
    kind = fields.text("See scales/relation_kinds/; reply: a statement answers one made elsewhere.")
    to = fields.text("Ref of an incident, episode or statement.")
    how = fields.text_or_null("Of a reply: see scales/reply_kinds/.")
    basis = fields.text_or_null("On what it rests.")
    asserted_by = Named(allow_null=True)
    confidence = fields.text_or_null()
    part = fields.text_or_null("Of a member of an episode: core, antecedent, background, aftermath.")

    def get_fields(self):
        """With `from`, which is a word of Python."""
        return {**super().get_fields(), "from": fields.text("Ref of an incident, episode or statement.")}


class LinkRow(Picked, LinkDocument):
    ref = fields.text()
    version = fields.number()
    entry = fields.number()
    url = fields.text()
    from_home = fields.text("The incident or episode itself, or the one of the statement.")
    to_home = fields.text()
    published = fields.text("UTC with microseconds.")


class LinkPage(RowPage):
    results = LinkRow(many=True)


class LinkEnvelope(Envelope):
    from_home = fields.text("The incident or episode itself, or the one of the statement.")
    to_home = fields.text()
    document = LinkDocument()


class CoverageDocument(serializers.Serializer):
    country = fields.text("ISO alpha-3.")
    counterpart = fields.text_or_null("With which state; null: with all.")
    start = fields.text("First day.")
    end = fields.text("Last day.")
    depth = fields.text("See scales/coverage_depth/.")
    note = fields.text_or_null()


class CoverageRow(Picked, CoverageDocument):
    ref = fields.text()
    version = fields.number()
    entry = fields.number()
    url = fields.text()
    published = fields.text("UTC with microseconds.")


class CoveragePage(RowPage):
    results = CoverageRow(many=True)


class CoverageEnvelope(Envelope):
    document = CoverageDocument()
