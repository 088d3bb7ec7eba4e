"""Shapes of a statement: its list row, its envelope. The document is that part of its home's document."""

from rest_framework import serializers

from api.shapes import fields
from api.shapes.answers import Envelope, Picked, RowPage, SearchAnswer
from api.shapes.incidents import Mandate, Named, Party, Reply, Statement, StatementDate, StatementWords


class HomeDate(StatementDate):
    """The date of an incident says more of itself than that of an episode."""

    precision = serializers.CharField(required=False)
    basis = serializers.CharField(required=False)
    note = fields.text()


class Home(serializers.Serializer):
    ref = fields.text("The incident or episode in which it was made.")
    title = fields.text("Its title in that version.")
    date = HomeDate()
    type = fields.text_or_null("Type of the incident; null of an episode.")


class HomeWithAddress(Home):
    url = fields.text()


class StatementRow(Picked):
    ref = fields.text()
    version = fields.number("The version of its home.")
    entry = fields.number("The entry that published this version of its home.")
    url = fields.text()
    home = Home()
    speaker = Named(allow_null=True)
    parties = fields.texts("States and organisations that the speaker stands for on the day.")
    role_at_time = fields.text_or_null()
    capacity = fields.text()
    officialness = fields.text()
    mandate = Mandate(allow_null=True)
    addressee = Party(allow_null=True)
    about = Party(allow_null=True)
    kind = fields.text()
    stance = fields.number_or_null("−2 hostile to 2 supportive.")
    mode = fields.text()
    texts = StatementWords(many=True)
    date = StatementDate(allow_null=True, help_text="Null: it is sorted and found by the date of its home.")
    place = fields.text_or_null()
    channel = fields.text()
    relayed_by = Named(allow_null=True)
    inside = fields.text_or_null("The statement in which these words were spoken.")
    utterance = fields.number_or_null("Statements of one home with the same number were made in one breath.")
    replies_to = Reply(allow_null=True, help_text="What it answers at home; answers elsewhere are links.")
    also_about = fields.texts()
    sources = fields.texts()
    published = fields.text("UTC with microseconds.")


class StatementPage(RowPage):
    search = SearchAnswer(required=False, help_text="Only with q=.")
    results = StatementRow(many=True)


class ReplyAcross(serializers.Serializer):
    ref = fields.text("The other statement.")
    how = fields.text("Kind of the reply.")
    link = fields.text_or_null("Number of the link; null where both are at home together.")
    url = fields.text()
    home = Home()
    speaker = Named(allow_null=True)
    kind = fields.text()
    stance = fields.number_or_null()
    mode = fields.text()
    texts = StatementWords(many=True)
    date = StatementDate(allow_null=True)


class Replies(serializers.Serializer):
    to = ReplyAcross(many=True, help_text="What it answers.")
    by = ReplyAcross(many=True, help_text="What answers it.")


class StatementEnvelope(Envelope):
    home = HomeWithAddress()
    replies = Replies()
    document = Statement()
