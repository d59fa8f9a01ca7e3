"""After the decision: the answers of the treasury, taken in once each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.act_terms import Acting, Rights
from jishen.cases.case_news import tell_news
from jishen.cases.evidence import digest_of
from jishen.cases.payment_lists import FINANCE, ONE_AT_A_TIME
from jishen.cases.transitions import change_state
from jishen.domain.notices import NewsKind
from jishen.domain.states import CaseState
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.cases import next_number
from jishen.store.session import Store
from jishen.store.tables import (
    Acknowledgement,
    AcknowledgementImport,
    AwardCase,
    Payout,
)
from jishen.store.tables.base import JsonValue
from jishen.store.tables.payments import PaymentAnswer


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of a file of the treasury."""

    row_number: int
    instruction_key: str
    answer: PaymentAnswer
    amount_yuan: int
    on: date
    reference: str
    note: str = ""

    @property
    def key(self) -> str:
        """What makes it this answer and no other."""
        said: list[JsonValue] = [
            self.instruction_key,
            self.answer.value,
            self.amount_yuan,
            self.on.isoformat(),
            self.reference,
        ]
        return digest_of(said)


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """Where answers come from: the file's name and digest, rows read and refused so far."""

    name: str
    sha256: str
    rows_read: int
    rows_refused: int


@dataclass(frozen=True, slots=True)
class RefusedAnswer:
    """A line that was not taken, and why."""

    row_number: int
    instruction_key: str
    why: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What an import of answers did."""

    paid: tuple[str, ...]
    """Numbers of the cases that are paid now."""
    returned: tuple[str, ...]
    known: int
    refused: tuple[RefusedAnswer, ...]


def acknowledge(
    store: Store,
    file: AnswerFile,
    answers: Sequence[Answer],
    acting: Acting,
    rights: Rights,
    at: datetime,
) -> Acknowledged:
    """Take the treasury's answers in, all good lines in one transaction; a known line does nothing.

    A line is refused, and the others taken, when it names no request of ours, another amount, or
    pays what another line has paid: such a line is for a person to clear up.
    """
    with store.act("acknowledge") as session:
        actor = rights(session, acting.person_id, FINANCE, at)
        next_number(session, ONE_AT_A_TIME)
        record = _imported(session, file, actor, at)
        done = _take_in(session, answers, record, actor, at)
        record.rows_new = len(done.paid) + len(done.returned)
        record.rows_known = done.known
        record.rows_refused += len(done.refused)
        audit.append(
            session,
            at=at,
            actor=actor,
            event="payments.acknowledged",
            evidence_sha256=file.sha256,
            body={
                "import": record.id,
                "read": record.rows_read,
                "new": record.rows_new,
                "known": record.rows_known,
                "refused": record.rows_refused,
            },
        )
        return done


def _imported(
    session: Session, file: AnswerFile, actor: Actor, at: datetime
) -> AcknowledgementImport:
    record = AcknowledgementImport(
        file_name=file.name,
        file_sha256=file.sha256,
        imported_at=at,
        imported_by=actor.name,
        rows_read=file.rows_read,
        rows_new=0,
        rows_known=0,
        rows_refused=file.rows_refused,
    )
    session.add(record)
    session.flush()
    return record


def _take_in(
    session: Session,
    answers: Sequence[Answer],
    record: AcknowledgementImport,
    actor: Actor,
    at: datetime,
) -> Acknowledged:
    paid: list[str] = []
    returned: list[str] = []
    refused: list[RefusedAnswer] = []
    known = 0
    _lock_all(session, answers)
    for answer in sorted(answers, key=lambda each: (each.instruction_key, each.row_number)):
        if session.get(Acknowledgement, answer.key) is not None:
            known += 1
            continue
        payout, why = _payout_of(session, answer)
        if payout is None:
            refused.append(RefusedAnswer(answer.row_number, answer.instruction_key, why))
            continue
        case = _locked(session, payout)
        _keep(session, payout, answer, record)
        if answer.answer is PaymentAnswer.RETURNED:
            returned.append(case.case_number)
            _note_return(session, case, answer, actor, at)
        else:
            paid.append(case.case_number)
            _pay(session, case, payout, answer, actor, at)
    refused.sort(key=lambda each: each.row_number)
    return Acknowledged(tuple(sorted(paid)), tuple(sorted(returned)), known, tuple(refused))


def _lock_all(session: Session, answers: Sequence[Answer]) -> None:
    """Lock every request and case before the trail is written to.

    The trail's lock comes last everywhere: an act that waits for it may hold one of these cases.
    """
    keys = {answer.instruction_key for answer in answers}
    requests = select(Payout.case_id).where(Payout.instruction_key.in_(keys))
    ids = session.scalars(requests.order_by(Payout.case_id).with_for_update()).all()
    cases = select(AwardCase.id).where(AwardCase.id.in_(ids)).order_by(AwardCase.id)
    session.scalars(cases.with_for_update()).all()


def _payout_of(session: Session, answer: Answer) -> tuple[Payout | None, str]:
    """Return the request that an answer is about, locked, or why the answer cannot be taken."""
    payout = session.scalar(
        select(Payout)
        .where(Payout.instruction_key == answer.instruction_key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if payout is None:
        return None, "没有这个付款指令编号"
    if payout.export_id is None:
        return None, "该付款指令尚未导出，财政不应有回执"
    if payout.amount_yuan != answer.amount_yuan:
        return None, f"金额与申请不符（申请 {payout.amount_yuan:,} 元）"
    if payout.paid_on is not None:
        return None, f"该付款指令已于 {payout.paid_on} 拨付，疑似重复拨付，须与财政核对"
    return payout, ""


def _locked(session: Session, payout: Payout) -> AwardCase:
    return session.get_one(AwardCase, payout.case_id, with_for_update=True, populate_existing=True)


def _keep(session: Session, payout: Payout, answer: Answer, record: AcknowledgementImport) -> None:
    session.add(
        Acknowledgement(
            key=answer.key,
            case_id=payout.case_id,
            answer=answer.answer,
            amount_yuan=answer.amount_yuan,
            on=answer.on,
            reference=answer.reference,
            note=answer.note,
            import_id=record.id,
        )
    )
    session.flush()


def _pay(
    session: Session,
    case: AwardCase,
    payout: Payout,
    answer: Answer,
    actor: Actor,
    at: datetime,
) -> None:
    payout.paid_on = answer.on
    change_state(
        session,
        case,
        CaseState.PAID,
        at=at,
        actor=actor,
        event="payment.paid",
        body={"answer": answer.key, "amount_yuan": answer.amount_yuan, "on": str(answer.on)},
    )
    tell_news(session, case, NewsKind.PAID, at)


def _note_return(
    session: Session, case: AwardCase, answer: Answer, actor: Actor, at: datetime
) -> None:
    case.version += 1
    session.flush()
    audit.append(
        session,
        at=at,
        actor=actor,
        event="payment.returned",
        case_id=case.id,
        body={"answer": answer.key, "amount_yuan": answer.amount_yuan, "on": str(answer.on)},
    )
