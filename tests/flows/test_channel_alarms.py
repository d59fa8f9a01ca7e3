"""A channel that does not work is told of through another one, once, and when it works again."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from flows.channel_alarms import alarm_broken_channels
from flows.channel_tests import send_tests
from flows.deliver import deliver_all
from flows.running import now, store_of
from jishen.cases import outbox
from jishen.domain.notices import Audience, NoticeEvent
from jishen.settings import ChannelSettings, RecipientSettings, Settings
from jishen.store import schema
from jishen.store.tables import ChannelState, OutboxMessage
from tests.cases.publishing import AT
from tests.site_settings import GivenSettings

BOT = RecipientSettings(
    name="群", audience=Audience.OPERATORS, channel="wecom_bot", address="值班群"
)
FILE = RecipientSettings(name="值班", audience=Audience.OPERATORS, channel="file", address="值班")
REVIEWER = RecipientSettings(
    name="初审", audience=Audience.REVIEWERS, channel="file", address="初审"
)


def installation(folder: Path, *recipients: RecipientSettings) -> Settings:
    """Return settings with a bot whose address is missing, and one notice for it."""
    settings = GivenSettings(data_folder=folder, recipients=recipients)
    store = store_of(settings)
    schema.upgrade(store)
    with store.act("health") as session:
        outbox.put(
            session,
            NoticeEvent.CHANNEL_TEST,
            Audience.OPERATORS,
            "群",
            subject={"channel": "wecom_bot", "by": "甲", "at": now().isoformat()},
            at=now(),
        )
    store.close()
    return settings


def let_minutes_pass(settings: Settings, minutes: int) -> None:
    store = store_of(settings)
    with store.act("health") as session:
        (state,) = session.scalars(select(ChannelState).where(ChannelState.failures > 0))
        state.failing_since = now() - timedelta(minutes=minutes)
        state.held_until = now()
        session.execute(update(OutboxMessage).values(due_at=AT))
    store.close()


def alarms(settings: Settings) -> list[tuple[Audience, str, NoticeEvent]]:
    store = store_of(settings)
    with store.reading() as session:
        found = [
            (message.audience, message.recipient, message.event)
            for message in session.scalars(
                select(OutboxMessage)
                .where(OutboxMessage.source_key == "channel:wecom_bot")
                .order_by(OutboxMessage.created_at)
            )
        ]
    store.close()
    return found


def test_broken_channel_is_told_through_the_working_one_once(tmp_path: Path) -> None:
    settings = installation(tmp_path, BOT, FILE)
    deliver_all(settings)
    at_first = alarm_broken_channels(settings)
    let_minutes_pass(settings, 11)

    broken = alarm_broken_channels(settings)
    alarm_broken_channels(settings)
    deliver_all(settings)

    said = (tmp_path / "notices" / "journal.jsonl").read_text(encoding="utf-8")
    assert (at_first, broken) == ([], ["wecom_bot"])
    assert alarms(settings) == [(Audience.OPERATORS, "值班", NoticeEvent.SOURCE_FAULT)]
    assert "通知渠道 wecom_bot" in said


def test_where_no_operator_can_be_reached_a_reviewer_is_told(tmp_path: Path) -> None:
    settings = installation(tmp_path, BOT, REVIEWER)
    deliver_all(settings)
    let_minutes_pass(settings, 11)

    alarm_broken_channels(settings)

    assert alarms(settings) == [(Audience.REVIEWERS, "初审", NoticeEvent.SOURCE_FAULT)]


def test_all_clear_goes_to_whoever_was_told(tmp_path: Path) -> None:
    settings = installation(tmp_path, BOT, FILE)
    deliver_all(settings)
    let_minutes_pass(settings, 11)
    alarm_broken_channels(settings)
    let_minutes_pass(settings, 12)
    kind = ChannelSettings(kind="file", folder=tmp_path / "bot")
    mended = settings.model_copy(update={"channels": {"wecom_bot": kind}})
    deliver_all(mended)

    broken = alarm_broken_channels(mended)

    assert broken == []
    assert [event for _, _, event in alarms(settings)] == [
        NoticeEvent.SOURCE_FAULT,
        NoticeEvent.SOURCE_RECOVERED,
    ]


def test_notices_of_a_broken_channel_do_not_hold_up_those_of_another(tmp_path: Path) -> None:
    settings = installation(tmp_path, BOT, FILE)
    (tried,) = [test for test in send_tests(settings, "甲") if test.channel == "file"]

    assert (tried.recipient, tried.is_accepted) == ("值班", True)


def test_each_channel_is_tried_once_with_a_marked_message_and_the_broken_one_is_named(
    tmp_path: Path,
) -> None:
    settings = installation(tmp_path, BOT, FILE)
    settings = settings.model_copy(update={"channels": {"mail": ChannelSettings(url="mailto://x")}})

    tests = {test.channel: test for test in send_tests(settings, "甲")}

    letters = [path.read_text(encoding="utf-8") for path in (tmp_path / "notices").glob("*.txt")]
    assert (tests["file"].is_accepted, tests["wecom_bot"].is_accepted) == (True, False)
    assert "无法识别" in tests["wecom_bot"].detail
    assert tests["mail"].recipient is None
    assert ["试发" in letter for letter in letters] == [True]


def test_trial_does_not_wait_for_a_held_channel_and_when_taken_ends_the_hold(
    tmp_path: Path,
) -> None:
    settings = installation(tmp_path, BOT, FILE)
    deliver_all(settings)
    kind = ChannelSettings(kind="file", folder=tmp_path / "bot")
    mended = settings.model_copy(update={"channels": {"wecom_bot": kind}})
    held = deliver_all(mended)

    (tried,) = [test for test in send_tests(mended, "甲") if test.channel == "wecom_bot"]

    store = store_of(settings)
    with store.reading() as session:
        state = session.get_one(ChannelState, "wecom_bot")
    store.close()
    assert held.accepted == 0
    assert tried.is_accepted
    assert (state.failures, state.held_until) == (0, None)
