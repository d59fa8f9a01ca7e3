"""What the rest of the product may know of a policy without asking it."""

from dataclasses import dataclass
from datetime import date

from jishen.domain.decisions import Policy
from jishen.domain.filings import ListKind


@dataclass(frozen=True, slots=True)
class ClauseEntry:
    """A clause that gives an award: stable key, the policy's words for it, the lists it is for."""

    key: str
    name: str
    list_kinds: frozenset[ListKind]
    ceiling_yuan: int
    """最高: a ceiling on the first day of the policy, never a promise."""


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """A policy as data: its names, its validity, its clauses and the function that decides."""

    policy_id: str
    title: str
    """办法全称, with its 《》."""
    doc_no: str
    effective_from: date
    effective_to: date
    """Last day of validity, included."""
    clauses: tuple[ClauseEntry, ...]
    sha256: str
    """Over the policy's files; stored with each decision."""
    decide: Policy

    @property
    def name(self) -> str:
        """Title and document number, as notices cite the policy."""
        return f"{self.title}（{self.doc_no}）"

    def clause_of(self, list_kind: ListKind) -> ClauseEntry | None:
        """Return the clause that awards a filing of that list, or None when there is none."""
        return next((clause for clause in self.clauses if list_kind in clause.list_kinds), None)
