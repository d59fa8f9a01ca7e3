"""`jishen sources`: how each source stands, and what changed in a list."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from desk.wording import cell_names, instant, look_verdict
from flows.running import now, store_of, watched_sources
from jishen.settings import Settings, load_settings
from jishen.store.session import Store
from jishen.store.tables import Attachment, HostManners
from jishen.store.views.changes import RowChange, VersionChanges, list_changes, lists_named
from jishen.store.views.source_states import SourceState, source_states

MOST_ROWS = 50


@contextmanager
def _opened() -> Iterator[tuple[Settings, Store]]:
    settings = load_settings()
    store = store_of(settings)
    try:
        yield settings, store
    finally:
        store.close()


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="逐来源输出 JSON，供其他程序读取。")
@click.pass_context
def sources(context: click.Context, *, as_json: bool) -> None:
    """来源状况：状态、最近正常巡查、最近变化、下次巡查及缘由、失败、暂停访问、留置。"""
    if context.invoked_subcommand is not None:
        return
    with _opened() as (settings, store), store.reading() as session:
        at = now()
        watched = {source.key: source.name for source in watched_sources(settings)}
        for state in source_states(session, watched, at):
            if as_json:
                click.echo(json.dumps(_record(state, watched[state.key]), ensure_ascii=False))
            else:
                click.echo("\n".join(_lines(state, watched[state.key])))


def _lines(state: SourceState, name: str) -> Iterator[str]:
    health = state.health
    yield f"{name}（{state.key}）：{_standing(state)}"
    if health is None:
        return
    yield f"  最近正常巡查 {instant(health.last_good_at)}"
    yield f"  最近变化 {instant(health.last_changed_at)}"
    yield f"  下次巡查 {instant(health.next_due_at)}（{health.next_reason or '下一班次即看'}）"
    if health.spell_since is not None:
        yield f"  自 {instant(health.spell_since)} 起：{health.spell_detail}"
        yield f"  处理办法：{health.spell_remedy}"
    yield f"  七日内失败 {state.failures} 次；已登记批次 {state.batches} 个"
    for host in filter(_is_left_alone, state.hosts):
        until = instant(host.left_alone_until)
        yield f"  {host.host} 连续失败 {host.failures} 次，暂停访问至 {until}"
    for held, attachment in state.held:
        yield f"  留置 {held.id}：{attachment.label}　{held.reason}"
    for gone, entry, attachment in state.vanished:
        yield f"  消失 {gone.id}：{attachment.label}　{entry.filer_name}　{entry.filing_number}"


def _is_left_alone(host: HostManners) -> bool:
    return host.failures > 0


def _standing(state: SourceState) -> str:
    if state.health is None or state.health.last_outcome is None:
        return "尚未巡查"
    if state.health.spell_verdict:
        return f"故障（{look_verdict(state.health.spell_verdict)}）"
    return look_verdict(state.health.last_outcome)


def _record(state: SourceState, name: str) -> dict[str, object]:
    health, rhythm = state.health, state.rhythm
    return {
        "source": state.key,
        "name": name,
        "outcome": health and health.last_outcome,
        "fault": health and health.spell_verdict,
        "fault_since": health and health.spell_since and health.spell_since.isoformat(),
        "last_good_at": health and health.last_good_at and health.last_good_at.isoformat(),
        "last_changed_at": health and health.last_changed_at and health.last_changed_at.isoformat(),
        "next_due_at": health and health.next_due_at and health.next_due_at.isoformat(),
        "next_reason": health and health.next_reason,
        "failures_of_seven_days": state.failures,
        "batches": state.batches,
        "next_batch_from": rhythm and rhythm.opens_on.isoformat(),
        "next_batch_until": rhythm and rhythm.closes_on.isoformat(),
        "hosts": [
            {
                "host": host.host,
                "failures": host.failures,
                "left_alone_until": host.left_alone_until and host.left_alone_until.isoformat(),
            }
            for host in state.hosts
        ],
        "held": [{"hold": held.id, "list": each.label} for held, each in state.held],
        "vanished": [
            {"task": gone.id, "list": each.label, "filing_number": entry.filing_number}
            for gone, entry, each in state.vanished
        ],
    }


@sources.command()
@click.argument("attachment", metavar="清单编号或名称")
def diff(attachment: str) -> None:
    """列出一份清单各版本之间的变化：新增、重现、减少的行，和内容变更的栏目。"""
    with _opened() as (_, store), store.reading() as session:
        of_list, versions = list_changes(session, _one_list(session, attachment)) or (None, [])
        if of_list is None:
            return
        click.echo(f"{of_list.label}（{of_list.id}）")
        for changes in versions:
            click.echo("\n".join(_version_lines(of_list, changes)))


def _one_list(session: Session, named: str) -> str:
    """Return the id of the one list that is named, by its id or by a part of its label."""
    found = lists_named(session, named)
    if not found:
        message = f"没有编号为“{named}”或名称含此的清单"
        raise click.BadParameter(message)
    if len(found) > 1:
        listed = "".join(f"\n  {each.id}　{each.label}" for each in found)
        message = f"不止一份清单的名称含“{named}”，请写明编号：{listed}"
        raise click.BadParameter(message)
    return found[0].id


def _version_lines(of_list: Attachment, changes: VersionChanges) -> Iterator[str]:
    version = changes.version
    yield f"\n{instant(version.read_at)}　{version.row_count} 行　原件 {version.sha256[:12]}…"
    if changes.is_first:
        yield f"  首次读取，{version.new_rows} 行"
        return
    for mark, rows in (("+", changes.added), ("↩", changes.back), ("−", changes.gone)):
        for entry in rows[:MOST_ROWS]:
            yield f"  {mark} {entry.row_number}　{entry.filer_name}　{entry.filing_number}"
        if len(rows) > MOST_ROWS:
            yield f"  {mark} 另有 {len(rows) - MOST_ROWS} 行"
    for row in changes.changed:
        yield from _row_lines(of_list, row)
    if not (changes.added or changes.back or changes.gone or changes.changed):
        yield "  条目无变化"


def _row_lines(of_list: Attachment, row: RowChange) -> Iterator[str]:
    names = cell_names(of_list.list_kind)
    yield f"  ~ {row.entry.row_number}　{row.entry.filer_name}　{row.entry.filing_number}"
    for cell in row.cells:
        yield f"      {names.get(cell.field, cell.field)}：{cell.before or '（空）'}"
        yield f"      {'　' * len(names.get(cell.field, cell.field))}→ {cell.after or '（空）'}"
