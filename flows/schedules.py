"""Every deployment, its schedule and what wakes it, in one table; times are Asia/Shanghai."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module

from prefect import Flow
from prefect._internal.versioning import VersionType  # not exported elsewhere in 3.8.8
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.events import DeploymentEventTrigger
from prefect.runner import Runner
from prefect.schedules import Cron, Interval, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.events import FILING_ANNOUNCED, NOTICE_WAITING, WATCH_POLLED

TIMEZONE = "Asia/Shanghai"
OURS = "jishen"
"""Tag of every deployment of this table; what bears it and left the table is removed."""

SKIP = ConcurrencyLimitStrategy.CANCEL_NEW
WAIT = ConcurrencyLimitStrategy.ENQUEUE


@dataclass(frozen=True, slots=True)
class Silence:
    """An event that must keep coming, and how long it may stay away."""

    event: str
    seconds: int
    """At least 10; counted from the last event of each resource."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """One deployment: which flow, when it runs, what wakes it, and what if it is still running."""

    name: str
    flow: str
    """Module path and name, `flows.watch:watch`; never a file path."""
    description: str
    """For operators, shown on the Prefect pages."""
    cron: str | None = None
    interval_seconds: int | None = None
    triggered_by: tuple[str, ...] = ()
    """Events that start a run at once."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """The same for every run."""
    parameters_from_event: Mapping[str, str] = field(default_factory=dict)
    """Parameter → key of the event's payload; scheduled runs use the flow's own default."""
    when_busy: ConcurrencyLimitStrategy = SKIP
    """What becomes of a run that finds one of the same deployment running."""
    woken_by_silence: Silence | None = None
    tags: tuple[str, ...] = ()


DEPLOYMENTS: tuple[Deployed, ...] = (
    # Skip: a look that starts while another is on would look at the same pages.
    Deployed(
        name="watch",
        flow="flows.watch:watch",
        description="每十分钟查看哪些来源到期并巡查，间隔随各清单公布的节律，保存原始页面与附件，登记新增和变更条目。",
        cron="*/10 * * * *",
        tags=("domain:watch",),
    ),
    # Wait, here and for deliver: the run in progress read its list of work before this event, so
    # cancelling the newcomer would leave the new work to the sweep, up to ten minutes away. Price:
    # an event costs a process even when the run before it did its work (one event per batch, so
    # few), and sweeps queue up behind a run that hangs (they end at once, one by one).
    # The sweep stands five minutes off the watch: what a watch found is usually done by then.
    Deployed(
        name="advance",
        flow="flows.advance:advance",
        description="匹配企业、套用政策并立案。有新公告时立即运行，另每十分钟补查一次，不遗漏任何条目。",
        cron="5-59/10 * * * *",
        triggered_by=(FILING_ANNOUNCED,),
        parameters_from_event={"batch": "batch"},
        when_busy=WAIT,
        tags=("domain:cases",),
    ),
    Deployed(
        name="deliver",
        flow="flows.deliver:deliver",
        description="发送待发通知并记录结果。有待发通知时立即运行，另每五分钟补发一次。",
        cron="*/5 * * * *",
        triggered_by=(NOTICE_WAITING,),
        when_busy=WAIT,
        tags=("domain:notices",),
    ),
    Deployed(
        name="reconcile",
        flow="flows.reconcile:reconcile",
        description="每小时核对应有的通知与待发通知，缺少的补写并告警。",
        cron="20 * * * *",
        tags=("domain:notices",),
    ),
    # The silence is three intervals of the watch. Its remedy is this flow and not a channel of
    # Prefect's own: it asks the database when each source was last seen and puts the alarm in the
    # outbox, so operators are told once, in our words, by the channels they set up.
    Deployed(
        name="remind",
        flow="flows.remind:remind",
        description="每日检查久拖案件、政策到期与静默来源并提醒；巡查连续三次未完成时立即运行。",
        cron="30 8 * * *",
        woken_by_silence=Silence(WATCH_POLLED, seconds=1800),
        tags=("domain:reminders",),
    ),
)


async def register(runner: Runner, table: Sequence[Deployed] = DEPLOYMENTS) -> None:
    """Give every deployment of the table to the runner, and remove those that left the table.

    Every flow is imported first: one bad path, and nothing is registered.
    """
    deployments = [_deployment(entry, flow_at(entry.flow)) for entry in table]
    await _remove_dropped(entry.name for entry in table)
    for deployment in deployments:
        await runner.aadd_deployment(deployment)


def flow_at(path: str) -> Flow[..., object]:
    """Return the flow at `module:name`; raise the import's own error when there is none."""
    module, _, name = path.partition(":")
    found = getattr(import_module(module), name)
    if not isinstance(found, Flow):
        message = f"{path} is a {type(found).__name__}, not a flow"
        raise TypeError(message)
    return found


def _deployment(entry: Deployed, flow: Flow[..., object]) -> RunnerDeployment:
    return RunnerDeployment.from_flow(
        flow,
        name=entry.name,
        schedule=_schedule(entry),
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=entry.when_busy),
        triggers=[_trigger(entry, event) for event in entry.triggered_by],
        parameters=dict(entry.parameters),
        description=entry.description,
        tags=[OURS, *entry.tags],
        # Without it Prefect asks git about the working directory, once for each deployment.
        version_type=VersionType.SIMPLE,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def _schedule(entry: Deployed) -> Schedule | None:
    if entry.cron is not None:
        return Cron(entry.cron, timezone=TIMEZONE)
    if entry.interval_seconds is not None:
        return Interval(timedelta(seconds=entry.interval_seconds), timezone=TIMEZONE)
    return None


def trigger_name(entry: Deployed, event: str) -> str:
    """Return the name of the automation that starts this deployment at this event."""
    return f"{event} → {entry.name}"


def _trigger(entry: Deployed, event: str) -> DeploymentEventTrigger:
    return DeploymentEventTrigger(
        name=trigger_name(entry, event),
        expect={event},
        # The explicit form: a bare template string is rewritten to JSON, and a value that is not
        # JSON then makes the action fail where nobody looks.
        parameters={
            parameter: {
                "__prefect_kind": "jinja",
                "template": f"{{{{ event.payload.{key} }}}}",
            }
            for parameter, key in entry.parameters_from_event.items()
        },
    )


async def _remove_dropped(names: Iterable[str]) -> None:
    # Prefect keeps a deployment that is no longer served: its runs would go on being scheduled and
    # turn late, one by one, for ever.
    kept = set(names)
    async with get_client() as client:
        ours = await client.read_deployments(
            deployment_filter=DeploymentFilter(tags=DeploymentFilterTags(all_=[OURS]))
        )
        for deployment in ours:
            if deployment.name not in kept:
                await client.delete_deployment(deployment.id)
