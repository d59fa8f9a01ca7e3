"""A judgement on who filed an entry, with the reasons a reviewer can check."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """The matcher's answer; only POSITIVE may go on to a case without a person."""

    POSITIVE = "positive"
    UNSURE = "unsure"
    NEGATIVE = "negative"


VERDICT_NAMES = {
    Verdict.POSITIVE: "确认为同一企业",
    Verdict.UNSURE: "待人工判断",
    Verdict.NEGATIVE: "名册中无对应企业",
}


@dataclass(frozen=True, slots=True)
class RegisteredName:
    """A current or former name under which the registry knows an enterprise."""

    uscc: str
    enterprise_name: str
    name: str
    is_former: bool
    until: date | None = None
    """Last day of a former name, None if not known."""


@dataclass(frozen=True, slots=True)
class MatchReason:
    """One thing compared: what, the two sides, and the finding in words."""

    compared: str
    entry_says: str
    registry_says: str
    finding: str
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An enterprise that was considered, and why."""

    uscc: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Match:
    """The judgement on one entry: verdict, enterprise, the rule that decided, the reasons."""

    verdict: Verdict
    uscc: str | None
    """The enterprise meant: set for POSITIVE, and for UNSURE when one candidate stands out."""
    rule: str
    """Short name of the deciding rule, with the version of the rule set."""
    reasons: tuple[MatchReason, ...]
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What the matcher may look at of a filing entry, as printed in the list."""

    filer_name: str
    filing_number: str
    announced_on: date
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class District:
    """A district: its six-digit division code and its name."""

    code: str
    name: str


HAIZHU = District("440105", "海珠区")
