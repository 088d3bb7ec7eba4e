"""Parts of pages are made once for an entry, the last expunged entry, a release, a language and what was asked, and made anew for any other."""

import pytest
from django.utils import translation

from pages import kept as module
from pages.kept import kept
from record.moments import Moment


@pytest.fixture
def made(settings):
    """How often a part was made; the cache is empty before and after."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "parts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests of kept"},
    }
    module.caches["parts"].clear()
    yield []
    module.caches["parts"].clear()


def ask(made, moment=Moment(5, now=True, expunged=3), asked=("chart", "country=KAZ"), value="drawing"):  # noqa: B008 - frozen
    def make():
        made.append(1)
        return value

    return kept(moment, list(asked), make)


def test_a_part_is_made_once(made):
    assert ask(made) == ask(made) == "drawing" and len(made) == 1


def test_that_there_is_nothing_to_show_is_kept_too(made):
    assert ask(made, value=None) is None and ask(made, value=None) is None and len(made) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"moment": Moment(6, now=True, expunged=3)},
        {"moment": Moment(5, now=False, expunged=3)},
        {"moment": Moment(5, now=True, expunged=4)},
        {"asked": ("chart", "country=UZB")},
    ],
)
def test_another_entry_or_question_is_another_part(made, other):
    ask(made)
    ask(made, **other)
    assert len(made) == 2


def test_another_language_is_another_part(made):
    ask(made)
    with translation.override("ru"):
        ask(made)
    assert len(made) == 2


def test_another_release_is_another_part(made, monkeypatch):
    ask(made)
    monkeypatch.setattr(module, "release", lambda: "another")
    ask(made)
    assert len(made) == 2


def test_nothing_is_kept_for_a_moment_that_does_not_know_what_was_expunged(made):
    unknown = Moment(5, now=True)
    ask(made, moment=unknown)
    ask(made, moment=unknown)
    assert len(made) == 2
