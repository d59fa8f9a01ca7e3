"""Who gets what and when: quiet hours, wishes, silences, what is over, reminders."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from flows.routing import routing
from jishen.cases import outbox
from jishen.cases.acknowledging import Silencing, acknowledge, end_silence, silence
from jishen.cases.arranging import NOT_FOR_THIS_READER, QUIET, SILENCED, arrange
from jishen.cases.case_notices import tell_reviewers
from jishen.cases.overdue import Escalation, Overdue, remind_overdue
from jishen.cases.superseding import CASE_MOVED, NEWER_ALARM
from jishen.cases.transitions import change_state
from jishen.domain.errors import SettingsFault
from jishen.domain.notice_errors import NotAcknowledgeable, SilenceFault
from jishen.domain.notices import Audience, NoticeEvent
from jishen.domain.office_hours import OfficeHours
from jishen.domain.states import CaseState
from jishen.domain.workdays import shipped_calendar
from jishen.notice_settings import RecipientSettings, RoutingSettings
from jishen.settings import Settings, load_settings
from jishen.store.session import Store
from jishen.store.tables import AwardCase, OutboxMessage
from jishen.store.tables.messages import OutboxState
from tests.cases.publishing import (
    AT,
    MACHINE,
    cases_in,
    enterprise,
    outbox_of,
    publish,
    row,
    work_through,
)
from tests.sample_registry import import_enterprises
from tests.site_settings import GivenSettings

HOURS = OfficeHours(time(8, 30), time(18))
THURSDAY_NIGHT = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)
"""22:00 in Guangzhou."""
FRIDAY_MORNING = datetime(2026, 3, 13, 0, 30, tzinfo=UTC)
LEVELS = {Audience.REVIEWERS: 3, Audience.DEPUTIES: 5, Audience.HEADS: 8}
ALL_LEVELS = Escalation(
    LEVELS, 5, {Audience.REVIEWERS: ["初审"], Audience.DEPUTIES: ["副职"], Audience.HEADS: ["主任"]}
)


def recipient(name: str, audience: Audience, **values: object) -> RecipientSettings:
    said = {"name": name, "audience": audience, "channel": "file", "address": name, **values}
    return RecipientSettings(**said)  # type: ignore[arg-type]


def given(*recipients: RecipientSettings, **values: object) -> Settings:
    return GivenSettings(recipients=recipients, routing=RoutingSettings(**values))  # type: ignore[arg-type]


def put(store: Store, event: NoticeEvent, to: str, at: datetime = AT, about: str = "") -> str:
    audience = Audience.OPERATORS if "source" in event else Audience.REVIEWERS
    with store.act("health") as session:
        return outbox.put(
            session, event, audience, to, subject={"about": about}, source_key="algorithms", at=at
        )


def states_of(store: Store) -> dict[str, tuple[OutboxState, str]]:
    return {m.recipient: (m.state, m.last_detail) for m in outbox_of(store)}


def open_a_case(store: Store) -> AwardCase:
    import_enterprises(store, enterprise())
    publish(store, row(1))
    work_through(store)
    return cases_in(store)[0]


def tell(store: Store, case: AwardCase, *recipients: str) -> None:
    with store.act("release") as session:
        tell_reviewers(session, case, recipients, by="张三", why="样例", at=AT)


def move(store: Store, case: AwardCase, to: CaseState, at: datetime = AT) -> None:
    with store.act("release") as session:
        held = session.get_one(AwardCase, case.id)
        change_state(session, held, to, at=at, actor=MACHINE, event="case.moved", body={})


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-03-12T22:00", "2026-03-13T08:30"),
        ("2026-03-13T07:00", "2026-03-13T08:30"),
        ("2026-03-13T18:00", "2026-03-16T08:30"),
        ("2026-09-30T19:00", "2026-10-08T08:30"),
        ("2026-10-09T20:00", "2026-10-10T08:30"),
    ],
)
def test_next_working_morning_knows_holidays_and_make_up_days(at: str, opens: str) -> None:
    calendar = shipped_calendar()
    instant = datetime.fromisoformat(f"{at}+08:00")

    assert not HOURS.is_open(calendar, instant)
    assert HOURS.next_opening(calendar, instant) == datetime.fromisoformat(f"{opens}+08:00")


def test_non_urgent_notice_waits_for_the_morning_and_an_urgent_alarm_does_not(store: Store) -> None:
    put(store, NoticeEvent.SOURCE_FAULT, "值班")
    put(store, NoticeEvent.CASE_WAITING, "初审")
    rules = routing(
        given(
            recipient("值班", Audience.OPERATORS),
            recipient("初审", Audience.REVIEWERS),
            quiet=(Audience.OPERATORS, Audience.REVIEWERS),
        )
    )

    arrange(store, rules, THURSDAY_NIGHT)

    due = {m.recipient: (m.due_at, m.last_detail) for m in outbox_of(store)}
    assert due == {"值班": (AT, ""), "初审": (FRIDAY_MORNING, QUIET)}


def test_recipient_may_want_notices_at_any_hour_or_only_at_work(store: Store) -> None:
    put(store, NoticeEvent.CASE_WAITING, "甲")
    put(store, NoticeEvent.CASE_WAITING, "乙")
    rules = routing(
        given(
            recipient("甲", Audience.REVIEWERS, hours="always"),
            recipient("乙", Audience.REVIEWERS, hours="working"),
        )
    )

    arrange(store, rules, THURSDAY_NIGHT)

    assert {m.recipient: m.due_at for m in outbox_of(store)} == {"甲": AT, "乙": FRIDAY_MORNING}


def test_in_office_hours_nothing_waits(store: Store) -> None:
    put(store, NoticeEvent.CASE_WAITING, "初审")
    rules = routing(given(recipient("初审", Audience.REVIEWERS), quiet=(Audience.REVIEWERS,)))

    arrange(store, rules, FRIDAY_MORNING)

    assert outbox_of(store)[0].due_at == AT


def test_recipient_gets_only_the_events_and_amounts_it_wishes_for(store: Store) -> None:
    case = open_a_case(store)
    tell(store, case, "初审", "大额", "摘要")
    rules = routing(
        given(
            recipient("初审", Audience.REVIEWERS),
            recipient("大额", Audience.REVIEWERS, at_least_yuan=case.payable_yuan + 1),
            recipient("摘要", Audience.REVIEWERS, events=["batch_digest"]),
        )
    )

    arrange(store, rules, AT)

    states = states_of(store)
    assert states["初审"] == (OutboxState.WAITING, "")
    assert states["大额"] == (OutboxState.SUPERSEDED, NOT_FOR_THIS_READER)
    assert states["摘要"] == (OutboxState.SUPERSEDED, NOT_FOR_THIS_READER)


def test_amount_that_is_just_reached_is_told(store: Store) -> None:
    case = open_a_case(store)
    tell(store, case, "大额")
    wish = recipient("大额", Audience.REVIEWERS, at_least_yuan=case.payable_yuan)

    arrange(store, routing(given(wish)), AT)

    assert states_of(store)["大额"][0] is OutboxState.WAITING


def test_head_who_wishes_for_the_digest_is_among_the_reviewers_recipients() -> None:
    settings = given(
        recipient("初审", Audience.REVIEWERS),
        recipient("主任", Audience.HEADS, events=["batch_digest", "case_overdue"]),
    )

    assert [r.name for r in settings.recipients_of(Audience.REVIEWERS)] == ["初审", "主任"]
    assert [r.name for r in settings.recipients_of(Audience.HEADS)] == ["主任"]


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[routing]\nwork_from = "18:00"\nwork_until = "08:30"', "work_from（18:00）应早于"),
        ("[routing.escalation]\nreviewers = 5\ndeputies = 3", "应逐级递增"),
        ("[routing.escalation]\noperators = 3", "operators 不能被提醒"),
        ('[routing]\nquiet = ["everybody"]', "应为 'enterprise'"),
        ("[routing]\nnight = 3", "没有这一项设置"),
        ('[routing]\nwork_from = "late"', "应为时刻，如 08:30"),
        (
            '[[recipients]]\nname="甲"\naudience="heads"\nchannel="file"\naddress="a"\n' * 2,
            "收件人名称重复：甲",
        ),
        ('[[recipients]]\nname="甲"\naudience="heads"\nchannel="file"', "address：未填写"),
        ("[channels.mail]\nper_minute = -1", "不得小于 0"),
    ],
)
def test_wrong_routing_is_refused_with_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toml: str, said: str
) -> None:
    path = tmp_path / "jishen.toml"
    path.write_text(toml, encoding="utf-8")
    monkeypatch.setenv("JISHEN_SETTINGS", str(path))
    load_settings.cache_clear()

    with pytest.raises(SettingsFault, match=said):
        load_settings()


def test_silence_holds_notices_back_until_its_end_and_not_longer(store: Store) -> None:
    put(store, NoticeEvent.SOURCE_FAULT, "值班")
    until = AT + timedelta(hours=2)
    silence(store, Silencing("algorithms", None, None, until, "甲", "网站维护"), AT)

    arrange(store, routing(given()), AT)
    during = outbox_of(store)[0]
    arrange(store, routing(given()), until)

    assert (during.due_at, during.last_detail) == (until, SILENCED)
    assert outbox_of(store)[0].due_at == until


def test_silence_that_is_ended_early_lets_its_notices_go(store: Store) -> None:
    put(store, NoticeEvent.SOURCE_FAULT, "值班")
    asked = Silencing(None, None, NoticeEvent.SOURCE_FAULT, AT + timedelta(days=1), "甲", "维护")
    number = silence(store, asked, AT)
    arrange(store, routing(given()), AT)

    end_silence(store, number, by="乙", at=AT + timedelta(minutes=5))

    assert outbox_of(store)[0].due_at == AT + timedelta(minutes=5)
    with pytest.raises(SilenceFault, match="已经结束"):
        end_silence(store, number, by="乙", at=AT + timedelta(minutes=6))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Silencing(None, None, None, AT + timedelta(hours=1), "甲", "x"), "未指明"),
        (Silencing("algorithms", None, None, AT, "甲", "x"), "30 天内结束"),
        (Silencing("algorithms", None, None, AT + timedelta(days=31), "甲", "x"), "30 天内结束"),
        (Silencing(None, "HZ-1", None, AT + timedelta(hours=1), "甲", "x"), "没有编号为 HZ-1"),
    ],
)
def test_silence_without_an_object_or_an_end_is_refused(
    store: Store, asked: Silencing, said: str
) -> None:
    with pytest.raises(SilenceFault, match=said):
        silence(store, asked, AT)


def test_enterprises_notice_is_never_silenced(store: Store) -> None:
    case = open_a_case(store)
    until = AT + timedelta(hours=1)
    silence(store, Silencing(None, case.case_number, None, until, "甲", "样例"), AT)

    arrange(store, routing(given()), AT)

    assert outbox_of(store)[0].due_at == AT


def test_fault_that_was_not_sent_before_the_recovery_is_superseded_and_visible(
    store: Store,
) -> None:
    put(store, NoticeEvent.SOURCE_FAULT, "值班")
    put(store, NoticeEvent.SOURCE_RECOVERED, "值班", AT + timedelta(hours=1))

    arrange(store, routing(given()), AT + timedelta(hours=1))

    fault, recovered = outbox_of(store)
    assert (fault.state, fault.last_detail) == (OutboxState.SUPERSEDED, NEWER_ALARM)
    assert recovered.state is OutboxState.WAITING


def test_alert_of_a_case_that_has_ended_is_superseded_and_comes_back_with_the_case(
    store: Store,
) -> None:
    case = open_a_case(store)
    move(store, case, CaseState.ON_HOLD)
    arrange(store, routing(given()), AT)
    (held,) = outbox_of(store)
    move(store, case, CaseState.OPENED)
    with store.act("release") as session:
        outbox.put(
            session,
            NoticeEvent.FILING_SEEN,
            Audience.ENTERPRISE,
            case.uscc,
            subject={"case_id": case.id},
            case_id=case.id,
            at=AT,
        )

    arrange(store, routing(given()), AT)

    (told,) = outbox_of(store)
    assert (held.state, held.last_detail) == (OutboxState.SUPERSEDED, CASE_MOVED)
    assert (told.key, told.state) == (held.key, OutboxState.WAITING)


def remind(store: Store, days: int, escalation: Escalation = ALL_LEVELS) -> list[Overdue]:
    return remind_overdue(store, escalation, AT + timedelta(days=days))


def test_case_nobody_takes_up_is_told_to_reviewers_then_deputies_then_heads(store: Store) -> None:
    open_a_case(store)

    levels = [[o.level for o in remind(store, days)] for days in (4, 5, 7, 12)]

    assert levels == [
        [],
        [Audience.REVIEWERS],
        [Audience.REVIEWERS, Audience.DEPUTIES],
        [Audience.REVIEWERS, Audience.DEPUTIES, Audience.HEADS],
    ]


def test_reminding_again_on_the_same_day_puts_nothing_and_after_five_working_days_again(
    store: Store,
) -> None:
    open_a_case(store)
    remind(store, 5)
    remind(store, 5)
    once = [m for m in outbox_of(store) if m.event is NoticeEvent.CASE_OVERDUE]
    remind(store, 12)

    reviewers = [m for m in outbox_of(store) if m.audience is Audience.REVIEWERS]
    assert len(once) == 1
    assert len(reviewers) == 2


def test_reminders_end_when_a_person_takes_the_case_up(store: Store) -> None:
    open_a_case(store)
    remind(store, 5)
    (key,) = [m.key for m in outbox_of(store) if m.event is NoticeEvent.CASE_OVERDUE]

    whole = acknowledge(store, key[:8], by="张三", at=AT + timedelta(days=5))

    assert whole == key
    assert remind(store, 12) == []


def test_reminders_end_when_the_case_moves_and_the_unsent_ones_are_superseded(store: Store) -> None:
    case = open_a_case(store)
    remind(store, 5)
    move(store, case, CaseState.ENTERPRISE_NOTIFIED, AT + timedelta(days=5))

    arrange(store, routing(given()), AT + timedelta(days=6))

    (reminder,) = [m for m in outbox_of(store) if m.event is NoticeEvent.CASE_OVERDUE]
    assert reminder.state is OutboxState.SUPERSEDED
    assert remind(store, 12) == []


def test_clock_starts_anew_when_a_case_comes_back_to_us(store: Store) -> None:
    case = open_a_case(store)
    move(store, case, CaseState.ON_HOLD, AT + timedelta(days=8))

    assert remind(store, 12) == []
    assert [o.level for o in remind(store, 13)] == [Audience.REVIEWERS]


def test_nobody_is_reminded_where_the_settings_say_never(store: Store) -> None:
    open_a_case(store)

    assert remind(store, 30, Escalation({}, 0, ALL_LEVELS.recipients)) == []


def test_notice_to_an_enterprise_is_not_acknowledged_by_us(store: Store) -> None:
    open_a_case(store)
    (alert,) = outbox_of(store)

    with pytest.raises(NotAcknowledgeable, match="致企业"):
        acknowledge(store, alert.key, by="张三", at=AT)


def test_acknowledging_twice_keeps_who_was_first(store: Store) -> None:
    key = put(store, NoticeEvent.SOURCE_FAULT, "值班")
    acknowledge(store, key, by="张三", at=AT)

    acknowledge(store, key, by="李四", at=AT)

    with store.reading() as session:
        assert session.get_one(OutboxMessage, key).acknowledged_by == "张三"
