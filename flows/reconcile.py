"""The flow `reconcile`: which notices should exist, and what is missing is put again."""

from prefect import flow, get_run_logger

from flows.running import DELIVERER, now, recipients, store_of
from jishen.cases.notice_reconciling import GAP_NAMES, REPAIRABLE, Gap, GapKind, Readers, gaps
from jishen.cases.notice_reconciling import reconcile as repair
from jishen.cases.troubles import Trouble, tell_recovery, tell_trouble
from jishen.domain.notices import Audience
from jishen.settings import Settings, load_settings

WORK = "reconcile"


@flow(name="reconcile", flow_run_name="reconcile 核对通知", timeout_seconds=300)
async def reconcile() -> int:
    """按案件、来源与批次的现状推算应有的通知，与待发通知核对，缺少的补写，并告警。返回差异条数。"""
    found = reconcile_all(load_settings())
    get_run_logger().info("核对通知：差异 %d 条", len(found))
    return len(found)


def readers(settings: Settings) -> Readers:
    """Return who is told at present."""
    return Readers(
        reviewers=recipients(settings, Audience.REVIEWERS),
        operators=recipients(settings, Audience.OPERATORS),
    )


def find_gaps(settings: Settings) -> list[Gap]:
    """Return what is not as it should be; nothing is changed."""
    store = store_of(settings)
    try:
        with store.reading() as session:
            return gaps(session, readers(settings), now())
    finally:
        store.close()


def reconcile_all(settings: Settings) -> list[Gap]:
    """Put what is missing, and tell operators of everything found; the second time nothing is."""
    store = store_of(settings)
    at = now()
    operators = recipients(settings, Audience.OPERATORS)
    try:
        found = repair(store, readers(settings), at=at, actor=DELIVERER)
        faults = [gap for gap in found if gap.kind is not GapKind.REACHABLE]
        if faults:
            tell_trouble(store, operators, _trouble(faults), at)
        else:
            tell_recovery(store, operators, WORK, at)
        return found
    finally:
        store.close()


def _trouble(found: list[Gap]) -> Trouble:
    repaired = sum(gap.kind in REPAIRABLE for gap in found)
    first = "；".join(f"{GAP_NAMES[gap.kind]}：{gap.about}" for gap in found[:3])
    return Trouble(
        work=WORK,
        subject="",
        verdict="notices-differ",
        detail=f"通知与案件现状不符 {len(found)} 条，已补写 {repaired} 条（{first}）",
        remedy=(
            "请运行 jishen notices reconcile 查看明细；未能补写的须由人员核对案件后处理，"
            "并将本告警转交系统管理员查明原因。"
        ),
    )
