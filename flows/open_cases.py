"""The step `open_cases`: ask the policy about matched entries, open cases, write digests."""

import asyncio
from dataclasses import dataclass, field

from prefect import get_run_logger, task

from flows.running import OPENER, now, opening_terms, store_of
from jishen.cases.digest import due_digests, put_digest
from jishen.cases.opening import Opened, groups_to_open, open_group
from jishen.settings import Settings, load_settings


@dataclass(slots=True)
class OpenedCases:
    """What one run opened, and how many digests it wrote."""

    groups: list[Opened] = field(default_factory=list)
    digests: int = 0

    @property
    def cases(self) -> int:
        """How many cases were opened."""
        return sum(group.state is not None for group in self.groups)


@task(name="open_cases", task_run_name="open_cases 已匹配条目", persist_result=False)
async def open_cases() -> OpenedCases:
    """对已匹配的条目套用政策并立案，写出通知。"""
    done = await asyncio.to_thread(open_all, load_settings())
    get_run_logger().info("立案 %d 件，批次摘要 %d 份", done.cases, done.digests)
    return done


def open_all(settings: Settings) -> OpenedCases:
    """Open every case that matched entries call for, then write the digests that are due.

    One enterprise's case that cannot be opened does not hold up the others'.

    Raises:
        ExceptionGroup: at the end, what went wrong with single cases; the next run tries again.
    """
    done = OpenedCases()
    faults: list[Exception] = []
    store = store_of(settings)
    terms = opening_terms(settings, now())
    try:
        for group in groups_to_open(store):
            try:
                opened = open_group(store, group, terms)
            except Exception as error:  # noqa: BLE001 (told at the end, when the rest is done)
                faults.append(error)
                continue
            if opened is not None:
                done.groups.append(opened)
        for due in due_digests(store):
            done.digests += put_digest(
                store, due, at=now(), actor=OPENER, reviewers=terms.reviewers
            )
    finally:
        store.close()
    if faults:
        message = f"有 {len(faults)} 组条目未能立案，其余已办理"
        raise ExceptionGroup(message, faults)
    return done
