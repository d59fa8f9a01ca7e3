"""The ledger: what was awarded, what open cases reserve, what is left; by enterprise and year.

An award counts from the day it is decided, whether it was decided here (`Payout`) or before
(`EarlierAward`, imported). Article 8 counts for neither the enterprise's cap nor the pool.
"""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    ScalarSelect,
    bindparam,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from jishen.domain.decisions import YearLedger
from jishen.domain.states import RESERVING_STATES
from jishen.store.tables import AwardCase, EarlierAward, EnterpriseRecord, Payout, YearlyPool

OUTSIDE_CAPS = 8
"""第八条 is paid from money of its own."""
DIFFERENCE_ARTICLE = 3


@dataclass(frozen=True, slots=True)
class LedgerView:
    """What a decision needs of the ledger, whole yuan."""

    awarded_before: int
    """Given under Article 3 so far, over the policy's whole life, decided or paid."""
    awarded_this_year: int
    """Given this year under every article but Article 8."""
    pool_left: int | None
    """None when no pool is recorded for the year."""


@dataclass(frozen=True, slots=True)
class PoolView:
    """A budget year: its pool (None: not recorded), what it gave, what is reserved, the halves."""

    year: int
    cap_yuan: int | None
    awarded_yuan: int
    reserved_yuan: int
    """What open cases may still come to; on hold and backlog reserve nothing."""
    city_half_yuan: int
    district_half_yuan: int

    @property
    def left_yuan(self) -> int | None:
        """What is not awarded yet."""
        return None if self.cap_yuan is None else self.cap_yuan - self.awarded_yuan

    @property
    def free_yuan(self) -> int | None:
        """What is neither awarded nor reserved; negative when open cases exceed the pool."""
        return None if self.left_yuan is None else self.left_yuan - self.reserved_yuan


@dataclass(frozen=True, slots=True)
class EnterpriseLine:
    """An enterprise's awards of one year, whole yuan."""

    uscc: str
    name: str
    article3_yuan: int
    other_yuan: int
    """Every other article but Article 8."""
    outside_caps_yuan: int

    @property
    def counted_yuan(self) -> int:
        """What counts for the enterprise's cap."""
        return self.article3_yuan + self.other_yuan


def ledger_view(session: Session, uscc: str, year: int) -> LedgerView:
    """Return what the ledger says of an enterprise and of the year's pool, whole yuan."""
    row = session.connection().execute(_LEDGER, {"uscc": uscc, "year": year}).one()
    paid_before, paid_year, earlier_before, earlier_year, cap, used, earlier_all = row
    left = None if cap is None else cap - used - earlier_all
    return LedgerView(paid_before + earlier_before, paid_year + earlier_year, left)


def year_ledger(session: Session, uscc: str, year: int) -> YearLedger:
    """Return the ledger of a budget year as the policy takes it."""
    view = ledger_view(session, uscc, year)
    return YearLedger(year, view.awarded_this_year, view.pool_left)


def _total(column: InstrumentedAttribute[int]) -> ColumnElement[int]:
    """Return a sum in whole yuan: PostgreSQL's sum of whole numbers is a decimal."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def _sum(column: InstrumentedAttribute[int], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(_total(column)).where(*conditions).scalar_subquery()


_YEAR: BindParameter[int] = bindparam("year")
_USCC: BindParameter[str] = bindparam("uscc")
_EARLIER = EarlierAward.amount_yuan
_COUNTS = EarlierAward.article != OUTSIDE_CAPS
_LEDGER = select(
    _sum(Payout.amount_yuan, Payout.uscc == _USCC, Payout.clause.like("art3_%")),
    _sum(Payout.amount_yuan, Payout.uscc == _USCC, Payout.year == _YEAR),
    _sum(_EARLIER, EarlierAward.uscc == _USCC, EarlierAward.article == DIFFERENCE_ARTICLE),
    _sum(_EARLIER, EarlierAward.uscc == _USCC, EarlierAward.year == _YEAR, _COUNTS),
    select(YearlyPool.cap_yuan).where(YearlyPool.year == _YEAR).scalar_subquery(),
    select(YearlyPool.used_yuan).where(YearlyPool.year == _YEAR).scalar_subquery(),
    _sum(_EARLIER, EarlierAward.year == _YEAR, _COUNTS),
)


def pool_view(session: Session, year: int, current_year: int) -> PoolView:
    """Return a budget year's pool; what open cases reserve counts for the current year."""
    pool = session.get(YearlyPool, year)
    paid = session.execute(_PAID, {"year": year}).one()
    earlier = session.execute(_GIVEN_EARLIER, {"year": year}).one()
    reserved = session.scalar(_RESERVED) if year == current_year else 0
    return PoolView(
        year=year,
        cap_yuan=pool.cap_yuan if pool else None,
        awarded_yuan=(pool.used_yuan if pool else paid[0]) + earlier[0],
        reserved_yuan=reserved or 0,
        city_half_yuan=paid[1] + earlier[1],
        district_half_yuan=paid[2] + earlier[2],
    )


