"""Who acts, what a form asks for, and what acts need besides the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from jishen.cases.evidence import ClaimDigest
from jishen.domain.decisions import Policy
from jishen.domain.people import Role
from jishen.domain.review import ReviewRules
from jishen.domain.states import CaseState
from jishen.domain.workdays import WorkCalendar
from jishen.domain.zones import ZoneTest
from jishen.sealing import Seal
from jishen.store.audit import Actor

SHANGHAI = ZoneInfo("Asia/Shanghai")

Rights = Callable[[Session, str, tuple[Role, ...], datetime], Actor]
"""Of a person and the roles that may act: the actor, read in the act's transaction and held until
its end; raises when the person is disabled or holds none of the roles at that moment."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, as the desk knows them; what they may do is read anew in the transaction."""

    person_id: str
    name: str
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks for: which case in which version, why, over which evidence."""

    case_number: str
    version: int
    """The version that was shown."""
    opinion: str
    evidence_sha256: str = ""
    """The evidence that was shown; empty: not bound to any."""
    action_key: str = ""
    """Made with the form; the same form sent twice is one act. Empty: none."""


@dataclass(frozen=True, slots=True)
class CasePolicy:
    """The policy of a case, and its test of the registered address."""

    decide: Policy
    zone: ZoneTest | None = None


@dataclass(frozen=True, slots=True)
class ActTerms:
    """What acts need besides the database."""

    at: datetime
    rights: Rights
    claim: ClaimDigest
    policies: Mapping[str, CasePolicy]
    """Every policy that a case may have been opened on."""
    calendar: WorkCalendar
    reviewers: tuple[str, ...]
    """Names of the reviewers' recipients in the settings."""
    rules: ReviewRules = field(default_factory=ReviewRules)
    seal: Seal | None = None
    """Opens the registry's personal names; None: they are not sealed."""

    @property
    def today(self) -> date:
        """The day of the act where the district's clocks are."""
        return self.at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act."""

    case_number: str
    state: CaseState
    version: int
    by: str
    at: datetime
    note: str = ""
    """What the person must know, when the act came to something else than asked."""
    is_repeat: bool = False
    """The same form had been carried out before; nothing was done again."""
