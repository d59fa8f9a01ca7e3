"""Sealing anew under the newest key, and counting what each key still seals."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from jishen.domain.enterprises import PERSONAL_FIELDS
from jishen.sealing import MARK, Place, Seal, is_sealed, key_id
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import Base, Claim, EnterpriseRecord, Person

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with sealed columns, and the column that names its rows."""

    kind: type[Base]
    row: str
    columns: tuple[str, ...]

    def column(self, name: str) -> InstrumentedAttribute[str | None]:
        """Return a column of the table."""
        column: InstrumentedAttribute[str | None] = getattr(self.kind, name)
        return column


SEALED_TABLES = (
    SealedTable(Claim, "id", ("payee_sealed", "contact_sealed")),
    SealedTable(EnterpriseRecord, "uscc", PERSONAL_FIELDS),
    SealedTable(Person, "id", ("totp_sealed",)),
)
"""Everything that is sealed: a test looks for what is missing."""


def count_by_key(session: Session) -> dict[str, int]:
    """Return how many rows each key seals, by its short name; open text counts for none."""
    counted: Counter[str] = Counter()
    for table in SEALED_TABLES:
        for texts in session.execute(select(*map(table.column, table.columns))):
            counted.update({key_of(text) for text in texts if text and is_sealed(text)})
    return dict(counted)


def key_of(sealed: str) -> str:
    """Return the short name of the key that sealed a text."""
    return sealed.removeprefix(MARK).partition(":")[0]


def rotate(store: Store, seal: Seal, *, by: str, at: datetime) -> int:
    """Seal everything that another key seals anew; return how many rows that was.

    Some rows are one transaction: it can be broken off and run again. No digest changes, so
    approvals stay what they are.

    Raises:
        SealFault: a text is sealed by a key that is not there, or was altered.
    """
    done = 0
    for table in SEALED_TABLES:
        with store.reading() as session:
            rows = list(_old_rows(session, table, key_id(seal.keys[0])))
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            with store.act("claim_upkeep") as session:
                _seal_anew(session, table, some, seal)
                body = {"table": table.kind.__tablename__, "rows": len(some)}
                audit.append(
                    session,
                    at=at,
                    actor=Actor(by, is_person=True),
                    event="claim.sealed_anew",
                    body={**body, "to": key_id(seal.keys[0])},
                )
            done += len(some)
    return done


def _old_rows(session: Session, table: SealedTable, current: str) -> Iterator[str]:
    """Yield the rows in which a text is sealed by another key than the current one."""
    columns = [table.column(name) for name in table.columns]
    is_sealed_anyhow = or_(*(column.startswith(MARK, autoescape=True) for column in columns))
    query = select(table.column(table.row), *columns).where(is_sealed_anyhow)
    for row, *texts in session.execute(query.order_by(table.column(table.row))):
        if any(text and is_sealed(text) and key_of(text) != current for text in texts):
            yield row


def _seal_anew(session: Session, table: SealedTable, rows: Sequence[str], seal: Seal) -> None:
    found = select(table.kind).where(table.column(table.row).in_(rows)).with_for_update()
    for record in session.scalars(found):
        for column in table.columns:
            text = getattr(record, column)
            if text and is_sealed(text):
                place = Place(table.kind.__tablename__, column, getattr(record, table.row))
                setattr(record, column, seal.seal(seal.open(text, place), place))
        if isinstance(record, Claim):
            record.key_id = key_id(seal.keys[0])
