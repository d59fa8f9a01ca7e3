"""What Prefect does by itself when things go wrong, and the tidying-up before it serves."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.events.actions import ChangeFlowRunState, RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.states import Cancelled, Crashed

from flows.schedules import DEPLOYMENTS, OURS, Deployed, Silence, trigger_name

MISSED_BEATS = timedelta(seconds=90)
"""Three heartbeats: PREFECT_FLOWS_HEARTBEAT_FREQUENCY is 30 s."""

PAGE = 200
"""The API gives no more runs at a time."""

HELD = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
"""States in which a run holds its deployment's only slot."""


async def close_stale_runs(table: Sequence[Deployed] = DEPLOYMENTS) -> int:
    """Mark the runs a power cut left behind and return how many; call before serving.

    A run that was on is Crashed: its process is gone, and until it is marked it holds its
    deployment's slot and every new run is refused. Of the runs missed meanwhile one for each
    deployment stays, to catch up at once; the others are Cancelled, or all would start together.
    """
    async with get_client() as client:
        held = await _runs(client, table, FlowRunFilter(state=_in_state(HELD)))
        for run in held:
            crashed: State[None] = Crashed(message="停机时该任务尚未结束，重新启动时标记为已崩溃。")
            # By force: a run being cancelled may otherwise only become Cancelled.
            await client.set_flow_run_state(run.id, crashed, force=True)
        late = FlowRunFilter(
            state=_in_state([StateType.SCHEDULED]),
            next_scheduled_start_time=FlowRunFilterNextScheduledStartTime.model_validate(
                {"before_": datetime.now(UTC)}
            ),
        )
        missed = _superseded(await _runs(client, table, late))
        for run in missed:
            cancelled: State[None] = Cancelled(message="停机期间错过的班次，由最近一次补行。")
            await client.set_flow_run_state(run.id, cancelled)
    return len(held) + len(missed)


def _superseded(late: Iterable[FlowRun]) -> list[FlowRun]:
    """Return all but the one late run of each deployment that does the work of the others.

    That is the newest scheduled one: a run started by an event may look at one batch only.
    """
    by_deployment: dict[UUID | None, list[FlowRun]] = defaultdict(list)
    for run in late:
        by_deployment[run.deployment_id].append(run)
    superseded = []
    for runs in by_deployment.values():
        runs.sort(key=lambda run: (run.auto_scheduled, run.next_scheduled_start_time))
        superseded += runs[:-1]
    return superseded


async def _runs(
    client: PrefectClient, table: Sequence[Deployed], which: FlowRunFilter
) -> list[FlowRun]:
    found: list[FlowRun] = []
    while len(found) % PAGE == 0:
        page = await client.read_flow_runs(
            deployment_filter=DeploymentFilter(
                name=DeploymentFilterName(any_=[entry.name for entry in table])
            ),
            flow_run_filter=which,
            sort=FlowRunSort.ID_DESC,
            limit=PAGE,
            offset=len(found),
        )
        if not page:
            break
        found += page
    return found


def _in_state(types: list[StateType]) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=types))


async def ensure_automations(table: Sequence[Deployed] = DEPLOYMENTS) -> None:
    """Make the server's automations what the table asks for; call after the deployments are there.

    An automation that is already right is left alone: replaced, a silent watcher would forget the
    last event it saw, and a source that stays silent after a restart would never be missed.
    """
    async with get_client() as client:
        deployments = await client.read_deployments()
        ids = {deployment.name: deployment.id for deployment in deployments}
        wanted = {automation.name: automation for automation in _automations(table, ids)}
        for found in await client.read_automations():
            if OURS not in found.tags:
                continue
            if _says(found) == _says(wanted.get(found.name)):
                del wanted[found.name]
            else:
                await client.delete_automation(found.id)
        for automation in wanted.values():
            await client.create_automation(automation)


def _says(automation: AutomationCore | None) -> object:
    return automation and automation.model_dump(mode="json", exclude={"id", "owner_resource"})


def _automations(table: Sequence[Deployed], ids: dict[str, UUID]) -> list[AutomationCore]:
    automations = [_zombie()]
    automations += [
        _silent(entry.name, ids[entry.name], entry.woken_by_silence)
        for entry in table
        if entry.woken_by_silence is not None
    ]
    automations += [_action_failed(entry, ids[entry.name]) for entry in table if entry.triggered_by]
    return automations


def _zombie() -> AutomationCore:
    return AutomationCore(
        name="心跳中断 → 标记为已崩溃",
        description="任务的进程已不在而状态仍为运行中时，标记为已崩溃，让出名额。",
        tags=[OURS],
        trigger=EventTrigger(
            posture=Posture.Proactive,
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.*"},
            for_each={"prefect.resource.id"},
            match={"prefect.resource.id": "prefect.flow-run.*"},
            threshold=1,
            within=MISSED_BEATS,
        ),
        actions=[
            ChangeFlowRunState(
                name="Crashed",
                state=StateType.CRASHED,
                message="心跳中断超过 90 秒，视为已崩溃。",
                force=False,
            )
        ],
    )


def _silent(name: str, deployment: UUID, silence: Silence) -> AutomationCore:
    """Return the alarm for a resource from which the event no longer comes.

    It cannot see the death of the whole process: the desk's health page is for that.
    """
    return AutomationCore(
        name=f"{silence.event} 静默 → {name}",
        description=f"{silence.seconds} 秒内没有新的 {silence.event} 时运行，由其通知运维人员。",
        tags=[OURS],
        trigger=EventTrigger(
            posture=Posture.Proactive,
            after={silence.event},
            expect={silence.event},
            for_each={"prefect.resource.id"},
            threshold=1,
            within=timedelta(seconds=silence.seconds),
        ),
        actions=[_run(deployment)],
    )


def _action_failed(entry: Deployed, deployment: UUID) -> AutomationCore:
    """Return the repair for an event that could not start its run: a run over all open work.

    It listens to the triggers of this deployment only, never to itself, or it would go round.
    """
    return AutomationCore(
        name=f"触发失败 → {entry.name}",
        description=f"事件未能启动 {entry.name} 时，以默认参数补跑一次；原因见 Prefect 事件页。",
        tags=[OURS],
        trigger=EventTrigger(
            expect={"prefect.automation.action.failed"},
            match={
                "prefect.resource.name": [
                    trigger_name(entry, event) for event in entry.triggered_by
                ]
            },
        ),
        actions=[_run(deployment)],
    )


def _run(deployment: UUID) -> RunDeployment:
    return RunDeployment(
        source="selected", deployment_id=deployment, parameters=None, job_variables=None
    )