_PAID = select(
    _total(Payout.amount_yuan),
    _total(Payout.city_half_yuan),
    _total(Payout.district_half_yuan),
).where(Payout.year == _YEAR)
_GIVEN_EARLIER = select(
    _total(EarlierAward.amount_yuan),
    _total(EarlierAward.city_half_yuan),
    _total(EarlierAward.district_half_yuan),
).where(EarlierAward.year == _YEAR, _COUNTS)
_RESERVED = select(_total(AwardCase.payable_yuan)).where(
    AwardCase.state.in_(RESERVING_STATES), AwardCase.id.not_in(select(Payout.case_id))
)


def enterprise_lines(session: Session, year: int) -> list[EnterpriseLine]:
    """Return every enterprise awarded in a year, the largest sum that counts first."""
    sums: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for uscc, name, article, amount in session.execute(_EARLIER_LINES, {"year": year}):
        names.setdefault(uscc, name)
        sums.setdefault(uscc, [0, 0, 0])[_column(article)] += amount
    for uscc, name, is_article3, amount in session.execute(_PAID_LINES, {"year": year}):
        names[uscc] = name
        sums.setdefault(uscc, [0, 0, 0])[0 if is_article3 else 1] += amount
    lines = [EnterpriseLine(uscc, names[uscc], *amounts) for uscc, amounts in sums.items()]
    return sorted(lines, key=lambda line: (-line.counted_yuan, line.uscc))


def _column(article: int) -> int:
    if article == DIFFERENCE_ARTICLE:
        return 0
    return 2 if article == OUTSIDE_CAPS else 1


_EARLIER_LINES = (
    select(
        EarlierAward.uscc,
        EarlierAward.enterprise_name,
        EarlierAward.article,
        EarlierAward.amount_yuan,
    )
    .where(EarlierAward.year == _YEAR)
    .order_by(EarlierAward.decided_on.desc(), EarlierAward.key)
)
_PAID_LINES = (
    select(
        Payout.uscc,
        EnterpriseRecord.name,
        case((Payout.clause.like("art3_%"), 1), else_=0),
        Payout.amount_yuan,
    )
    .join(EnterpriseRecord, EnterpriseRecord.uscc == Payout.uscc)
    .where(Payout.year == _YEAR)
)


def known_years(session: Session) -> list[int]:
    """Return every year that has a pool or an award, newest first."""
    years = (
        *session.scalars(select(YearlyPool.year)),
        *session.scalars(select(EarlierAward.year).distinct()),
        *session.scalars(select(Payout.year).distinct()),
    )
    return sorted(set(years), reverse=True)


def earlier_awards(session: Session, uscc: str | None = None) -> list[EarlierAward]:
    """Return imported awards, all or one enterprise's, oldest decision first."""
    query = select(EarlierAward).order_by(EarlierAward.decided_on, EarlierAward.key)
    if uscc is not None:
        query = query.where(EarlierAward.uscc == uscc)
    return list(session.scalars(query))
