"""What somebody says in a text: quoted words, and sentences with a verb of saying, with the speaker and the kind of statement."""

import re
from dataclasses import dataclass

from incidents.reading.gazetteer import Mention
from incidents.reading.names import Stranger
from incidents.reading.words import Ordered, Span, quotations, sentences

KINDS = [  # code of the kind of statement, and the verbs in English and Russian that tell it; the first that fits counts
    (
        "concern",
        r"(?:expressed|voiced|conveyed)\s+(?:\w+\s+)?concern|выразил\w*\s+(?:\w+\s+)?(?:обеспокоенност|озабоченност)\w*",
    ),
    ("protest", r"protested|lodged\s+a\s+protest|(?:вы|за)?разил\w*\s+протест|заявил\w*\s+протест"),
    ("apology", r"apologi[sz]ed|извинил\w+|принёс\s+извинени\w+|принес\w*\s+извинени\w+"),
    (
        "no_comment",
        r"declined\s+to\s+comment|refused\s+to\s+comment|отказал\w+\s+(?:от\s+комментари\w+|комментировать)",
    ),
    ("accusation", r"accused|alleged|blamed|обвинил\w*"),
    (
        "denial",
        r"denied(?!\s+(?:\w+\s+){0,2}(?:entry|access|visa|admission))|dismissed|rejected|опроверг\w*|отрицал\w*|отверг\w*",
    ),
    ("rebuke", r"retorted|rebuked|hit\s+back|shot\s+back|парировал\w*|возразил\w*"),
    ("threat", r"threatened|пригрозил\w*"),
    ("warning", r"warned|предупредил\w*|предостерёг|предостерег\w*"),
    ("demand", r"demanded|insisted|потребовал\w*"),
    ("request", r"urged|called\s+on|called\s+for|appealed|asked|призвал\w*|попросил\w*"),
    ("criticism", r"condemned|criticis?z?ed|denounced|slammed|осудил\w*|раскритиковал\w*"),
    ("prediction", r"predicted|expects?\s+that|expected\s+that|спрогнозировал\w*"),
    ("explanation", r"explained|clarified|объяснил\w*|пояснил\w*|разъяснил\w*"),
    ("support", r"praised|welcomed|applauded|приветствовал\w*|похвалил\w*"),
    ("announcement", r"announced|declared|объявил\w*|сообщил\w*\s+о"),
    ("assessment", r"argued|argues|believes|suggested|suggests|thinks|считает|полагает"),
    (
        "report",
        r"reported|reports|noted|notes|wrote|writes|claimed|claims|сообщил\w*|сообщает|отметил\w*|отмечает|написал\w*|пишет",
    ),
    (
        "remark",
        r"said|says|stated|states|told|added|remarked|commented|expressed\s+surprise|сказал\w*|заявил\w*|говорит|добавил\w*|подчеркнул\w*|удивил\w+",
    ),
]
VERB = re.compile(rf"\b(?:{'|'.join(f'(?P<{code}>{pattern})' for code, pattern in KINDS)})\b", re.IGNORECASE)
ACCORDING = re.compile(r"\b(?:according to|по словам|по мнению|по данным|как сообщает)\s+", re.IGNORECASE)
SHE_OR_HE = re.compile(
    r"\b(?:he|she|they|он|она|они|the (?:minister|ministry|ambassador|spokes\w+|official))\b", re.IGNORECASE
)
PREPOSITION = re.compile(
    r"\b(?:in|at|near|from|towards?|with|about|of|against|over|into|for|between|visiting|в|из|от|с|о|об|на|у|против)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)
FEWEST_WORDS = 3  # fewer quoted words are a name or a term


@dataclass(frozen=True)
class Saying(Span):
    """Words of somebody: `text` is what was said, `quoted` the words that stand between quotation marks."""

    written: str
    text: str
    quoted: tuple[str, ...]
    mode: str
    kind: str
    speaker: Mention | Stranger | None
    how: str


def sayings(text: str, mentions: list[Mention], strangers: list[Stranger]) -> list[Saying]:
    """Statements in the text's order; one for each sentence that says who spoke or quotes a whole sentence."""
    speakers, quoted = Ordered([*mentions, *strangers]), Ordered(quotations(text))
    found: list[Saying] = []
    last: Mention | Stranger | None = None
    for sentence in sentences(text):
        inside, here = quoted.within(sentence), speakers.within(sentence)
        saying = reported(text, sentence, inside, here, last)
        if saying:
            found.append(saying)
            last = saying.speaker or last
        else:
            last = next((one for one in here if may_speak(one) and is_person(one)), last)
    return found


def reported(
    text: str,
    sentence: Span,
    inside: list[Span],
    here: list[Mention | Stranger],
    last: Mention | Stranger | None,
) -> Saying | None:
    outside = masked(text, sentence, inside)
    long = [span for span in inside if len(span.of(text).split()) >= FEWEST_WORDS]
    verb, source = VERB.search(outside), ACCORDING.search(outside)
    if not verb and not source and not long:
        return None
    speakers = [
        one
        for one in here
        if may_speak(one) and not any(span.holds(one) for span in inside) and not joined(text, one)
    ]
    speaker, how = who(sentence, outside, verb, source, speakers, last, quoting=bool(long))
    if speaker is None and not long:
        return None
    kind = kind_of(verb, source)
    said, mode = words_of(text, sentence, long, verb)
    quotes = tuple(span.of(text)[1:-1].strip(" ,.") for span in long)
    return Saying(sentence.start, sentence.end, sentence.of(text), said, quotes, mode, kind, speaker, how)


def masked(text: str, sentence: Span, inside: list[Span]) -> str:
    """The sentence with its quotations blanked, so that verbs in them do not count; places stay."""
    found = sentence.of(text)
    for span in inside:
        start, end = span.start - sentence.start, span.end - sentence.start
        found = found[:start] + " " * (end - start) + found[end:]
    return found


def kind_of(verb: re.Match | None, source: re.Match | None) -> str:
    if verb and verb.lastgroup:
        return verb.lastgroup
    return "assessment" if source else "remark"


def who(sentence, outside, verb, source, speakers, last, quoting) -> tuple[Mention | Stranger | None, str]:
    """The speaker: after "according to", else the last name before the verb, else one right after it, else the last speaker."""
    if source:
        after = [one for one in speakers if one.start >= sentence.start + source.end() - 1]
        if after:
            return named(after[0], speakers), f"named after “{source.group().strip()}”"
    if verb:
        at = sentence.start + verb.start()
        before = [one for one in speakers if one.end <= at]
        if before:
            return best(before), f"named before “{verb.group()}”"
        pronoun = SHE_OR_HE.search(outside[: verb.start()])
        if pronoun and last:
            return last, f"“{pronoun.group()}”: the last speaker or person named"
        after = [one for one in speakers if one.start >= sentence.start + verb.end()]
        if after and after[0].start - (sentence.start + verb.end()) < 40:
            return named(after[0], speakers), f"named after “{verb.group()}”"
    if last and quoting:
        return last, "the last speaker or person named"
    return None, "nobody is named beside these words"


def named(first: Mention | Stranger, speakers: list[Mention | Stranger]) -> Mention | Stranger:
    """Behind a state or a body a person may stand: "Russian Foreign Minister Sergey Lavrov"."""
    near = [one for one in speakers if 0 <= one.start - first.end < 40 and is_person(one)]
    return near[0] if near and not is_person(first) else first


def best(before: list[Mention | Stranger]) -> Mention | Stranger:
    """Of those named before a verb: the first person, else the first body, else the last name of all."""
    people = [one for one in before if is_person(one)]
    bodies = [one for one in before if isinstance(one, Mention) and one.thing.kind == "actor"]
    return (people or bodies or before[-1:])[0]


def is_person(one: Mention | Stranger) -> bool:
    return isinstance(one, Stranger) or one.thing.actor_kind == "person"


def may_speak(one: Mention | Stranger) -> bool:
    """A country speaks through somebody; only an actor, or a name that is not on file, can be a speaker."""
    return isinstance(one, Stranger) or one.thing.kind == "actor"


def joined(text: str, one: Span) -> bool:
    """Whether a preposition stands before a name: who is spoken of, or where, is not who speaks."""
    return bool(PREPOSITION.search(text[max(0, one.start - 20) : one.start]))


def words_of(text: str, sentence: Span, long: list[Span], verb: re.Match | None) -> tuple[str, str]:
    """What is kept as the words said, and how close they are: quoted whole, in part, or retold."""
    if not long:
        return retold(sentence.of(text), verb), "paraphrase"
    whole = [span.of(text)[1:-1].strip().rstrip(",") for span in long]
    first = whole[0]
    starts_so = first[:1].isupper() or long[0].start == sentence.start
    if starts_so:
        return " ".join(whole), "direct"
    return sentence.of(text), "partial"


def retold(sentence: str, verb: re.Match | None) -> str:
    """What stands behind "said that"; else the whole sentence."""
    if verb:
        after = re.match(r"[\s,]*(?:that|что)\s+(.{12,})", sentence[verb.end() :], re.DOTALL)
        if after:
            found = after.group(1).strip()
            return found[:1].upper() + found[1:]
    return sentence
