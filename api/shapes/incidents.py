"""Shapes of an incident: its document, its list row, its envelope. The field names say what API.md says of them."""

from rest_framework import serializers

from api.shapes import fields
from api.shapes.answers import Envelope, Picked, RowPage, SearchAnswer


class Named(serializers.Serializer):
    ref = fields.text_or_null("Null while the actor has no public number.")
    name = fields.text()
    kind = fields.text()


class Denier(serializers.Serializer):
    ref = fields.text_or_null()
    name = fields.text()
    parties = fields.texts("States and organisations it stands for.")


class Citation(serializers.Serializer):
    source = fields.text()  # type: ignore[assignment]  # a field, whatever Field.source is
    supports = fields.texts()
    excerpt = fields.text_or_null()
    locator = fields.text_or_null()
    credibility = fields.text_or_null()
    asserted_value = fields.text_or_null()


def citations() -> serializers.Serializer:
    """Those of a part of a document; the parts of older documents name their sources alone."""
    meaning = "What each source supports, in which words and where. Documents published before November 2026 lack it."
    return Citation(many=True, required=False, help_text=meaning)


class IncidentDate(serializers.Serializer):
    edtf = fields.text()
    earliest = fields.text_or_null()
    latest = fields.text_or_null()
    precision = fields.text()
    basis = fields.text()
    note = fields.text()


class StatementDate(serializers.Serializer):
    edtf = fields.text()
    earliest = fields.text_or_null()
    latest = fields.text_or_null()


class Place(serializers.Serializer):
    names = fields.texts()
    country = fields.text_or_null("ISO alpha-3.")
    claimed_by = fields.texts()
    latitude = fields.text_or_null("Decimal degrees, as text.")
    longitude = fields.text_or_null("Decimal degrees, as text.")
    precision = fields.text()


class Hostility(serializers.Serializer):
    level = fields.number("−2 to 8.")
    step = fields.text("The numeral on the tile: + or 0 to 5.")


class Quantity(serializers.Serializer):
    value = fields.text_or_null()
    to = fields.text_or_null()
    of = fields.text_or_null()
    qualifier = fields.text()
    what = fields.text()
    unit = fields.text_or_null()
    as_of = fields.text_or_null()


class RowParticipant(serializers.Serializer):
    role = fields.text()
    side = fields.text_or_null()
    through = fields.text_or_null("Whose act it was: state, quasi, tolerated, private.")
    country = fields.text_or_null()
    actor = Named(allow_null=True)
    parties = fields.texts("States and organisations it stands for on the day.")
    thing = fields.text_or_null()
    basis = fields.text()
    certainty = fields.text()


class Participant(RowParticipant):
    numbers = Quantity(many=True)
    asserted_by = Named(allow_null=True)
    sources = fields.texts()
    citations = citations()


class Mandate(serializers.Serializer):
    level = fields.text()
    assessed_by = Named(allow_null=True)


class Party(serializers.Serializer):
    actor = Named(allow_null=True)
    country = fields.text_or_null()
    words = fields.text_or_null()


class StatementWords(serializers.Serializer):
    language = fields.text()
    text = fields.text()
    original = fields.truth()
    by = fields.text_or_null()
    machine = fields.truth("Translated by a machine.")
    quoted = fields.texts("The quoted words of a partial quotation.")


class Reply(serializers.Serializer):
    ref = fields.text()
    how = fields.text()


class Statement(serializers.Serializer):
    ref = fields.text_or_null()
    speaker = Named(allow_null=True)
    parties = fields.texts("States and organisations that the speaker stands for on the day.")
    role_at_time = fields.text_or_null()
    capacity = fields.text()
    officialness = fields.text()
    mandate = Mandate(allow_null=True)
    addressee = Party(allow_null=True)
    about = Party(allow_null=True)
    kind = fields.text()
    stance = fields.number_or_null()
    mode = fields.text()
    texts = StatementWords(many=True)
    date = StatementDate(allow_null=True)
    place = fields.text_or_null()
    channel = fields.text()
    relayed_by = Named(allow_null=True)
    inside = fields.text_or_null()
    utterance = fields.number_or_null()
    replies_to = Reply(allow_null=True)
    also_about = fields.texts()
    sources = fields.texts()
    citations = citations()


class Position(serializers.Serializer):
    actor = Named(allow_null=True)
    position = fields.text()
    date = fields.text_or_null()
    sources = fields.texts()


class ClaimAbout(serializers.Serializer):
    incidents = fields.texts()
    actors = fields.texts()
    places = fields.texts()


class Claim(serializers.Serializer):
    ref = fields.text_or_null()
    text = fields.text()
    wording = fields.text_or_null()
    value = fields.text_or_null()
    nature = fields.text()
    certainty = fields.text_or_null()
    reason = fields.text_or_null()
    about = ClaimAbout()
    positions = Position(many=True)
    contradicts = fields.texts()
    sources = fields.texts()
    citations = citations()


class IncidentDocument(serializers.Serializer):
    title = fields.text()
    summary = fields.text()
    narrative = fields.text("Markdown.")
    date = IncidentDate()
    announced = fields.text_or_null()
    effective = fields.text_or_null()
    ended = fields.text_or_null()
    place = Place()
    type = fields.text("Code: see types/.")
    subtype = fields.text_or_null()
    nature = fields.text()
    status = fields.text()
    intent = fields.text()
    counted = fields.truth("Whether series and charts count it.")
    certainty = fields.text()
    certainty_reason = fields.text_or_null()
    denied_by = Denier(many=True)
    hostility = Hostility()
    themes = fields.texts()
    participants = Participant(many=True)
    initiators = fields.texts("Party codes: countries, and EU, NATO, UN …")
    targets = fields.texts()
    statements = Statement(many=True)
    claims = Claim(many=True)
    citations = Citation(many=True)
    codebook = fields.number("Version of the codebook it was coded with.")


class IncidentEnvelope(Envelope):
    document = IncidentDocument()


class IncidentDocumentPart(Picked, IncidentDocument):
    pass


class IncidentRow(Picked):
    ref = fields.text()
    version = fields.number()
    entry = fields.number()
    url = fields.text()
    title = fields.text()
    summary = fields.text()
    date = IncidentDate()
    place = Place()
    type = fields.text()
    nature = fields.text()
    status = fields.text()
    hostility = Hostility()
    certainty = fields.text()
    counted = fields.truth()
    themes = fields.texts()
    initiators = fields.texts()
    targets = fields.texts()
    participants = RowParticipant(many=True)
    statement_count = fields.number()
    claim_count = fields.number()
    source_count = fields.number()
    published = fields.text("UTC with microseconds.")
    document = IncidentDocumentPart(allow_null=True, help_text="What `fields` picks of it.")


class IncidentPage(RowPage):
    search = SearchAnswer(required=False, help_text="Only with q=.")
    results = IncidentRow(many=True)
