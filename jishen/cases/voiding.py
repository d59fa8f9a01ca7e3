"""Approvals become void when the evidence they are over changes; they are kept, never deleted."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.act_terms import ActTerms
from jishen.cases.acting import tell
from jishen.cases.evidence import evidence_digest
from jishen.cases.transitions import change_state
from jishen.domain.states import APPROVING_STATES, CaseState
from jishen.store.approvals import approvals_in_force, void_approvals_of
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import Approval, AwardCase, EnterpriseRecord

WATCH = Actor("自动核对")
EVIDENCE_CHANGED = "审核依据在签署之后有变化"


@dataclass(frozen=True, slots=True)
class Voided:
    """A case that went back to the review, and whose approvals were made void."""

    case_number: str
    approvers: tuple[str, ...]


def void(
    session: Session, case: AwardCase, terms: ActTerms, *, actor: Actor, event: str, why: str
) -> Voided:
    """Make a case's approvals void and send it back to the review, in the caller's transaction."""
    approvers = tuple(approval.approver for approval in approvals_in_force(session, case.id))
    void_approvals_of(session, case.id, terms.at, why)
    change_state(
        session,
        case,
        CaseState.SUBSTANTIVE_REVIEW,
        at=terms.at,
        actor=actor,
        event=event,
        body={"voided": len(approvers)},
    )
    signed = f"（已签署：{'、'.join(approvers)}）" if approvers else ""
    tell(session, case, terms, by="", why=f"{why}，原签署作废，退回实质审核{signed}")
    return Voided(case.case_number, approvers)


def is_stale(session: Session, case: AwardCase, terms: ActTerms) -> bool:
    """Tell whether an approval in force is over other evidence than that of now."""
    now = evidence_digest(session, case, terms.claim)
    signed = approvals_in_force(session, case.id)
    return any(approval.evidence_sha256 != now for approval in signed)


def void_stale_approvals(store: Store, terms: ActTerms) -> list[Voided]:
    """Send back every case whose evidence changed after somebody signed, each in a transaction.

    What changes evidence need not know of approvals: a row that was published anew, a name that was
    corrected, an account that the enterprise changed are found here.
    """
    with store.reading() as session:
        signed = session.scalars(
            select(AwardCase)
            .where(
                AwardCase.state.in_(APPROVING_STATES),
                AwardCase.id.in_(select(Approval.case_id).where(Approval.voided_at.is_(None))),
            )
            .order_by(AwardCase.case_number)
        )
        stale = [case.id for case in signed if is_stale(session, case, terms)]
    voided = []
    for case_id in stale:
        with store.act("void_approvals") as session:
            voided.append(_void_if_stale(session, case_id, terms))
    return [each for each in voided if each is not None]


def _void_if_stale(session: Session, case_id: str, terms: ActTerms) -> Voided | None:
    uscc = session.get_one(AwardCase, case_id).uscc
    session.get_one(EnterpriseRecord, uscc, with_for_update=True)
    case = session.get_one(AwardCase, case_id, with_for_update=True, populate_existing=True)
    if case.state not in APPROVING_STATES or not is_stale(session, case, terms):
        return None
    return void(
        session,
        case,
        terms,
        actor=WATCH,
        event="approvals.voided",
        why=EVIDENCE_CHANGED,
    )
