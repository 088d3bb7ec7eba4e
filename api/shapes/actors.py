"""Shapes of an actor: its document, its list row, its envelope."""

from rest_framework import serializers

from api.shapes import fields
from api.shapes.answers import Envelope, Picked, RowPage
from api.shapes.incidents import Named, citations


class ActorName(serializers.Serializer):
    name = fields.text()
    language = fields.text_or_null()
    script = fields.text_or_null()
    kind = fields.text()


class ActorCountry(serializers.Serializer):
    country = fields.text("ISO alpha-3.")
    start = fields.text_or_null()
    end = fields.text_or_null()
    basis = fields.text_or_null()


class CaseOutcome(serializers.Serializer):
    outcome = fields.text()
    as_of = fields.text_or_null()


class Post(serializers.Serializer):
    organisation = Named(allow_null=True)
    tie = fields.text()
    role = fields.text()
    start = fields.text_or_null()
    end = fields.text_or_null()
    certainty = fields.text()
    sources = fields.texts()
    citations = citations()


class ActorDocument(serializers.Serializer):
    name = fields.text("The public name; a description where the name is not public.")
    kind = fields.text()
    description = fields.text_or_null()
    party_code = fields.text_or_null("EU, NATO, UN …")
    names = ActorName(many=True)
    countries = ActorCountry(many=True)
    part_of = fields.text_or_null("Ref of the body it belongs to.")
    number = fields.number_or_null("For a group: how many.")
    number_qualifier = fields.text_or_null()
    officialness = fields.text()
    wikidata = fields.text_or_null()
    case_outcome = CaseOutcome(allow_null=True)
    affiliations = Post(many=True)


class ActorCounts(serializers.Serializer):
    incidents = fields.number("Incidents that name it: it took part, spoke or took a position.")
    statements_by = fields.number("Statements that it made.")
    statements_to = fields.number("Statements addressed to it.")
    statements_about = fields.number("Statements about it.")


class ActorEnvelope(Envelope):
    counts = ActorCounts(help_text="At the moment, under every number that it ever had.")
    document = ActorDocument()


class ActorDocumentPart(Picked, ActorDocument):
    pass


class ActorRow(Picked):
    ref = fields.text()
    version = fields.number()
    entry = fields.number()
    url = fields.text()
    name = fields.text()
    kind = fields.text()
    party_code = fields.text_or_null()
    countries = ActorCountry(many=True)
    officialness = fields.text()
    part_of = fields.text_or_null()
    published = fields.text("UTC with microseconds.")
    document = ActorDocumentPart(allow_null=True, help_text="What `fields` picks of it.")


class ActorPage(RowPage):
    results = ActorRow(many=True)
