"""Text on its way to paper: only letters that can be printed, in lines that Korean readers expect."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

Widths = Mapping[str, int]
"""Thousandths of the font size, for every letter that can be printed."""

MISSING: Final = "□"
ELLIPSIS: Final = "…"

_ENDS_OF_LINE: Final = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_SEPARATES: Final = frozenset(",;:!?·~、。，；：！？～")
_OPENS: Final = frozenset("([{‘“〈《「『【〔（［｛￦₩$")
_ITEM: Final = re.compile(r" *(?:(?:(?:\d{1,2}|[가-하])[.)]|\((?:\d{1,2}|[가-하])\)|[①-⑳○□※•·*-]) +)?")
_SOFT: Final = frozenset("/\\?&=-_.,:;@")


class Letters(dict[int, str]):
    """For `str.translate`: a letter that the font lacks becomes □, what has no shape vanishes."""

    def __init__(self, printable: frozenset[str]) -> None:
        super().__init__({ord(letter): letter for letter in printable if _shaped(letter)})

    def __missing__(self, code: int) -> str:
        # nothing is kept here: a text of a million odd letters must not stay in memory
        return MISSING if _shaped(chr(code)) else ""


def clean(text: str, letters: Letters) -> str:
    """Composed (files from a Mac carry 자모 apart), with one kind of line end and without control letters."""
    lines = _ENDS_OF_LINE.split(unicodedata.normalize("NFC", text).replace("\t", "    "))
    return "\n".join(line.translate(letters).rstrip() for line in lines).strip("\n")


def wrap(text: str, room: float, widths: Widths) -> list[str]:
    """Lines that fit into `room` (thousandths of the font size); at least one, and each at least a letter.

    Hangul breaks between syllables, words of other scripts at spaces. A word that is longer than a line breaks
    behind a sign that joins its parts, else anywhere.
    """
    return [line for paragraph in text.split("\n") for line in _lines(paragraph, room, widths)]


def justified(text: str, room: float, widths: Widths) -> Iterator[tuple[int, str, bool]]:
    """Each line with its indent, and whether its paragraph goes on: only then may it be spread to the margin.

    As in official papers, further lines of an item (1. 가. 1) …) stand under the first word, not its number.
    """
    for paragraph in text.split("\n"):
        found = _ITEM.match(paragraph)
        mark = found.group() if found else ""
        indent = measure(mark, widths)
        if indent > room / 4:
            mark, indent = "", 0
        *inner, last = _lines(paragraph[len(mark) :], room - indent, widths)
        for n, line in enumerate((*inner, last)):
            first = mark and n == 0
            yield 0 if first else indent, mark + line if first else line, n < len(inner)


def fit(text: str, room: float, widths: Widths) -> str:
    """One line: what does not fit gives way to an ellipsis."""
    text = text.replace("\n", " ")
    if measure(text, widths) <= room:
        return text
    left = room - widths[ELLIPSIS]
    for end, letter in enumerate(text):
        left -= widths[letter]
        if left < 0:
            return text[:end].rstrip() + ELLIPSIS
    return text


def measure(text: str, widths: Widths) -> int:
    return sum([widths[letter] for letter in text])


def _lines(text: str, room: float, widths: Widths) -> list[str]:
    lines: list[str] = []
    start = at = 0
    used, good, soft = 0, 0, 0
    while at < len(text):
        letter = text[at]
        if at > start:
            before = text[at - 1]
            if _may_part(before, letter):
                good = at
            elif before in _SOFT and letter not in _SOFT:
                soft = at
        used += widths[letter]
        if used > room and letter != " " and at > start:
            end = good or soft or at
            lines.append(text[start:end].rstrip(" "))
            while end < len(text) and text[end] == " ":
                end += 1
            start = at = end
            used = good = soft = 0
            continue
        at += 1
    lines.append(text[start:].rstrip(" "))
    return lines


def _may_part(before: str, after: str) -> bool:
    if after == " ":
        return False
    if before == " ":
        return True
    starts = _syllable(after) or after in _OPENS
    if before in _SEPARATES:
        return starts
    return _syllable(before) and (starts or after.isalpha())


def _syllable(letter: str) -> bool:
    """Hangul, kana and the like. 제3조 stays together, and a particle with the Latin word before it."""
    return letter >= "\u1100" and unicodedata.category(letter) == "Lo"


def _shaped(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return not (kind in ("Cc", "Cf", "Co", "Cs") or "\ufe00" <= letter <= "\ufe0f")
