"""Operators hear of notices that do not arrive, once, and when they do again."""

from pathlib import Path

from flows.deliver import deliver_all
from flows.notice_health import alarm_stuck_notices
from flows.running import store_of
from jishen.cases import outbox
from jishen.domain.notices import Audience, NoticeEvent
from jishen.settings import RecipientSettings, Settings
from jishen.store import schema
from jishen.store.tables import OutboxMessage
from tests.cases.publishing import AT

BROKEN_BOT = RecipientSettings(
    name="群", audience=Audience.OPERATORS, channel="wecom_bot", address="值班群"
)
FILE = RecipientSettings(name="值班", audience=Audience.OPERATORS, channel="file", address="值班")


def settings_with(folder: Path, *recipients: RecipientSettings) -> Settings:
    settings = Settings(data_folder=folder, recipients=recipients)
    store = store_of(settings)
    schema.upgrade(store)
    with store.act("health") as session:
        outbox.put(
            session,
            NoticeEvent.SOURCE_RECOVERED,
            Audience.OPERATORS,
            "群",
            subject={
                "source_key": "algorithms",
                "url": "",
                "verdict": "",
                "detail": "",
                "remedy": "",
                "since": AT.isoformat(),
                "at": AT.isoformat(),
            },
            at=AT,
        )
    store.close()
    return settings


def said_to(settings: Settings, recipient: str) -> list[NoticeEvent]:
    store = store_of(settings)
    with store.reading() as session:
        found = session.query(OutboxMessage).filter_by(recipient=recipient, source_key="notices")
        events = [message.event for message in found.order_by(OutboxMessage.created_at)]
    store.close()
    return events


def test_notice_that_a_broken_channel_keeps_is_told_through_the_other_one(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, BROKEN_BOT, FILE)
    deliver_all(settings)

    stuck = alarm_stuck_notices(settings)
    alarm_stuck_notices(settings)
    done = deliver_all(settings)

    assert (stuck.late, stuck.channels) == (1, ("wecom_bot",))
    assert said_to(settings, "值班") == [NoticeEvent.SOURCE_FAULT]
    assert done.accepted == 1
    assert "通知未能发出" in (tmp_path / "notices" / "journal.jsonl").read_text(encoding="utf-8")


def test_all_clear_is_told_when_the_notices_have_gone(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, BROKEN_BOT, FILE)
    alarm_stuck_notices(settings)
    mended = settings.model_copy(
        update={"recipients": (BROKEN_BOT.model_copy(update={"channel": "file"}), FILE)}
    )
    deliver_all(mended)

    stuck = alarm_stuck_notices(mended)

    assert (stuck.dead, stuck.late) == (0, 0)
    assert said_to(mended, "值班") == [NoticeEvent.SOURCE_FAULT, NoticeEvent.SOURCE_RECOVERED]
