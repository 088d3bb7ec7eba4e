"""Short names for the fields that the shapes are written with. Shapes document answers; nothing is serialised by them."""

from rest_framework import serializers


def text(meaning: str = "") -> serializers.CharField:
    return serializers.CharField(help_text=meaning)


def text_or_null(meaning: str = "") -> serializers.CharField:
    return serializers.CharField(allow_null=True, help_text=meaning)


def texts(meaning: str = "") -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(), help_text=meaning)


def number(meaning: str = "") -> serializers.IntegerField:
    return serializers.IntegerField(help_text=meaning)


def number_or_null(meaning: str = "") -> serializers.IntegerField:
    return serializers.IntegerField(allow_null=True, help_text=meaning)


def truth(meaning: str = "") -> serializers.BooleanField:
    return serializers.BooleanField(help_text=meaning)


def free(meaning: str = "") -> serializers.DictField:
    """An object whose keys are data."""
    return serializers.DictField(child=serializers.JSONField(), help_text=meaning)
