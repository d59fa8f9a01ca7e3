"""What the rest of the product may know of a policy without asking it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from jishen.domain.claims import ClaimForm
from jishen.domain.decisions import Policy
from jishen.domain.filings import ListKind
from jishen.domain.rulings import OpenQuestion, Ruling
from jishen.domain.unlocks import Calculator
from jishen.domain.windows import ApplicationWindow
from jishen.domain.zones import ZoneMap, ZoneTest
from rules.machine.book import Book


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
    questions: tuple[OpenQuestion, ...] = ()
    """What the text leaves open, in the order of the register."""
    rulings: tuple[Ruling, ...] = ()
    """Rulings that ship with the policy."""
    is_draft: bool = False
    """No authority has confirmed it: only the setting `draft_policies` lets it decide."""
    zone: ZoneTest | None = None
    """Whether an enterprise is registered where the policy holds; None: the registry says it."""
    zone_map: ZoneMap | None = None
    """The same place for drawing."""
    is_building: Callable[[str], bool] | None = None
    """Whether an address names a building that a ruling on the zone could be about."""
    calculate: Calculator | None = None
    """What else an enterprise may apply for, with the arithmetic."""
    may_apply: Callable[[str], tuple[str, ...]] | None = None
    """What a notice names as what may apply beside a clause's award."""
    claim_form: ClaimForm | None = None
    """What an enterprise is asked for; None: nothing can be claimed on its page."""
    windows: tuple[ApplicationWindow, ...] = ()
    """Application windows that ship with the policy; empty for one that takes no applications."""

    @property
    def name(self) -> str:
        """Title and document number, as notices cite the policy."""
        return f"{self.title}（{self.doc_no}）"

    def clause_of(self, list_kind: ListKind) -> ClauseEntry | None:
        """Return the clause that awards a filing of that list, or None when there is none."""
        return next((clause for clause in self.clauses if list_kind in clause.list_kinds), None)


def clause_entry(book: Book, key: str, name: str, list_kinds: frozenset[ListKind]) -> ClauseEntry:
    """Return the entry of a clause whose ceiling stands in the book as `<key>_ceiling_yuan`."""
    first_day = book.parameters["effective_from"][0].since
    return ClauseEntry(key, name, list_kinds, book.number(f"{key}_ceiling_yuan", first_day))


def policy_entry(
    book: Book, decide: Policy, clauses: tuple[ClauseEntry, ...], *, is_draft: bool = False
) -> PolicyEntry:
    """Return the entry of the policy that the book belongs to, named after its folder."""
    first_day = book.parameters["effective_from"][0].since
    return PolicyEntry(
        policy_id=book.package.rpartition(".")[2],
        title=book.text("title", first_day),
        doc_no=book.text("doc_no", first_day),
        effective_from=book.day("effective_from", first_day),
        effective_to=book.day("effective_to", first_day),
        clauses=clauses,
        sha256=book.sha256,
        decide=decide,
        questions=tuple(book.questions.values()),
        rulings=book.rulings,
        is_draft=is_draft,
        windows=book.windows,
    )
