"""Payment requests, what the treasury answered, and the ledger's sums of both."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import BigInteger, Select, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from jishen.domain.states import RESERVING_STATES
from jishen.store.tables import (
    Acknowledgement,
    AwardCase,
    Clawback,
    EnterpriseRecord,
    Payout,
    YearlyPool,
)
from jishen.store.tables.payments import PaymentAnswer


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """One request to the treasury, whole yuan."""

    case_id: str
    case_number: str
    instruction_key: str
    uscc: str
    enterprise_name: str
    clause: str
    year: int
    amount_yuan: int
    city_half_yuan: int
    district_half_yuan: int
    decided_at: datetime
    export_id: int | None
    paid_on: date | None
    was_returned: bool = False
    """The treasury's newest answer is that the bank did not take it."""


@dataclass(frozen=True, slots=True)
class PaidView:
    """What a year's requests came to, whole yuan; the halves are the city's and the district's."""

    year: int
    cap_yuan: int | None
    reserved_yuan: int
    """What cases that are not decided may still come to; of the current year alone."""
    awarded: tuple[int, int, int]
    """Sum, city half, district half of what was decided."""
    paid: tuple[int, int, int]
    clawed_back_yuan: int

    @property
    def outstanding_yuan(self) -> int:
        """What is decided and not paid yet."""
        return self.awarded[0] - self.paid[0]


@dataclass(frozen=True, slots=True)
class EnterpriseMoney:
    """An enterprise's money of a year, whole yuan."""

    uscc: str
    name: str
    reserved_yuan: int
    awarded_yuan: int
    paid_yuan: int


def payment_requests(session: Session, *, is_open: bool | None = None) -> list[PaymentRequest]:
    """Return payment requests, oldest decision first; open ones are those not paid yet."""
    query = _REQUESTS
    if is_open is not None:
        query = query.where(Payout.paid_on.is_(None) if is_open else Payout.paid_on.is_not(None))
    newest = _newest_answers(session)
    requests = [PaymentRequest(*row) for row in session.execute(query)]
    return [
        replace(request, was_returned=newest.get(request.case_id) is PaymentAnswer.RETURNED)
        for request in requests
    ]


def paid_view(session: Session, year: int, current_year: int) -> PaidView:
    """Return what a budget year reserved, awarded and paid, with both halves."""
    pool = session.get(YearlyPool, year)
    awarded = session.execute(_sums().where(Payout.year == year)).one()
    paid = session.execute(_sums().where(Payout.year == year, Payout.paid_on.is_not(None))).one()
    back = session.scalar(_total_of(Clawback.amount_yuan).where(Clawback.year == year))
    reserved = session.scalar(_RESERVED) if year == current_year else 0
    return PaidView(
        year=year,
        cap_yuan=pool.cap_yuan if pool else None,
        reserved_yuan=reserved or 0,
        awarded=(awarded[0], awarded[1], awarded[2]),
        paid=(paid[0], paid[1], paid[2]),
        clawed_back_yuan=back or 0,
    )


def enterprise_money(session: Session, year: int, current_year: int) -> list[EnterpriseMoney]:
    """Return every enterprise with money reserved or awarded in a year, by credit code."""
    sums: dict[str, list[int]] = {}
    if year == current_year:
        for uscc, reserved in session.execute(_RESERVED_BY_ENTERPRISE):
            sums.setdefault(uscc, [0, 0, 0])[0] = reserved
    for uscc, awarded, paid in session.execute(_paid_by_enterprise(year)):
        sums.setdefault(uscc, [0, 0, 0])[1:] = [awarded, paid]
    names = dict(
        session.execute(
            select(EnterpriseRecord.uscc, EnterpriseRecord.name).where(
                EnterpriseRecord.uscc.in_(sums)
            )
        )
        .tuples()
        .all()
    )
    return [EnterpriseMoney(uscc, names[uscc], *sums[uscc]) for uscc in sorted(sums)]


def answers_of(session: Session, case_id: str) -> list[Acknowledgement]:
    """Return what the treasury answered to a case's request, in order."""
    return list(
        session.scalars(
            select(Acknowledgement)
            .where(Acknowledgement.case_id == case_id)
            .order_by(Acknowledgement.import_id, Acknowledgement.on, Acknowledgement.key)
        )
    )


def _newest_answers(session: Session) -> dict[str, PaymentAnswer]:
    found = session.execute(
        select(Acknowledgement.case_id, Acknowledgement.answer).order_by(
            Acknowledgement.import_id, Acknowledgement.on, Acknowledgement.key
        )
    )
    return dict(found.tuples().all())


def _total_of(column: InstrumentedAttribute[int]) -> Select[tuple[int]]:
    return select(cast(func.coalesce(func.sum(column), 0), BigInteger))


def _sums() -> Select[tuple[int, int, int]]:
    amounts = (Payout.amount_yuan, Payout.city_half_yuan, Payout.district_half_yuan)
    first, second, third = (cast(func.coalesce(func.sum(a), 0), BigInteger) for a in amounts)
    return select(first, second, third)


def _paid_by_enterprise(year: int) -> Select[tuple[str, int, int]]:
    paid = case((Payout.paid_on.is_not(None), Payout.amount_yuan), else_=0)
    return (
        select(
            Payout.uscc,
            cast(func.sum(Payout.amount_yuan), BigInteger),
            cast(func.sum(paid), BigInteger),
        )
        .where(Payout.year == year)
        .group_by(Payout.uscc)
    )


_REQUESTS = (
    select(
        Payout.case_id,
        AwardCase.case_number,
        Payout.instruction_key,
        Payout.uscc,
        EnterpriseRecord.name,
        Payout.clause,
        Payout.year,
        Payout.amount_yuan,
        Payout.city_half_yuan,
        Payout.district_half_yuan,
        Payout.decided_at,
        Payout.export_id,
        Payout.paid_on,
    )
    .join(AwardCase, AwardCase.id == Payout.case_id)
    .join(EnterpriseRecord, EnterpriseRecord.uscc == Payout.uscc)
    .order_by(Payout.decided_at, AwardCase.case_number)
)
_IS_RESERVING = (
    AwardCase.state.in_(RESERVING_STATES),
    AwardCase.id.not_in(select(Payout.case_id)),
)
_RESERVED = _total_of(AwardCase.payable_yuan).where(*_IS_RESERVING)
_RESERVED_BY_ENTERPRISE = (
    select(AwardCase.uscc, cast(func.sum(AwardCase.payable_yuan), BigInteger))
    .where(*_IS_RESERVING)
    .group_by(AwardCase.uscc)
)
