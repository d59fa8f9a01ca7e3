"""A judgement on who filed an entry, with the reasons a reviewer can check."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from jishen.domain.enterprises import FormerName


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
class RegisteredEnterprise:
    """An enterprise of the registry, as far as a judgement looks at it."""

    uscc: str
    name: str
    former_names: tuple[FormerName, ...] = ()
    registered_address: str = ""
    status: str = ""
    """登记状态 as the registry has it, "" if it does not say."""


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
    compared_name: str = ""
    """The name that was compared: the current one or a former one; "" in old records."""


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
    score: int = 0
    """0 to 100: how near the best candidate is. It orders what people look at, decides nothing."""

    @property
    def is_none(self) -> bool:
        """Tell whether nothing alike was found; otherwise NEGATIVE refutes what was."""
        return self.verdict is Verdict.NEGATIVE and not self.candidates


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What the matcher may look at of a filing entry, as printed in the list."""

    filer_name: str
    filing_number: str
    announced_on: date | None
    """None where only the number tells the year (a file of names without dates)."""
    remarks: str = ""
    uscc: str = ""
    """A credit code told beside the name; the national lists print none."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What confirmed matches and people's judgements taught: identifiers only, no thresholds."""

    filer_codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """7-digit filer code → usccs of the enterprises whose confirmed filings bear it."""
    aliases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """match_key of a printed name → usccs that a person judged it to stand for."""
    denied: frozenset[tuple[str, str]] = frozenset()
    """(match_key, uscc) that a person judged to be different."""


@dataclass(frozen=True, slots=True)
class District:
    """A district: its six-digit division code and its name."""

    code: str
    name: str


HAIZHU = District("440105", "海珠区")
