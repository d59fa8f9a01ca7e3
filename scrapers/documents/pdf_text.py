"""From the characters of a cell to its text: lines in order, wrapped words as they were."""

import re
from collections.abc import Iterable

from scrapers.documents.pdf_marks import Box

_SAME_LINE = 0.5
"""Share of a character's height within which two characters stand on one line."""
_LAST_WORD = re.compile(r"(?<![A-Za-z\d-])[A-Za-z]+$")
"""A word of letters only: the parts of a number are never set apart."""
_BLANK_WIDTH = 0.22
"""Share of a character's height from which a gap between Latin characters is a blank."""


def lines_of(characters: Iterable[Box]) -> list[list[Box]]:
    """Return characters line by line from the top, each line from the left."""
    lines: list[list[Box]] = []
    middle = 0.0
    for box in sorted(characters, key=lambda c: (c.middle[1], c.left)):
        y = box.middle[1]
        if lines and y - middle <= _SAME_LINE * max(box.bottom - box.top, 1.0):
            lines[-1].append(box)
        else:
            lines.append([box])
            middle = y
    for line in lines:
        line.sort(key=lambda c: c.left)
    return lines


def text_of(characters: Iterable[Box], right_edge: float | None = None) -> str:
    """Return a cell's text; its lines are joined as the writer had wrapped them.

    Chinese is broken anywhere and joins without a blank. Latin words get one back where the next
    character would still have fitted on the line, so that it was a blank that was broken at.
    """
    text = ""
    last: list[Box] = []
    for line in lines_of(characters):
        said = _line_text(line)
        if not said.strip():
            continue
        if text and _broke_at_blank(last, line, right_edge):
            text += " "
        text += said.strip() if not text else said.lstrip()
        text = text.rstrip() if text.endswith((" ", "\u3000")) else text
        last = [box for box in line if not box.text.isspace()]
    return text


def _line_text(line: list[Box]) -> str:
    said = ""
    before: Box | None = None
    for box in line:
        if before is not None and _is_gap(before, box):
            said += " "
        said += box.text
        before = box
    return said


def _is_gap(before: Box, box: Box) -> bool:
    high = box.bottom - box.top
    both_latin = _is_word(before.text) and _is_word(box.text)
    return both_latin and box.left - before.right > _BLANK_WIDTH * high


def _broke_at_blank(last: list[Box], line: list[Box], right_edge: float | None) -> bool:
    first = next((box for box in line if not box.text.isspace()), None)
    if not last or first is None or right_edge is None:
        return False
    word = _LAST_WORD.search("".join(box.text for box in last))
    if word is None or not (first.text.isascii() and first.text.isalpha()):
        return False
    return last[-1].right + (first.right - first.left) * 1.5 <= right_edge


def _is_word(text: str) -> bool:
    return text.isascii() and text.isalnum()
