"""How alike two names or titles are, asked of the database: trigrams of their rough spelling, so that scripts do not matter.

Under the C locale pg_trgm sees no Cyrillic letter; the rough spelling has none.
"""

from django.db.models import F, FloatField, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower, Replace

from lib.spelling import FROM, SOUNDS, TO, rough


def rough_spelling(field: str) -> Combinable:
    """What lib.spelling.rough makes of a column, as an expression."""
    found: Combinable = Func(
        Lower(F(field)), Value(FROM), Value(TO), function="translate", output_field=TextField()
    )
    for letters, sound in SOUNDS:
        found = Replace(found, Value(letters), Value(sound))
    return found


def title_likeness(field: str, text: str) -> Func:
    """0 to 1: how much of two titles is the same."""
    return Func(rough_spelling(field), Value(rough(text)), function="similarity", output_field=FloatField())


def name_likeness(field: str, text: str) -> Func:
    """0 to 1: how well a text is like some words of a name."""
    return Func(
        Value(rough(text)), rough_spelling(field), function="word_similarity", output_field=FloatField()
    )
