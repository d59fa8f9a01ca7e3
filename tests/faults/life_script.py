"""The script in which people take cases through their life: restarted, it goes on where it died."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from flows.running import policy_of, recipients, store_of
from jishen.cases.act_terms import Acting, ActTerms, Asked, CasePolicy
from jishen.cases.awards import open_pool
from jishen.cases.checking import accept_form, receive_claim, take_case
from jishen.cases.closing import archive
from jishen.cases.deciding import decide
from jishen.cases.evidence import ClaimDigest
from jishen.cases.paying import Answer, AnswerFile, acknowledge
from jishen.cases.payment_lists import export_requests
from jishen.cases.release import release_case
from jishen.cases.reviewing import review
from jishen.cases.voiding import void_stale_approvals
from jishen.domain.decisions import Outcome
from jishen.domain.notices import Audience
from jishen.domain.people import Role
from jishen.domain.review import Determination, ReviewRules
from jishen.domain.states import CaseState
from jishen.domain.workdays import shipped_calendar
from jishen.settings import Settings
from jishen.store.audit import Actor
from jishen.store.case_history import passages_of
from jishen.store.cases import CaseRow, case_rows
from jishen.store.payments import payment_requests
from jishen.store.session import Store
from jishen.store.tables import AwardCase
from jishen.store.tables.payments import PaymentAnswer

AT = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
"""While the policy is in force, whenever the sweep is run."""
CLERK = Acting("p-clerk", "赵六")
REVIEWER = Acting("p-zhang", "张三")
APPROVER = Acting("p-wang", "王五")
TREASURER = Acting("p-qian", "钱七")


def life(settings: Settings) -> None:
    """Take one case from the backlog to the archive, and one to the review and back."""
    store = store_of(settings)
    with store.reading() as session:
        rows = sorted(filter(_pays, case_rows(session)), key=lambda row: row.case.case_number)
    paid, doubted = rows[0].case.id, rows[1].case.id
    _open_pool(store)
    for case_id in (paid, doubted):
        _release(store, settings, case_id)
        _walk(store, _terms(settings), case_id)
    _decide_and_pay(store, _terms(settings), paid)
    void_stale_approvals(store, replace(_terms(settings), claim=_another_claim(doubted)))
    store.close()


def _pays(row: CaseRow) -> bool:
    return row.case.is_backlog and row.case.outcome is Outcome.ELIGIBLE


def _terms(settings: Settings) -> ActTerms:
    policy = policy_of(settings)
    return ActTerms(
        at=AT,
        rights=_rights,
        claim=lambda _session, case_id: case_id,
        policies={policy.policy_id: CasePolicy(policy.decide, policy.zone)},
        calendar=shipped_calendar(),
        reviewers=recipients(settings, Audience.REVIEWERS),
        rules=ReviewRules(second_review_from_yuan=10**9, sampling_percent=0),
    )


def _rights(_session: Session, person_id: str, _roles: tuple[Role, ...], _at: datetime) -> Actor:
    return Actor(person_id, is_person=True)


def _another_claim(doubted: str) -> ClaimDigest:
    return lambda _session, case_id: "changed" if case_id == doubted else case_id


def _open_pool(store: Store) -> None:
    open_pool(store, AT.year, 10**8, at=AT, by="钱七", why="样例")


def _release(store: Store, settings: Settings, case_id: str) -> None:
    case = _case(store, case_id)
    if case.state is CaseState.BACKLOG:
        release_case(
            store,
            case.case_number,
            by="张三",
            why="样例",
            at=AT,
            reviewers=recipients(settings, Audience.REVIEWERS),
        )


def _walk(store: Store, terms: ActTerms, case_id: str) -> None:
    """Take a released case to the approver, from wherever it stands; not one that came back."""
    if _case(store, case_id).state is CaseState.OPENED:
        receive_claim(store, CLERK, _asked(store, case_id), terms)
    if _case(store, case_id).state is CaseState.SUBMITTED:
        take_case(store, REVIEWER, _asked(store, case_id), terms)
    if _case(store, case_id).state is CaseState.FORM_CHECK:
        accept_form(store, REVIEWER, _asked(store, case_id), terms)
    case = _case(store, case_id)
    with store.reading() as session:
        reviews = [p.state for p in passages_of(session, case_id)]
    is_first = CaseState.AWAITING_DECISION not in reviews
    if case.state is CaseState.SUBSTANTIVE_REVIEW and is_first:
        found = Determination(case.ceiling_yuan)
        review(store, REVIEWER, found, _asked(store, case_id), terms)


def _decide_and_pay(store: Store, terms: ActTerms, case_id: str) -> None:
    if _case(store, case_id).state is CaseState.AWAITING_DECISION:
        decide(store, APPROVER, _asked(store, case_id), terms)
    export_requests(store, TREASURER, _rights, AT)
    case = _case(store, case_id)
    if case.state is CaseState.PAYMENT_REQUESTED:
        with store.reading() as session:
            (request,) = payment_requests(session, is_open=True)
        paid = Answer(
            2,
            request.instruction_key,
            PaymentAnswer.PAID,
            request.amount_yuan,
            AT.date(),
            "样例",
        )
        file = AnswerFile("回执.csv", "f" * 64, 1, 0)
        acknowledge(store, file, [paid], TREASURER, _rights, AT)
    if _case(store, case_id).state is CaseState.PAID:
        archive(store, TREASURER, _asked(store, case_id), terms)


def _asked(store: Store, case_id: str) -> Asked:
    case = _case(store, case_id)
    return Asked(case.case_number, case.version, "同意")


def _case(store: Store, case_id: str) -> AwardCase:
    with store.reading() as session:
        return session.get_one(AwardCase, case_id)
