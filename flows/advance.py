"""The flow `advance`: one fat run takes everything found on: match, open, check, deliver."""

from prefect import flow, get_run_logger

from flows.deliver import send_waiting
from flows.match import match
from flows.open_cases import open_cases
from flows.running import spare_what_is_loaded
from flows.signatures import check_signatures


@flow(name="advance", flow_run_name="advance {batch}", timeout_seconds=1800)
async def advance(batch: str = "补查") -> None:
    """比对、立案、发送：处理数据库中所有待办，可随时重复运行。

    The steps run in this process, one after the other: a served run of its own for each would cost
    four seconds a hop. Each finds its work in the database, so an interrupted run is made good by
    the next one.
    """
    spare_what_is_loaded()
    get_run_logger().info("处理待办：%s", batch)
    await match()
    await open_cases()
    await check_signatures()
    await send_waiting()
