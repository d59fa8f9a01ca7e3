"""What a child of the forge does: each script can be run again at any time, as a restart does."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.channel_tests import send_tests
from flows.deliver import deliver_all
from flows.match import match_all
from flows.open_cases import open_all
from flows.reconcile import reconcile_all
from flows.remind import remind_of_cases
from flows.running import now, policy_of, recipients, redeciding_terms, store_of
from flows.watching import watch_all
from jishen.access.accounts import By, Term, add_person, grant_role
from jishen.access.attempts import begin_attempt
from jishen.access.sessions import Browser, Entry, SessionRules, open_session
from jishen.cases import outbox
from jishen.cases.acknowledging import Silencing, acknowledge, silence
from jishen.cases.awards import Award, AwardsFile, import_awards
from jishen.cases.calendar import load_year
from jishen.cases.doubts import doubt_announcement
from jishen.cases.release import release_case
from jishen.cases.resending import Resending, resend
from jishen.cases.revealing import reveal_contacts
from jishen.cases.rulings import apply_ruling, propose_ruling
from jishen.cases.settling import Person, settle_doubt
from jishen.cases.windows import record_window
from jishen.cases.zoning import record_ruling
from jishen.domain.announcements import AnnouncementLink
from jishen.domain.decisions import Outcome
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.notices import Audience, NoticeEvent
from jishen.domain.people import Role
from jishen.domain.rulings import Ruling
from jishen.domain.states import CaseState
from jishen.domain.windows import ApplicationWindow, WindowMode
from jishen.domain.workdays import YearDays
from jishen.domain.zones import ZoneRuling, ZoneSubject
from jishen.sealing import seal_or_new
from jishen.settings import Settings
from jishen.store import schema
from jishen.store.audit import Actor
from jishen.store.cases import CaseRow, case_rows
from jishen.store.doubts import doubt_rows
from jishen.store.ledger import earlier_awards
from jishen.store.looking import FetchFacts
from jishen.store.people import person_of
from jishen.store.rulings import rulings_of
from jishen.store.session import Store
from jishen.store.tables import AuditEntry, NoticeSilence, OutboxMessage
from jishen.store.tables.base import JsonValue
from jishen.store.tables.messages import OutboxState
from tests.faults.enterprise_script import an_enterprise_answers
from tests.faults.judging_script import judge_one
from tests.faults.life_script import life
from tests.replica_client import ReplicaProcess
from tests.sample_registry import import_enterprises, matched_enterprises
from tests.site_settings import settings_for

_LONG_AGO = datetime(2026, 3, 1, tzinfo=UTC)
_RECOVERED: dict[str, JsonValue] = {
    "source_key": "algorithms",
    "url": "",
    "verdict": "",
    "detail": "",
    "remedy": "",
    "since": _LONG_AGO.isoformat(),
    "at": _LONG_AGO.isoformat(),
}
FIRST_LOOK, NEWS, BAD_ANSWER, LIFE = "first_look", "news", "bad_answer", "life"


def run(script: str, settings: Settings) -> None:
    """Run a script to its end."""
    {FIRST_LOOK: first_look, NEWS: news, BAD_ANSWER: bad_answer, LIFE: life}[script](settings)


def warm_up(folder: Path) -> None:
    """Run everything once, so that a child finds modules, templates and patterns in memory.

    The database is a file of its own, closed again: no connection is handed on to a child.
    """
    with ReplicaProcess(periods=("2026-01",), rows=2) as site:
        settings = settings_for(site.url, f"sqlite:///{folder / 'warm-up.db'}", folder)
        store = store_of(settings)
        schema.upgrade(store)
        store.close()
        first_look(settings)
        site.publish("2026-03")
        _look_and_advance(settings)
        site.down()
        bad_answer(settings)


def first_look(settings: Settings) -> None:
    """Import the registry, look for the first time, take everything on."""
    store = store_of(settings)
    import_enterprises(store, *matched_enterprises())
    store.close()
    _look_and_advance(settings)


def news(settings: Settings) -> None:
    """Settle a doubt, look at a new batch, take everything on, release a case, apply a ruling."""
    _settle_a_doubt(settings)  # before the look: it would tell of one that a death left waiting
    if not _look_and_advance(settings):
        return  # nobody rules on cases while half of a batch is missing: the next run does
    _release_first(settings)
    if not _act_by_hand(settings):
        return
    _apply_a_ruling(settings)
    judge_one(settings)
    _let_somebody_in(settings)
    _resend_a_dead_one(settings)
    _try_the_channels(settings)
    deliver_all(settings)
    _speak_of_notices(settings)
    deliver_all(settings)
    an_enterprise_answers(settings)
    deliver_all(settings)


def bad_answer(settings: Settings) -> None:
    """Look at a site with a fault, and tell of it."""
    watch_all(settings)
    deliver_all(settings)


def _look_and_advance(settings: Settings) -> bool:
    """Look and take everything on; return whether the look was a good one everywhere."""
    passes = watch_all(settings)
    match_all(settings)
    open_all(settings)
    deliver_all(settings)
    return not any(found.faults for found in passes)


def _release_first(settings: Settings) -> None:
    """Release the first case of the backlog, unless that was done before a death."""
    store = store_of(settings)
    with store.reading() as session:
        first = min(
            (row.case for row in case_rows(session) if row.case.is_backlog and _pays(row)),
            key=lambda case: case.case_number,
        )
    if first.state is CaseState.BACKLOG:
        release_case(
            store,
            first.case_number,
            by="张三",
            why="企业来电",
            at=now(),
            reviewers=recipients(settings, Audience.REVIEWERS),
        )
    store.close()


def _act_by_hand(settings: Settings) -> bool:
    """Rule on the last doubt of the backlog, load a year, take an earlier award in; measure anew.

    The last one: once measured anew it pays, and must not become the first to be released. Returns
    whether everything could be measured anew: nobody applies a ruling while that waits.
    """
    store = store_of(settings)
    with store.reading() as session:
        doubtful = [row for row in case_rows(session) if _is_in_doubt(row)]
    uscc = max(doubtful, key=lambda row: row.case.case_number).enterprise.uscc
    since = date(2026, 1, 1)
    ruling = ZoneRuling(ZoneSubject.ENTERPRISE, uscc, ZoneStatus.IN, since, "王审核", "样例函")
    record_ruling(store, ruling, at=now(), by="张三", is_building=bool)
    load_year(
        store, YearDays(2031, frozenset(), frozenset(), "样例"), "a" * 64, at=now(), by="张三"
    )
    batch = ApplicationWindow("样例批次", WindowMode.DATED, since, date(2026, 1, 31), "样例")
    record_window(store, policy_of(settings).policy_id, batch, at=now(), by="张三")
    award = Award(uscc, "样例", 5, 2026, since, 1000, 500, 500, "样例文号")
    if not _has_award(store):
        import_awards(store, AwardsFile("样例.csv", "b" * 64, 1, 0), [award], at=now(), by="张三")
    store.close()
    return not open_all(settings).held_up


def _is_in_doubt(row: CaseRow) -> bool:
    return row.case.is_backlog and row.enterprise.zone_status is ZoneStatus.UNCERTAIN


def _has_award(store: Store) -> bool:
    with store.reading() as session:
        return bool(earlier_awards(session))


def _apply_a_ruling(settings: Settings) -> None:
    """Propose a ruling unless that was done before a death, and apply it."""
    store = store_of(settings)
    terms = redeciding_terms(settings, now())
    with store.reading() as session:
        known = [record.id for record in rulings_of(session, terms.policy_id)]
    ruling = Ruling("Q14", "per_case", date(2026, 1, 1), "样例单位", "样例复函〔2026〕1号")
    number = (
        known[0]
        if known
        else propose_ruling(
            store, terms.policy_id, policy_of(settings).questions, ruling, by="张三", at=now()
        )
    )
    apply_ruling(store, number, terms, by="李四")
    store.close()


def _let_somebody_in(settings: Settings) -> None:
    """Make an account with a role, and a session, unless that was done before a death."""
    store = store_of(settings)
    by = By(Actor("张三", is_person=True), now())
    with store.reading() as session:
        known = person_of(session, "lisi")
    if known is None:
        with store.act("person") as session:
            known = add_person(session, "lisi", "李四", "", by)
            grant_role(session, known, Role.REVIEWER, by, Term(date(2026, 1, 1)))
    rules = SessionRules(timedelta(minutes=30), timedelta(hours=10), frozenset())
    with store.act("sign_in") as session:
        begin_attempt(session, "lisi", "127.0.0.1", by.at)
        open_session(session, known, Browser("127.0.0.1", ""), rules, Entry(by.at))
    with store.act("reveal") as session:
        if not _has_happened(session, "personal.revealed"):
            case, seal = case_rows(session)[0].case, seal_or_new(settings.key_file)
            reveal_contacts(session, case, "电话联系", seal, by.actor, by.at)
    store.close()


def _resend_a_dead_one(settings: Settings) -> None:
    """Have a notice that no service took sent again, unless that was done before a death."""
    store = store_of(settings)
    recipient = recipients(settings, Audience.OPERATORS)[0]
    with store.act("health") as session:
        key = outbox.put(
            session,
            NoticeEvent.SOURCE_RECOVERED,
            Audience.OPERATORS,
            recipient,
            subject=_RECOVERED,
            at=_LONG_AGO,
        )
        message = session.get_one(OutboxMessage, key)
        if (
            message.state is OutboxState.WAITING
            and not message.attempts
            and not _has_happened(session, "notice.resent")
        ):
            message.state = OutboxState.DEAD
        is_dead = message.state is OutboxState.DEAD
    if is_dead:
        resend(store, key, Resending("张三", "邮箱已改正", now()))
    store.close()


def _settle_a_doubt(settings: Settings) -> None:
    """Say of an announcement in doubt that it is none of ours, unless that was done before."""
    store = store_of(settings)
    url = "https://www.cac.gov.cn/doubtful.htm"
    link = AnnouncementLink(url, "关于发布样例备案信息的公告", None)
    facts = FetchFacts("algorithms", url, "", _LONG_AGO, "ok")
    with Session(store.engine) as session:  # raised by no act of the script: nothing dies here
        doubt_announcement(session, "algorithms", link, facts, Actor("自动巡查"))
        session.commit()
    with store.reading() as session:
        waiting = doubt_rows(session, only_open=True, limit=1)
    for row in waiting:
        settle_doubt(store, row.doubt.id, None, Person("张三", "不含清单", now()))
    store.close()


def _has_happened(session: Session, event: str) -> bool:
    query = select(AuditEntry.sequence).where(AuditEntry.event == event).limit(1)
    return session.scalar(query) is not None


def _pays(row: CaseRow) -> bool:
    return row.case.outcome is Outcome.ELIGIBLE and bool(row.enterprise.contact_email)


def _try_the_channels(settings: Settings) -> None:
    """Try every channel as `doctor --send-test` does, unless that was begun before a death."""
    store = store_of(settings)
    with store.reading() as session:
        tried = select(OutboxMessage.key).where(OutboxMessage.event == NoticeEvent.CHANNEL_TEST)
        is_tried = session.scalar(tried.limit(1)) is not None
    store.close()
    if not is_tried:
        list(send_tests(settings, "张三"))


def _speak_of_notices(settings: Settings) -> None:
    """Acknowledge, silence, remind and reconcile, each once, whatever was done before a death."""
    store = store_of(settings)
    with store.reading() as session:
        waiting = select(OutboxMessage.key).where(OutboxMessage.event == NoticeEvent.CASE_WAITING)
        key = session.scalars(waiting.order_by(OutboxMessage.key)).first()
        is_silenced = session.scalar(select(NoticeSilence.id).limit(1)) is not None
        spoken = select(AuditEntry.sequence).where(AuditEntry.event == "notice.acknowledged")
        is_known = session.scalar(spoken.limit(1)) is not None
    if not is_known:  # later messages have other keys: which is the first may change
        acknowledge(store, key or "", by="张三", at=now())
    if not is_silenced:
        until = now() + timedelta(hours=1)
        silence(store, Silencing("calendar", None, None, until, "张三", "样例"), now())
    store.close()
    remind_of_cases(settings)
    reconcile_all(settings)
