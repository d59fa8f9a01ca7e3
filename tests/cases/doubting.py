"""Doubts put in by hand: a list is read with rows and with what is none."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from jishen.cases.doubts import Doubted, record_doubts
from jishen.cases.recording import Recorded, record_rows
from jishen.cases.settling import Person, settle_doubt
from jishen.domain.filings import FilingRow, RowDoubt
from jishen.store.doubts import DoubtRow, doubt_rows
from jishen.store.looking import FetchFacts, log_fetch
from jishen.store.session import Store
from jishen.store.tables import Attachment
from tests.cases.publishing import AT, FILER, MACHINE, number, row

HEADER = ("序号", "算法名称", "角色", "主体名称", "应用产品", "主要用途", "备案编号", "备注")
BROKEN = RowDoubt(
    place="第 3 页第 4 行",
    cells=("3", "样例算法9", "服务提供者", FILER, "样例应用、略", number(9), ""),
    reason="有 7 个单元格，表头有 8 个",
    page_number=3,
    header=HEADER,
)
PERSON = Person("王审核", "已对照原件第 3 页", AT)


def read_with_doubts(
    store: Store,
    attachment_id: str,
    rows: Sequence[FilingRow],
    doubts: Sequence[RowDoubt],
    version: str = "first",
    at: datetime = AT,
) -> tuple[Recorded, Doubted]:
    """Record a version of a list as the watch does: doubts, then rows."""
    sha256 = hashlib.sha256(f"{attachment_id} {version}".encode()).hexdigest()
    with store.act("entries") as session:
        log_fetch(session, FetchFacts("test", "https://test", "", at, "ok", 200, sha256=sha256))
        attachment = session.get_one(Attachment, attachment_id)
        doubted = record_doubts(session, attachment, doubts, sha256=sha256, at=at, actor=MACHINE)
        recorded = record_rows(session, attachment, rows, sha256=sha256, at=at, actor=MACHINE)
        return recorded, doubted


def open_doubts(store: Store) -> list[DoubtRow]:
    """Return what waits for a person."""
    with store.reading() as session:
        return doubt_rows(session, only_open=True, limit=100)


def settled_as_row(store: Store, serial: int = 9) -> str:
    """Have a person read the one open doubt as a row; return its entry's id."""
    (waiting,) = open_doubts(store)
    return settle_doubt(store, waiting.doubt.id, row(serial), PERSON) or ""
