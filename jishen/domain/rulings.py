"""Open questions of a policy, and the dated, signed answers to them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that the policy's text leaves open, its possible readings, and the default."""

    key: str
    """Its number in the policy's register: `Q1`, `Q2`, …"""
    article: str
    question: str
    readings: tuple[tuple[str, str], ...]
    """Stable code and the words for it, for every reading that the rules can carry out."""
    default: str
    """The code of the reading that holds until somebody entitled to rules otherwise."""

    def words(self, code: str) -> str | None:
        """Return the words of a reading, None when the rules do not know it."""
        return dict(self.readings).get(code)


@dataclass(frozen=True, slots=True)
class Ruling:
    """解释: a dated, signed reading of one open question; it never rewrites a decided case."""

    question: str
    reading: str
    holds_from: date
    """Cases decided on this day or later are read this way."""
    signed_by: str
    document: str
    """The document that says so, with its number."""
