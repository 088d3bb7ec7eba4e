"""Shapes of releases and their files."""

from rest_framework import serializers

from api.shapes import fields
from api.shapes.answers import Withdrawal


class ReleaseFile(serializers.Serializer):
    name = fields.text()
    title = fields.text("What it is.")
    media_type = fields.text()
    rows = fields.number_or_null("Rows of a table, lines of JSON Lines, features; null of other files.")
    bytes = fields.number()
    sha256 = fields.text()
    url = fields.text("Where it can be loaded.")


class ReleaseShape(serializers.Serializer):
    entry = fields.number("The entry of the record after which everything is as the files have it.")
    sha256 = fields.text("Of that entry: the head of the chain in entries.jsonl.")
    at = fields.text("When that entry was written: UTC with microseconds.")
    url = fields.text()
    withdrawn = Withdrawal(
        allow_null=True, help_text="Since when and why its files are gone: something in them was expunged."
    )
    files = ReleaseFile(many=True)


class ReleaseList(serializers.Serializer):
    results = ReleaseShape(many=True)
