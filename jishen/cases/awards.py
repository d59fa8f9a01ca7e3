"""Earlier awards taken into the ledger, and the pool of a budget year, with their audit entries."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from jishen.domain.errors import LedgerFault
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import AwardsImport, EarlierAward, YearlyPool
from jishen.store.tables.base import JsonValue, canonical_json


@dataclass(frozen=True, slots=True)
class Award:
    """One award decided outside this product, whole yuan."""

    uscc: str
    enterprise_name: str
    article: int
    year: int
    decided_on: date
    amount_yuan: int
    city_half_yuan: int
    district_half_yuan: int
    document: str

    @property
    def key(self) -> str:
        """What makes it this award and no other."""
        said: list[JsonValue] = [
            self.uscc,
            self.article,
            self.year,
            self.decided_on.isoformat(),
            self.amount_yuan,
            self.document,
        ]
        return hashlib.sha256(canonical_json(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AwardsFile:
    """Where awards come from: the file's name and digest, rows read and refused."""

    name: str
    sha256: str
    rows_read: int
    rows_refused: int


@dataclass(frozen=True, slots=True)
class AwardsApplied:
    """What an import did."""

    added: int
    known: int


def import_awards(
    store: Store, file: AwardsFile, awards: Sequence[Award], *, at: datetime, by: str
) -> AwardsApplied:
    """Put awards into the ledger in one transaction; those it has already are left as they are."""
    with store.act("awards") as session:
        have = set(session.scalars(select(EarlierAward.key)))
        new = [award for award in awards if award.key not in have]
        record = AwardsImport(
            file_name=file.name,
            file_sha256=file.sha256,
            imported_at=at,
            imported_by=by,
            rows_read=file.rows_read,
            rows_added=len(new),
            rows_known=len(awards) - len(new),
            rows_refused=file.rows_refused,
        )
        session.add(record)
        session.flush()
        session.add_all(_record(award, record.id) for award in new)
        audit.append(
            session,
            at=at,
            actor=Actor(by, is_person=True),
            event="awards.imported",
            evidence_sha256=file.sha256,
            body={
                "file": file.name,
                "read": file.rows_read,
                "added": len(new),
                "known": len(awards) - len(new),
                "refused": file.rows_refused,
                "amount_yuan": sum(award.amount_yuan for award in new),
            },
        )
        return AwardsApplied(len(new), len(awards) - len(new))


def open_pool(store: Store, year: int, cap_yuan: int, *, at: datetime, by: str, why: str) -> None:
    """Record the pool of a budget year, or a new size of it, with the reason.

    Raises:
        LedgerFault: less than what the year has given already, or no reason.
    """
    with store.act("awards") as session:
        pool = session.get(YearlyPool, year, with_for_update=True)
        used = pool.used_yuan if pool else 0
        if cap_yuan < used or cap_yuan <= 0:
            message = f"{year} 年资金池 {cap_yuan:,} 元，少于已用 {used:,} 元或不是正数"
            raise LedgerFault(message)
        if not why.strip():
            message = "没有写明依据"
            raise LedgerFault(message)
        before = pool.cap_yuan if pool else None
        if before == cap_yuan:
            return
        session.merge(YearlyPool(year=year, cap_yuan=cap_yuan, used_yuan=used))
        audit.append(
            session,
            at=at,
            actor=Actor(by, is_person=True),
            event="pool.opened",
            body={"year": year, "before_yuan": before, "cap_yuan": cap_yuan, "why": why},
        )


def _record(award: Award, import_id: int) -> EarlierAward:
    return EarlierAward(
        key=award.key,
        uscc=award.uscc,
        enterprise_name=award.enterprise_name,
        article=award.article,
        year=award.year,
        decided_on=award.decided_on,
        amount_yuan=award.amount_yuan,
        city_half_yuan=award.city_half_yuan,
        district_half_yuan=award.district_half_yuan,
        document=award.document,
        import_id=import_id,
    )
