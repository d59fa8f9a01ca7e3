"""The step `match`: a judgement for every entry that waits for one."""

import asyncio

from prefect import get_run_logger, task

from flows.running import MATCHER, Clock, now, store_of
from jishen.cases.identification import Identified, identify_entries
from jishen.settings import Settings, load_settings


@task(name="match", task_run_name="match 待比对条目", persist_result=False)
async def match() -> Identified:
    """将待比对的条目与企业名册比对。"""
    done = await asyncio.to_thread(match_all, load_settings())
    get_run_logger().info(
        "比对 %d 条：匹配 %d，待判断 %d，线索 %d",
        done.total,
        done.positive,
        done.unsure,
        done.leads,
    )
    return done


def match_all(settings: Settings, *, clock: Clock = now) -> Identified:
    """Judge every entry that waits for it."""
    store = store_of(settings)
    try:
        return identify_entries(
            store, at=clock(), actor=MATCHER, district_code=settings.district_code
        )
    finally:
        store.close()
