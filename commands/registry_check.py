"""`jishen registry check`: what is stale, contradictory or incomplete."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy.orm import Session

from commands.registry_progress import progress_of
from commands.registry_sheet import Sheet
from commands.registry_store import opened_store
from flows.running import now
from jishen.cases.case_facts import SHANGHAI
from jishen.cases.registry_check import (
    FLAW_NAMES,
    INCOMPLETE,
    STALE_DAYS,
    STALENESS,
    Flaw,
    Found,
    flaws_of,
)
from jishen.store.registry_walk import (
    count_enterprises,
    every_enterprise,
    shared_names,
    unknown_links,
)

_MOST_EXAMPLES = 3
_HEADERS = ("类别", "问题", "统一社会信用代码", "企业名称", "所示")


@click.command(short_help="检查登记库：缺项、矛盾、过期")
@click.option(
    "--stale-days", default=STALE_DAYS, show_default=True, help="数据日期早于几天为过期。"
)
@click.option(
    "--report",
    metavar="PATH.xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="逐家清单写到这里。",
)
def check(stale_days: int, report: Path | None) -> None:
    """检查登记库，按问题汇总并各举几例；有问题时退出码为 1。"""
    counts: Counter[Flaw] = Counter()
    examples: dict[Flaw, list[Found]] = {}
    sheet = Sheet(report, "检查结果", _HEADERS) if report else None
    with opened_store() as store, store.reading() as session:
        total = count_enterprises(session)
        for found in _all_flaws(session, total, stale_days):
            counts[found.flaw] += 1
            if counts[found.flaw] <= _MOST_EXAMPLES:
                examples.setdefault(found.flaw, []).append(found)
            if sheet:
                cells = (_sort_of(found.flaw), FLAW_NAMES[found.flaw], found.uscc, found.name)
                sheet.line(*cells, found.shows)
    for flaw in Flaw:
        if counts[flaw]:
            click.echo(f"{_sort_of(flaw)}　{FLAW_NAMES[flaw]}：{counts[flaw]} 家")
            for found in examples[flaw]:
                shows = f"（{found.shows}）" if found.shows else ""
                click.echo(f"    {found.uscc}　{found.name}{shows}")
    if sheet:
        sheet.finish()
        click.echo(f"逐家清单：{report}")
    click.echo(f"共检查 {total} 家，发现 {counts.total()} 处。")
    raise SystemExit(1 if counts else 0)


def _all_flaws(session: Session, total: int, stale_days: int) -> Iterator[Found]:
    today = now().astimezone(SHANGHAI).date()
    with progress_of("检查登记库", total) as progress:
        for known in every_enterprise(session, None):
            yield from flaws_of(known, today, stale_days)
            progress(1)
    for uscc, name, linked in unknown_links(session):
        yield Found(Flaw.HEAD_OFFICE_UNKNOWN, uscc, name, linked)
    for uscc, name, other in shared_names(session):
        yield Found(Flaw.NAME_OF_TWO, uscc, name, other)


def _sort_of(flaw: Flaw) -> str:
    if flaw in INCOMPLETE:
        return "缺项"
    return "过期" if flaw in STALENESS else "矛盾"
