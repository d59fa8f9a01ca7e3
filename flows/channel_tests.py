"""Trying every channel with one marked message, by the way that all notices go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flows.running import lanes, now, store_of, surroundings
from flows.sending import Outgoing, send_one
from jishen.cases import claiming, outbox
from jishen.domain.lanes import Lane
from jishen.domain.notices import Audience, NoticeEvent
from jishen.notice_settings import RecipientSettings
from jishen.settings import Settings
from jishen.store.session import Store

_STAFF = (Audience.OPERATORS, Audience.REVIEWERS, Audience.DEPUTIES, Audience.HEADS)


@dataclass(frozen=True, slots=True)
class ChannelTried:
    """What came of trying one channel; nobody was told when it has no recipient of ours."""

    channel: str
    recipient: str | None
    is_accepted: bool = False
    detail: str = ""


def send_tests(settings: Settings, by: str) -> Iterator[ChannelTried]:
    """Send one marked message on each channel that is used or set up; never to an enterprise.

    It goes through the outbox, so the channel's pace counts it, and it is kept like all others.
    """
    store = store_of(settings)
    used = {lane.channel: lane for lane in lanes(settings)}
    try:
        for name in sorted(used.keys() | settings.channels.keys()):
            found = _recipient_on(settings, name)
            if found is None:
                yield ChannelTried(name, None)
            else:
                yield _try(store, settings, used[name], *found, by=by)
    finally:
        store.close()


def _recipient_on(settings: Settings, channel: str) -> tuple[Audience, RecipientSettings] | None:
    for audience in _STAFF:
        for recipient in settings.recipients_of(audience):
            if recipient.channel == channel:
                return audience, recipient
    return None


def _try(
    store: Store,
    settings: Settings,
    lane: Lane,
    audience: Audience,
    recipient: RecipientSettings,
    *,
    by: str,
) -> ChannelTried:
    at = now()
    with store.act("channel_test") as session:
        key = outbox.put(
            session,
            NoticeEvent.CHANNEL_TEST,
            audience,
            recipient.name,
            subject={"channel": lane.channel, "by": by, "at": at.isoformat()},
            at=at,
        )
    with store.act("claim") as session:
        claimed = claiming.claim(session, lane, at=at, limit=1, key=key)
    if not claimed.messages:
        return ChannelTried(lane.channel, recipient.name, detail=_busy(claimed.next_at))
    result = send_one(Outgoing(store, settings, surroundings(settings)), claimed.messages[0])
    with store.act("record_delivery") as session:
        outbox.record(session, claimed.messages[0], result, at=now())
    is_accepted = result.outcome == "accepted"
    return ChannelTried(lane.channel, recipient.name, is_accepted, result.detail)


def _busy(next_at: datetime | None) -> str:
    when = f"{next_at:%H:%M:%S} UTC 后自动发出" if next_at else "稍后自动发出"
    return f"渠道已达每分钟条数上限，试发消息已列入待发，{when}"
