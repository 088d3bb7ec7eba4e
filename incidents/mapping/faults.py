"""What is wrong with a cell, or with a mapping, in sentences that say where and how to mend it."""

from dataclasses import dataclass
from typing import Any

LIMIT = 100


class MappingError(Exception):
    """A mapping that cannot be used; `sentences` say why."""

    def __init__(self, *sentences: str):
        self.sentences = list(sentences)
        super().__init__("\n".join(sentences))


class CellFault(Exception):
    """A value that cannot be read; the text goes on after the value: “13” is no month."""

    def __init__(self, value: Any, sentence: str, column: str = ""):
        self.value, self.sentence, self.column = value, sentence, column
        super().__init__(sentence)


@dataclass(frozen=True)
class CellProblem:
    """One mistake at one place of a file: “row 12, column F “start_day””, what stands there, and how to mend it."""

    place: str
    value: str
    sentence: str
    table: str = ""
    row: int = 0
    field: str = ""

    def __str__(self) -> str:
        gap = ". " if self.sentence[:1].isupper() else " "
        shown = f"“{self.value}”{gap}" if self.value else ""
        return f"{self.place}: {shown}{self.sentence}"
