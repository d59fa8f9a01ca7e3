"""`jishen doubts`: what could not be read as rows; a person reads it, or says that it is no row."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from desk.wording import cell_names, instant
from flows.running import now, store_of
from jishen.cases.settling import Person, doubt_of, settle_doubt, undo_settlement
from jishen.domain.filings import LIST_NAMES, ROW_FLAG_NAMES, FilingRow, ListKind
from jishen.settings import load_settings
from jishen.store.doubts import DoubtRow, doubt_rows, settlements_of
from jishen.store.session import Store
from jishen.store.tables import DoubtSettlement
from scrapers.documents.row_checks import flagged

MOST_LISTED = 200
SHORT_ID = 8
_NEEDED = ("title", "filer_name", "filing_number")


@click.group()
def doubts() -> None:
    """清单存疑：列出未能读成条目之处，查看，读入条目或注明不是条目，撤销。"""


@contextmanager
def _opened() -> Iterator[Store]:
    store = store_of(load_settings())
    try:
        yield store
    finally:
        store.close()


@doubts.command(name="list")
@click.option("--all", "show_all", is_flag=True, help="连同已处理的和新版已无的一并列出。")
def list_doubts(*, show_all: bool) -> None:
    """列出须人工处理的存疑，从新到旧。"""
    with _opened() as store, store.reading() as session:
        rows = doubt_rows(session, only_open=not show_all, limit=MOST_LISTED)
        for row in rows:
            click.echo(
                f"{row.doubt.id[:SHORT_ID]}　{instant(row.doubt.seen_at)}　{_state(row)}　"
                f"{row.doubt.label}　{row.doubt.place}{row.doubt.reason}"
            )
    if not rows:
        click.echo("没有须人工处理的存疑。" if not show_all else "没有存疑。")


@doubts.command()
@click.argument("doubt", metavar="编号")
def show(doubt: str) -> None:
    """查看一处存疑：原文各格、所在表头、原件，以及历次处理。"""
    with _opened() as store, store.reading() as session:
        found = doubt_of(session, doubt)
        for line in _told(found, settlements_of(session, found.doubt.id)):
            click.echo(line)


@doubts.command()
@click.argument("doubt", metavar="编号")
@click.option("--by", required=True, metavar="姓名", help="处理人。")
@click.option("--why", required=True, metavar="理由", help="依据：如已对照原件第 3 页。")
@click.option(
    "--as",
    "cells",
    multiple=True,
    metavar="栏目=内容",
    help="按人工所读记为一条备案，每栏一个 --as；至少写明名称、单位和编号。不写则记为不是条目。",
)
@click.option(
    "--list",
    "kind",
    type=click.Choice([kind.value for kind in ListKind]),
    help="该行属于哪一清单；不写则按附件所属来源。",
)
def settle(doubt: str, by: str, why: str, cells: tuple[str, ...], kind: str | None) -> None:
    """处理一处存疑：读入条目（--as），或注明不是条目。读入后照常比对、立案。"""
    with _opened() as store:
        with store.reading() as session:
            found = doubt_of(session, doubt)
        row = _row_of(cells, _kind_of(found, kind)) if cells else None
        entry_id = settle_doubt(store, found.doubt.id, row, Person(by, why, now()))
    if row is None or entry_id is None:
        click.echo("已注明：不是备案条目。同一处存疑不再提出。")
        return
    click.echo(f"已读入一条：{row.title}　{row.filer_name}　{row.filing_number}")
    for flag in row.flags:
        click.echo(f"  留意：{ROW_FLAG_NAMES[flag]}")
    click.echo("下次 advance 时比对、立案；可运行 jishen advance 立即办理。")


@doubts.command()
@click.argument("doubt", metavar="编号")
@click.option("--by", required=True, metavar="姓名", help="撤销人。")
@click.option("--why", required=True, metavar="理由", help="为何撤销。")
def undo(doubt: str, by: str, why: str) -> None:
    """撤销一处存疑的处理结论：结论留存并注明撤销日期，存疑重新待处理。"""
    with _opened() as store:
        undone = undo_settlement(store, doubt, Person(by, why, now()))
    click.echo("已撤销，该处存疑重新待处理。")
    if undone.entry_id:
        click.echo("按该结论读入的条目自此视为清单中已无。")
    if undone.case_numbers:
        click.echo(f"该条目已用于案件 {'、'.join(undone.case_numbers)}，案件不变，请人工核对。")


def _state(row: DoubtRow) -> str:
    if row.settlement is not None:
        return f"已由{row.settlement.settled_by}处理"
    return "新版已无" if row.doubt.gone_at else "待处理"


def _told(found: DoubtRow, settlements: list[DoubtSettlement]) -> Iterator[str]:
    doubt = found.doubt
    yield f"编号　　{doubt.id}（{_state(found)}）"
    yield f"清单　　{doubt.label}"
    yield f"位置　　{doubt.place}{doubt.reason}"
    yield f"地址　　{doubt.url}"
    yield f"原件　　SHA-256 {doubt.sha256 or '—'}"
    yield f"提出　　{instant(doubt.seen_at)}"
    names = doubt.header if isinstance(doubt.header, list) else []
    cells = doubt.cells if isinstance(doubt.cells, list) else []
    for place, cell in enumerate(cells):
        name = names[place] if place < len(names) else "（无对应表头）"
        yield f"  第 {place + 1} 格　[{name}]　{cell or '（空）'}"
    if found.attachment is not None:
        columns = "、".join(cell_names(found.attachment.list_kind).values())
        yield f"可写栏目　{columns}"
    for settlement in settlements:
        yield _settlement_line(settlement)


def _settlement_line(settlement: DoubtSettlement) -> str:
    what = "读入条目" if settlement.entry_id else "不是条目"
    undone = (
        f"；{settlement.undone_by}于 {instant(settlement.undone_at)} 撤销：{settlement.undone_why}"
        if settlement.undone_at
        else ""
    )
    return (
        f"处理　　{settlement.settled_by}于 {instant(settlement.settled_at)}：{what}，"
        f"{settlement.why}{undone}"
    )


def _kind_of(found: DoubtRow, kind: str | None) -> ListKind:
    if kind is not None:
        return ListKind(kind)
    if found.attachment is None:
        message = "该存疑不属于任何附件，不能读入条目"
        raise click.BadParameter(message, param_hint="--as")
    return found.attachment.list_kind


def _row_of(cells: tuple[str, ...], kind: ListKind) -> FilingRow:
    """Return the row that a person wrote, with the flags its number and names call for."""
    fields = {name: field for field, name in cell_names(kind).items()}
    said = dict.fromkeys(("category_or_role", "products", "purpose", "remarks"), "")
    for text in cells:
        name, equals, content = text.partition("=")
        field = fields.get(name.strip(), name.strip() if name.strip() in fields.values() else "")
        if not equals or not field:
            known = "、".join(fields)
            message = f"“{text}”不是“栏目=内容”；《{LIST_NAMES[kind]}》的栏目为：{known}"
            raise click.BadParameter(message, param_hint="--as")
        said[field] = content.strip()
    lacking = [name for name, field in fields.items() if field in _NEEDED and not said.get(field)]
    if lacking:
        raise click.BadParameter(f"还须写明：{'、'.join(lacking)}", param_hint="--as")
    # Only fields of FilingRow that are texts are named in `cell_names`.
    return flagged(FilingRow(list_kind=kind, row_number=0, **said))  # type: ignore[arg-type]
