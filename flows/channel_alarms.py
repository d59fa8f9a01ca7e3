"""An alarm about a channel that does not work, through those that do."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flows.running import Clock, lanes, now, store_of
from jishen.cases.troubles import Trouble, tell_recovery, tell_trouble
from jishen.domain.notices import Audience
from jishen.notice_settings import RecipientSettings
from jishen.settings import Settings
from jishen.store.session import Store
from jishen.store.tables import ChannelState
from jishen.store.views.channels import channel_states

BROKEN_AFTER = timedelta(minutes=10)
"""Since the first failure in a row; by then a channel has been tried five times."""


def alarm_broken_channels(settings: Settings, clock: Clock = now) -> list[str]:
    """Tell of every channel that has failed for ten minutes, and of each that works again.

    Operators on a working channel are told; where there is none, one other recipient on each
    working channel: rather the wrong person than nobody. Returns the broken channels' names.
    """
    store = store_of(settings)
    at = clock()
    try:
        with store.reading() as session:
            states = channel_states(session)
        broken = [name for name, state in states.items() if _is_broken(state, at)]
        for name in broken:
            trouble = _trouble(states[name])
            for audience, names in _receivers(settings, broken):
                tell_trouble(store, names, trouble, at, audience)
        for lane in lanes(settings):
            if not (lane.channel in states and states[lane.channel].failures):
                _tell_recovery(store, settings, lane.channel, at)
        return broken
    finally:
        store.close()


def work_of(channel: str) -> str:
    """Return what stands for a channel where alarms name a source."""
    return f"channel:{channel}"


def _is_broken(state: ChannelState, at: datetime) -> bool:
    return state.failing_since is not None and state.failing_since <= at - BROKEN_AFTER


def _receivers(settings: Settings, broken: list[str]) -> Iterable[tuple[Audience, tuple[str, ...]]]:
    operators = _on_working(settings.recipients_of(Audience.OPERATORS), broken)
    if operators:
        yield Audience.OPERATORS, operators
        return
    for audience in (Audience.REVIEWERS, Audience.DEPUTIES, Audience.HEADS):
        others = _on_working(settings.recipients_of(audience), broken)
        if others:
            yield audience, others[:1]
            return


def _on_working(recipients: Iterable[RecipientSettings], broken: list[str]) -> tuple[str, ...]:
    return tuple(r.name for r in recipients if r.channel not in broken)


def _tell_recovery(store: Store, settings: Settings, channel: str, at: datetime) -> None:
    for audience in (Audience.OPERATORS, Audience.REVIEWERS, Audience.DEPUTIES, Audience.HEADS):
        names = tuple(recipient.name for recipient in settings.recipients_of(audience))
        tell_recovery(store, names, work_of(channel), at, audience)


def _trouble(state: ChannelState) -> Trouble:
    return Trouble(
        work=work_of(state.channel),
        subject="",
        verdict="channel-broken",
        detail=f"渠道 {state.channel} 连续失败，通知暂停发送：{state.held_why}",
        remedy=(
            "请运行 jishen doctor --send-test 核对该渠道的地址、密钥与网络；"
            "恢复后积压通知自动发出，紧急事项请先电话联系收件人。"
        ),
        mark="channel-broken",  # a cause that changes back and forth is one trouble
    )
