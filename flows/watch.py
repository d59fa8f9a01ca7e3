"""The flow `watch`: one pass over every source, found batches shown and announced."""

import asyncio

from prefect import flow, get_run_logger, task
from prefect.artifacts import acreate_table_artifact
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from flows.events import FILING_ANNOUNCED, WATCH_FAILED, WATCH_POLLED, announce
from flows.found import Batch, Pass
from flows.running import (
    spare_what_is_loaded,
    store_of,
    watched_sources,
)
from flows.unseen import alarm_unseen
from flows.watching import due_sources, watch_all
from jishen.settings import Settings, load_settings
from jishen.store.news import new_entries_of_version
from jishen.store.session import Store
from jishen.store.tables import Attachment
from scrapers.source import Source
from scrapers.sources import SOURCES

MOST_ROWS_SHOWN = 1000


@flow(name="watch", flow_run_name="watch 巡查", timeout_seconds=3600)
async def watch(at_once: bool = False) -> int:
    """巡查到期的国家清单：保存原始页面与附件，登记新增和变更条目。返回本次发现的新批次数。"""
    spare_what_is_loaded()
    settings = load_settings()
    looked_at = watched_sources(settings) if at_once else due_sources(settings)
    passes = [await look_at(source.key, is_scheduled=not at_once) for source in looked_at]
    await asyncio.to_thread(alarm_unseen, settings)
    news = [(found, batch) for found in passes for batch in found.news]
    if news:
        await _name_run("watch " + "、".join(batch_name(f.source, b) for f, b in news))
        label = "、".join(batch_name(found.source, batch) for found, batch in news)
        announce(FILING_ANNOUNCED, "batch.news", {"batch": label})
    elif any(found.batches for found in passes):
        announce(FILING_ANNOUNCED, "batch.baseline", {"batch": "基线"})
    for found in passes:
        await _show(settings, found)
    announce(WATCH_POLLED, "watcher.all", {"sources": str(len(passes))})
    return len(news)


@task(name="look", task_run_name="look {source_key}", persist_result=False)
async def look_at(source_key: str, *, is_scheduled: bool) -> Pass:
    """Look at one source; a task, so that its time and its faults can be seen."""
    settings = load_settings()
    source = next(source for source in SOURCES if source.key == source_key)
    log = get_run_logger()
    (found,) = await asyncio.to_thread(watch_all, settings, (source,), is_scheduled=is_scheduled)
    for batch in found.batches:
        log.info(
            "%s：%s %s（新增 %d，变更 %d，缺少 %d，重复 %d）",
            source.short_name,
            "基线" if batch.is_baseline else "新批次",
            batch.label,
            batch.recorded.new,
            batch.recorded.changed,
            batch.recorded.missing,
            batch.recorded.repeated,
        )
    if found.put_off:
        log.warning("%s：%d 处暂缓访问", source.short_name, len(found.put_off))
    for fault in found.faults:
        log.error("%s：%s：%s %s", source.name, fault.url, fault.fault, fault.fault.remedy)
        announce(WATCH_FAILED, f"watcher.{source.key}", {"verdict": fault.fault.verdict})
    return found


def batch_name(source: Source, batch: Batch) -> str:
    """Return a batch's name as operators read it: 深度合成 · 2026-03."""
    return f"{source.short_name} · {batch.period or batch.label}"


async def _name_run(name: str) -> None:
    run_id = flow_run.id
    if run_id:
        async with get_client() as client:
            await client.update_flow_run(run_id, name=name)


async def _show(settings: Settings, found: Pass) -> None:
    """Leave the new batches as tables on the run's page."""
    if not found.news or not flow_run.id:
        return
    store = store_of(settings)
    try:
        for batch in found.news:
            table = _table_of(store, batch)
            await acreate_table_artifact(
                table=table,
                key=f"batch-{found.source.key}-{batch.period or 'x'}".replace("_", "-"),
                description=f"# {batch.label}\n新增 {batch.recorded.new} 行，"
                f"变更 {batch.recorded.changed} 行，缺少 {batch.recorded.missing} 行",
            )
    finally:
        store.close()


def _table_of(store: Store, batch: Batch) -> list[dict[str, str | int]]:
    with store.reading() as session:
        attachment = session.get_one(Attachment, batch.attachment_id)
        entries = new_entries_of_version(session, attachment.id, attachment.sha256 or "")
        return [
            {
                "行": entry.row_number,
                "算法名称": entry.title,
                "主体名称": entry.filer_name,
                "备案编号": entry.filing_number,
                "备注": entry.remarks,
            }
            for entry in entries[:MOST_ROWS_SHOWN]
        ]
