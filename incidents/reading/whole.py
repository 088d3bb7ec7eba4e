"""A text read for all that is proposed from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from incidents.reading.acts import Act, acts
from incidents.reading.dates import When, dates
from incidents.reading.gazetteer import Gazetteer, Mention
from incidents.reading.names import Stranger, strangers
from incidents.reading.sayings import Saying, sayings
from incidents.reading.words import Span, Taken, paragraphs


@dataclass(frozen=True)
class Reading:
    """All proposals from one text, each kind in the order of the text."""

    text: str
    mentions: list[Mention]
    strangers: list[Stranger]
    dates: list[When]
    sayings: list[Saying]
    acts: list[Act]

    @property
    def paragraphs(self) -> list[Span]:
        return paragraphs(self.text)

    def within(self, span: Span) -> "Reading":
        """What lies in one stretch of the text, such as a paragraph."""
        return Reading(
            self.text,
            *(
                inside(found, span)
                for found in (self.mentions, self.strangers, self.dates, self.sayings, self.acts)
            ),
        )


def inside(found: Iterable, span: Span) -> list:
    return [one for one in found if span.holds(one)]


def read(text: str, gazetteer: Gazetteer, published: date | None = None) -> Reading:
    """Proposals from a text; `published` is the day that "on Tuesday" and dates without a year are counted from."""
    when = dates(text, published)
    taken = Taken(text, when)
    mentions = [one for one in gazetteer.find(text) if not taken.meets(one)]
    unknown = strangers(text, mentions, when)
    return Reading(text, mentions, unknown, when, sayings(text, mentions, unknown), acts(text))
