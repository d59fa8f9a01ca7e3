"""The step `check_signatures`: send back cases whose evidence changed after somebody signed."""

import asyncio

from prefect import get_run_logger, task

from flows.acting import act_terms
from flows.running import Clock, now, store_of
from jishen.cases.voiding import Voided, void_stale_approvals
from jishen.settings import Settings, load_settings


@task(name="check_signatures", task_run_name="check_signatures 已签署案件", persist_result=False)
async def check_signatures() -> list[Voided]:
    """核对已签署案件的审核依据，签署后有变化的退回实质审核。"""
    voided = await asyncio.to_thread(check_all, load_settings())
    get_run_logger().info("退回 %d 件", len(voided))
    return voided


def check_all(settings: Settings, *, clock: Clock = now) -> list[Voided]:
    """Send back every case whose evidence is not what was signed; a second run finds nothing."""
    store = store_of(settings)
    try:
        with store.reading() as session:
            terms = act_terms(settings, clock(), session)
        return void_stale_approvals(store, terms)
    finally:
        store.close()
