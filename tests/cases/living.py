"""A small office for tests of the life of a case: people with roles, claims, ways to a state."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from jishen.cases.act_terms import Acting, ActTerms, Asked, CasePolicy, Done
from jishen.cases.awards import open_pool
from jishen.cases.checking import accept_form, receive_claim, take_case
from jishen.cases.deciding import decide
from jishen.cases.reviewing import review, second_review
from jishen.domain.enterprises import Enterprise
from jishen.domain.errors import JishenError
from jishen.domain.people import Role
from jishen.domain.review import Determination, ReviewRules
from jishen.domain.states import CaseState
from jishen.domain.workdays import shipped_calendar
from jishen.store.audit import Actor
from jishen.store.cases import case_by_number
from jishen.store.session import Store
from jishen.store.tables import AwardCase
from tests.cases.publishing import (
    POLICY,
    Batch,
    cases_in,
    enterprise,
    publish,
    row,
    work_through,
)
from tests.sample_registry import import_enterprises

AT = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
"""A Monday morning, after the announcement."""
POOL_YUAN = 280_000_000
FULL = Determination(200_000)

ZHANG = Acting("p-zhang", "张三", frozenset({Role.REVIEWER}))
LI = Acting("p-li", "李四", frozenset({Role.REVIEWER}))
CLERK = Acting("p-clerk", "赵六", frozenset({Role.REVIEWER}))
WANG = Acting("p-wang", "王五", frozenset({Role.APPROVER}))
ZHOU = Acting("p-zhou", "周八", frozenset({Role.APPROVER}))
QIAN = Acting("p-qian", "钱七", frozenset({Role.FINANCE}))
ADMIN = Acting("p-admin", "管理员", frozenset({Role.ADMIN}))


class NoRight(JishenError):
    """Somebody has not the role."""


@dataclass(slots=True)
class Office:
    """Who holds which role at this moment; what each case's enterprise has claimed."""

    held: dict[str, frozenset[Role]] = field(
        default_factory=lambda: {
            each.person_id: each.roles for each in (ZHANG, LI, CLERK, WANG, ZHOU, QIAN, ADMIN)
        }
    )
    names: dict[str, str] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)

    def rights(
        self, session: Session, person_id: str, roles: tuple[Role, ...], at: datetime
    ) -> Actor:
        """Return the actor, or refuse, by what is held now."""
        session.connection()
        assert at.tzinfo is not None
        if not self.held.get(person_id, frozenset()).intersection(roles):
            raise NoRight(person_id)
        return Actor(f"{person_id}（本人）", is_person=True)

    def claim(self, session: Session, case_id: str) -> str:
        """Return the digest of what is claimed now."""
        session.connection()
        return self.claims.get(case_id, "")

    def terms(self, at: datetime = AT, **rules: object) -> ActTerms:
        """Return terms of this office; nothing is sampled unless a test asks for it."""
        said: dict[str, object] = {"sampling_percent": 0, **rules}
        return ActTerms(
            at=at,
            rights=self.rights,
            claim=self.claim,
            policies={POLICY.policy_id: CasePolicy(POLICY.decide)},
            calendar=shipped_calendar(),
            reviewers=("审核组",),
            rules=ReviewRules(**said),  # type: ignore[arg-type] # values of a test
        )


def filers(count: int) -> list[Enterprise]:
    """Return enterprises that can each file in the zone."""
    return [enterprise(f"广州样例{n}科技有限公司", n) for n in range(1, count + 1)]


def open_cases(store: Store, count: int = 1, pool_yuan: int = POOL_YUAN) -> list[AwardCase]:
    """Open as many cases of one tier, each of an enterprise of its own, beside a pool."""
    known = filers(count)
    import_enterprises(store, *known)
    publish(store, *(row(n, each.name) for n, each in enumerate(known, start=1)), batch=Batch())
    work_through(store)
    open_pool(store, 2026, pool_yuan, at=AT, by="钱七", why="样例")
    return cases_in(store)


def now(store: Store, number: str) -> AwardCase:
    """Return a case as it stands."""
    with store.reading() as session:
        case = case_by_number(session, number)
    assert case is not None
    return case


def asked(store: Store, number: str, opinion: str = "同意", **values: str) -> Asked:
    """Return a form about a case as it stands."""
    return replace(Asked(number, now(store, number).version, opinion), **values)


Walk = Callable[[Store, str, ActTerms], Done]

_STEPS: tuple[tuple[CaseState, Walk], ...] = (
    (
        CaseState.SUBMITTED,
        lambda store, number, terms: receive_claim(store, CLERK, asked(store, number), terms),
    ),
    (
        CaseState.FORM_CHECK,
        lambda store, number, terms: take_case(store, ZHANG, asked(store, number), terms),
    ),
    (
        CaseState.SUBSTANTIVE_REVIEW,
        lambda store, number, terms: accept_form(store, ZHANG, asked(store, number), terms),
    ),
    (
        CaseState.AWAITING_DECISION,
        lambda store, number, terms: review(store, ZHANG, FULL, asked(store, number), terms),
    ),
)


def walk_to(store: Store, number: str, state: CaseState, terms: ActTerms) -> AwardCase:
    """Take an opened case to a state by the acts of people."""
    for reached, step in _STEPS:
        step(store, number, terms)
        if reached is state:
            break
    if state is CaseState.PAYMENT_REQUESTED:
        decide(store, WANG, asked(store, number), terms)
    return now(store, number)


def reviewed_by_two(store: Store, number: str, terms: ActTerms) -> AwardCase:
    """Take an opened case through both reviews to the approver."""
    walk_to(store, number, CaseState.SUBSTANTIVE_REVIEW, terms)
    review(store, ZHANG, FULL, asked(store, number), terms)
    second_review(store, LI, asked(store, number), terms)
    return now(store, number)


def days_later(days: int) -> datetime:
    """Return the instant some days after the beginning."""
    return AT + timedelta(days=days)
