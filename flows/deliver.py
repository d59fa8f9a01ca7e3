"""The flow `deliver`: send what waits in the outbox and record what came of it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from prefect import flow, get_run_logger, task
from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.channel_alarms import alarm_broken_channels
from flows.routing import routing
from flows.running import DELIVERER, Clock, lanes, now, spare_what_is_loaded, store_of, surroundings
from flows.sending import Outgoing, send_one
from jishen.cases import claiming, outbox
from jishen.cases.arranging import Routing, arrange
from jishen.cases.notice_facts import Surroundings
from jishen.cases.outbox import Result
from jishen.cases.pacing import lanes_with_work
from jishen.cases.transitions import change_state
from jishen.domain.lanes import Elsewhere, Lane
from jishen.domain.notices import NoticeEvent
from jishen.domain.states import CaseState
from jishen.settings import Settings, load_settings
from jishen.store.session import Store
from jishen.store.tables import AwardCase, OutboxMessage

CLAIMED_AT_ONCE = 20
PATIENCE = timedelta(minutes=4)
"""How long a run waits for a channel's pace: the next run starts after five minutes."""
_LONGEST_NAP_SECONDS = 2.0


@dataclass(slots=True)
class Delivered:
    """How many messages were accepted, put off and refused in one run."""

    accepted: int = 0
    put_off: int = 0
    refused: int = 0

    def add(self, other: "Delivered") -> None:
        """Add what another lane came to."""
        self.accepted += other.accepted
        self.put_off += other.put_off
        self.refused += other.refused


@flow(name="deliver", flow_run_name="deliver 待发通知", timeout_seconds=900)
async def deliver() -> int:
    """发送待发通知并记录结果。返回已被渠道接收的条数。"""
    spare_what_is_loaded()
    accepted = (await send_waiting(PATIENCE)).accepted
    await asyncio.to_thread(alarm_broken_channels, load_settings())
    return accepted


@task(name="send", task_run_name="send 待发通知", persist_result=False)
async def send_waiting(patience: timedelta = timedelta(0)) -> Delivered:
    """Send everything that is due; a task, so that `advance` can do it in its own run."""
    done = await asyncio.to_thread(deliver_all, load_settings(), patience)
    get_run_logger().info(
        "通知：渠道已接收 %d 条，稍后重发 %d 条，被拒 %d 条",
        done.accepted,
        done.put_off,
        done.refused,
    )
    return done


def deliver_all(
    settings: Settings,
    patience: timedelta = timedelta(0),
    clock: Clock = now,
    nap: Callable[[float], None] = time.sleep,
) -> Delivered:
    """Send everything that is due; stops when nothing is, or all that is left was put off.

    A channel that has reached its pace is waited for as long as patience lasts, with short naps:
    what another act writes meanwhile is sent in between.
    """
    done = Delivered()
    store = store_of(settings)
    run = _Run(store, settings, surroundings(settings), lanes(settings), routing(settings), clock)
    until = clock() + patience
    try:
        while True:
            done.add(run.send_what_is_due())
            next_at = min(run.full_until.values(), default=None)
            if next_at is None or next_at > until:
                return done
            wait = (next_at - clock()).total_seconds()
            nap(min(max(wait, 0.01), _LONGEST_NAP_SECONDS))
    finally:
        store.close()


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the sender: what it needs everywhere."""

    store: Store
    settings: Settings
    around: Surroundings
    lanes: tuple[Lane, ...]
    routing: Routing
    clock: Clock
    full_until: dict[str, datetime] = field(default_factory=dict)
    """Channels that have reached their pace and have more to send, with when they are free."""

    def send_what_is_due(self) -> Delivered:
        """Feed every channel for which something is due, each at its own speed."""
        for channel, at in list(self.full_until.items()):
            if at <= self.clock():  # noted again if it is still full
                del self.full_until[channel]
        with self.store.reading() as session:
            busy = lanes_with_work(session, self.lanes, self.clock())
        done = Delivered()
        if busy:
            arrange(self.store, self.routing, self.clock())
        if len(busy) == 1:
            done.add(self._feed(busy[0]))
        elif busy:  # a channel that trickles must not hold up the others
            with ThreadPoolExecutor(len(busy)) as threads:
                for fed in threads.map(self._feed, busy):
                    done.add(fed)
        return done

    def _feed(self, lane: Lane | Elsewhere) -> Delivered:
        done = Delivered()
        while True:
            with self.store.act("claim") as session:
                claimed = claiming.claim(session, lane, at=self.clock(), limit=CLAIMED_AT_ONCE)
            if not claimed.messages:
                self._note_full(lane.channel, claimed)
                return done
            self._send(claimed.messages, done)

    def _note_full(self, channel: str, claimed: claiming.Claimed) -> None:
        if claimed.is_paced and claimed.next_at is not None:
            self.full_until[channel] = claimed.next_at

    def _send(self, messages: Sequence[OutboxMessage], done: Delivered) -> None:
        """Send in order; what is left when the channel fails or time is short goes back unsent."""
        for position, message in enumerate(messages):
            if self._is_lease_short(message):
                self._give_back(messages[position:], self.clock())
                return
            result = self._try_to_send(message)
            _record(self.store, message, result, self.clock())
            done.accepted += result.outcome == "accepted"
            done.put_off += result.outcome == "retry_later"
            done.refused += result.outcome == "refused"
            if result.is_channel_down:
                self._give_back(messages[position + 1 :], self.clock())
                return

    def _is_lease_short(self, message: OutboxMessage) -> bool:
        """Tell whether an attempt might outlive the message's lease."""
        slowest = max(
            (self.settings.channel(lane.channel).timeout_seconds for lane in self.lanes), default=0
        )
        lease_until = message.lease_until
        return (
            lease_until is not None and self.clock() + 2 * timedelta(seconds=slowest) > lease_until
        )

    def _give_back(self, messages: Sequence[OutboxMessage], due_at: datetime) -> None:
        if messages:
            with self.store.act("claim") as session:
                claiming.give_back(session, messages, due_at=due_at)

    def _try_to_send(self, message: OutboxMessage) -> Result:
        """Send one message; one that cannot be written must not hold up those behind it."""
        try:
            return send_one(Outgoing(self.store, self.settings, self.around), message)
        except Exception as error:  # noqa: BLE001 (whatever is wrong with one message, the rest goes out)
            detail = f"未能生成本通知（{type(error).__name__}），将自动重试"
            return Result("retry_later", detail, "", "", "", "", "")


def _record(store: Store, message: OutboxMessage, result: Result, at: datetime) -> None:
    with store.act("record_delivery") as session:
        held = outbox.record(session, message, result, at=at)
        if not held or result.outcome != "accepted" or message.case_id is None:
            return
        if message.event is not NoticeEvent.FILING_SEEN:
            return
        case = _locked_case(session, message.case_id)
        if case.state is CaseState.OPENED:
            change_state(
                session,
                case,
                CaseState.ENTERPRISE_NOTIFIED,
                at=at,
                actor=DELIVERER,
                event="enterprise.notified",
                body={"notice": message.key, "channel": result.channel},
            )


def _locked_case(session: Session, case_id: str) -> AwardCase:
    return session.scalars(select(AwardCase).where(AwardCase.id == case_id).with_for_update()).one()
