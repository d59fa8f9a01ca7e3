"""What stands on the pages of a PDF: characters and straight rules, upright, y running down."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

THIN = 2.5
"""A drawn shape no wider than this is a rule, in points."""
_SHORTEST_RULE = 3.0
_MOST_FORMS_DEEP = 4
_WHOLE_PAGE = 0.97
_QUARTER = math.pi / 2
_Handle = Any  # a raw handle of PDFium: pypdfium2 gives it no type
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A character's box, or a rule's: x runs right, y runs down."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""

    @property
    def middle(self) -> tuple[float, float]:
        """The box's centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number, characters, level and upright rules, and whether it shows images."""

    number: int
    characters: tuple[Box, ...]
    level: tuple[Box, ...]
    upright: tuple[Box, ...]
    has_images: bool


def page_of(page: pdfium.PdfPage, number: int) -> Page:
    """Return what stands on one page, turned so that its text reads from left to right."""
    text = page.get_textpage()
    try:
        turn, characters = _characters(text)
    finally:
        text.close()
    corners = _corners(page)
    rules = [_turned(box, turn) for box in _rules(page, corners)]
    return Page(
        number=number,
        characters=characters,
        level=tuple(r for r in rules if r.bottom - r.top <= THIN < r.right - r.left),
        upright=tuple(r for r in rules if r.right - r.left <= THIN < r.bottom - r.top),
        has_images=any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])),
    )


def _characters(text: pdfium.PdfTextPage) -> tuple[int, tuple[Box, ...]]:
    """Return by how many quarters the text is turned, and its characters, turned back."""
    found: list[tuple[str, tuple[float, float, float, float]]] = []
    turns: Counter[int] = Counter()
    box = raw.FS_RECTF()
    reference = ctypes.byref(box)
    high = 0
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, i)
        if 0xD800 <= code < 0xDC00:  # noqa: PLR2004 (the first half of a surrogate pair)
            high = code
            continue
        if 0xDC00 <= code < 0xE000:  # noqa: PLR2004 (the second half)
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        if code in {0, 10, 13, 0xFFFE, 0xFFFF} or raw.FPDFText_IsGenerated(text, i) == 1:
            continue
        if not raw.FPDFText_GetLooseCharBox(text, i, reference):
            continue
        turns[round(raw.FPDFText_GetCharAngle(text, i) / _QUARTER) % 4] += 1
        found.append((_printed(code), (box.left, box.bottom, box.right, box.top)))
    turn = turns.most_common(1)[0][0] if turns else 0
    boxes = (_turned(corners, turn, said) for said, corners in found)
    return turn, tuple(dict.fromkeys(boxes))  # bold made by printing twice is one character


def _printed(code: int) -> str:
    return "-" if code == 2 else chr(code)  # noqa: PLR2004 (pdfium's mark of a soft hyphen)


def _turned(corners: tuple[float, float, float, float], turn: int, text: str = "") -> Box:
    """Return a box of the page's space turned by quarters, y running down."""
    x0, y0, x1, y1 = corners
    xs, ys = (x0, x1), (-y0, -y1)
    for _ in range(turn):
        xs, ys = ys, (-xs[0], -xs[1])
    return Box(min(xs), min(ys), max(xs), max(ys), text)


def _corners(page: pdfium.PdfPage) -> tuple[float, float]:
    left, bottom, right, top = page.get_mediabox()
    return right - left, top - bottom


def _rules(
    page: pdfium.PdfPage, size: tuple[float, float]
) -> Iterator[tuple[float, float, float, float]]:
    """Yield the thin boxes of straight level and upright strokes, and the edges of rectangles."""
    count = raw.FPDFPage_CountObjects(page)
    objects = (raw.FPDFPage_GetObject(page, i) for i in range(count))
    for path, matrix in _paths(objects, _IDENTITY, 0):
        for box in _strokes(path, matrix):
            wide, high = box[2] - box[0], box[3] - box[1]
            if max(wide, high) < _SHORTEST_RULE:
                continue
            if wide > size[0] * _WHOLE_PAGE and high > size[1] * _WHOLE_PAGE:
                continue
            yield box


def _paths(
    objects: Iterator[_Handle], outer: _Matrix, depth: int
) -> Iterator[tuple[_Handle, _Matrix]]:
    for each in objects:
        kind = raw.FPDFPageObj_GetType(each)
        if kind not in {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM}:
            continue
        matrix = _times(_matrix_of(each), outer)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield each, matrix
        elif depth < _MOST_FORMS_DEEP:
            inner = (
                raw.FPDFFormObj_GetObject(each, i)
                for i in range(raw.FPDFFormObj_CountObjects(each))
            )
            yield from _paths(inner, matrix, depth + 1)


def _matrix_of(each: _Handle) -> _Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(each, ctypes.byref(matrix)):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    m, n, o, p, q, r = outer
    return (
        a * m + b * o,
        a * n + b * p,
        c * m + d * o,
        c * n + d * p,
        e * m + f * o + q,
        e * n + f * p + r,
    )


def _strokes(path: _Handle, matrix: _Matrix) -> Iterator[tuple[float, float, float, float]]:
    """Yield the straight pieces of a path as boxes; a thin closed shape is one rule."""
    pieces = []
    start = at = (0.0, 0.0)
    for i in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        kind = raw.FPDFPathSegment_GetType(segment)
        to = _point(segment, matrix)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = to
        elif kind == raw.FPDF_SEGMENT_LINETO:
            pieces.append((at, to))
        at = to
        if raw.FPDFPathSegment_GetClose(segment):
            pieces.append((at, start))
            at = start
    for (x0, y0), (x1, y1) in pieces:
        box = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        if min(box[2] - box[0], box[3] - box[1]) <= 0.5:  # noqa: PLR2004 (points: it is straight)
            yield box


def _point(segment: _Handle, matrix: _Matrix) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
    a, b, c, d, e, f = matrix
    return a * x.value + c * y.value + e, b * x.value + d * y.value + f
