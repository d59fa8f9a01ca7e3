"""The flow `match`: a judgement for every entry that waits for one."""

from prefect import flow

from flows.running import MATCHER, now, store_of
from jishen.cases.identification import Identified, identify_entries
from jishen.settings import Settings, load_settings


@flow(name="match", flow_run_name="match 待比对条目")
async def match() -> int:
    """将待比对的条目与企业名册比对。返回处理的条目数。"""
    return match_all(load_settings()).total


def match_all(settings: Settings) -> Identified:
    """Judge every entry that waits for it."""
    store = store_of(settings)
    try:
        return identify_entries(
            store, at=now(), actor=MATCHER, district_code=settings.district_code
        )
    finally:
        store.close()
