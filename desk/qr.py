"""A QR code as the path of a drawing: black on white in every colour scheme."""

from dataclasses import dataclass

import segno

_QUIET = 4
"""Modules of white around it that ISO/IEC 18004 asks for."""


@dataclass(frozen=True, slots=True)
class QrDrawing:
    """What the template draws: a square of `size` units, and the dark modules as one path."""

    size: int
    path: str


def qr_drawing(text: str) -> QrDrawing:
    """Return a QR code of a text, error correction M."""
    rows = [list(row) for row in segno.make_qr(text, error="m").matrix]
    runs = [
        f"M{_QUIET + column} {_QUIET + line}h1v1h-1z"
        for line, row in enumerate(rows)
        for column, is_dark in enumerate(row)
        if is_dark
    ]
    return QrDrawing(len(rows) + 2 * _QUIET, "".join(runs))
