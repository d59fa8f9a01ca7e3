"""A small world in a real database, made by the product's own acts wherever they exist."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases import claiming, outbox
from jishen.cases.alarms import LookEnd, LookFault, record_look
from jishen.cases.doubts import record_doubts
from jishen.cases.opening import OpeningTerms, groups_to_open, open_group
from jishen.cases.rulings import propose_ruling
from jishen.cases.transitions import change_state
from jishen.domain.announcements import AnnouncementLink, AttachmentLink
from jishen.domain.errors import Blocked
from jishen.domain.filings import ListKind, RowDoubt
from jishen.domain.lanes import Elsewhere
from jishen.domain.notices import NoticeEvent
from jishen.domain.rulings import Ruling
from jishen.domain.states import CaseState
from jishen.store.announcements import NewAttachment, add_announcement, derived_id, put_attachment
from jishen.store.audit import Actor
from jishen.store.entries import save_matches
from jishen.store.looking import FetchFacts, health_of, log_fetch, mark_good
from jishen.store.raw import RawStore
from jishen.store.session import Store, open_store
from jishen.store.tables import (
    Announcement,
    Attachment,
    AttachmentVersion,
    AwardCase,
    Base,
    ReadingDoubt,
    RegistryImport,
)
from rules import POLICIES
from tests.desk.records import (
    DOCX,
    HOSTILE,
    NOW,
    OFFICIAL_PAGE,
    PAGE,
    Firm,
    Row,
    a_policy,
    enterprise,
    entry_of,
    match_of,
    names_of,
    versions_of,
)

WATCHER, OPENER = Actor("自动巡查"), Actor("自动立案")


@dataclass
class World:
    """An open database with its raw store, and what the tests ask for by name."""

    store: Store
    raw: RawStore
    attachment_id: str = ""
    page_sha256: str = ""
    docx_sha256: str = ""
    notice_keys: list[str] = field(default_factory=list)
    ruling_id: int = 0
    doubt_id: str = ""


def empty_world(folder: Path) -> World:
    """Return a world with tables and nothing in them."""
    store = open_store(f"sqlite:///{folder / 'jishen.db'}")
    Base.metadata.create_all(store.engine)
    return World(store, RawStore(folder / "raw"))


def seeded_world(folder: Path, firms: list[Firm], rows: list[Row]) -> World:
    """Return a world with one batch, its judgements, cases, notices and source health."""
    world = empty_world(folder)
    look(world)
    _register(world, firms)
    publish(world, rows, period="2026-10", announced_on=date(2026, 11, 20))
    open_cases(world)
    _deliver(world)
    propose_one(world)
    doubt_one(world)
    return world


def publish(
    world: World,
    rows: list[Row],
    *,
    period: str,
    announced_on: date,
    kind: ListKind = ListKind.DEEP_SYNTHESIS,
    is_baseline: bool = False,
) -> None:
    """Put an announcement with one attachment and its judged rows into the database."""
    with world.store.act("entries") as session:
        attachment = _announce(
            session, world, period=period, day=announced_on, kind=kind, is_baseline=is_baseline
        )
        world.attachment_id = attachment.id
        for place, row in enumerate(rows, start=1):
            entry = entry_of(attachment, row, place, world.docx_sha256)
            session.add(entry)
            session.flush()
            session.add_all(versions_of(entry, row))
            save_matches(session, [match_of(entry, row)])
        version = AttachmentVersion(
            attachment_id=attachment.id,
            sha256=world.docx_sha256,
            read_at=NOW - timedelta(hours=3),
            row_count=len(rows),
            new_rows=len(rows),
            changed_rows=0,
            missing_rows=0,
            digest_due=False,
        )
        session.add(version)


def open_cases(world: World) -> None:
    """Ask the policy about everything matched."""
    terms = OpeningTerms("haizhu_2024", a_policy, OPENER, NOW - timedelta(hours=2), ("reviewers",))
    for group in groups_to_open(world.store):
        open_group(world.store, group, terms)


def look(world: World) -> None:
    world.page_sha256, world.docx_sha256 = world.raw.keep(PAGE), world.raw.keep(DOCX)
    page = FetchFacts(
        "deep_synthesis",
        OFFICIAL_PAGE,
        "http://127.0.0.1:9/c_1.htm",
        NOW - timedelta(hours=3),
        verdict="ok",
        status=200,
        sha256=world.page_sha256,
        size_bytes=len(PAGE),
        headers=(("content-type", "text/html"),),
    )
    with world.store.act("health") as session:
        log_fetch(session, page)
        mark_good(session, page, was_full=True)
        log_fetch(session, FetchFacts("algorithms", OFFICIAL_PAGE, "", NOW, verdict="blocked"))
        health_of(session, "algorithms").baseline_at = NOW - timedelta(days=3)
        health_of(session, "deep_synthesis").baseline_at = NOW - timedelta(days=3)
        fault = LookFault(OFFICIAL_PAGE, Blocked("网站返回 403"))
        bad = LookEnd("algorithms", NOW - timedelta(minutes=10), (fault,), 0)
        good = LookEnd("deep_synthesis", NOW - timedelta(minutes=10), (), 2)
        record_look(session, bad, actor=WATCHER, operators=("operators",))
        record_look(session, good, actor=WATCHER, operators=("operators",))


def _register(world: World, firms: list[Firm]) -> None:
    with world.store.act("registry") as session:
        imported = RegistryImport(
            file_name="企业名册.csv",
            file_sha256="cd" * 32,
            imported_at=NOW,
            imported_by="张三",
            rows_read=len(firms),
            rows_added=len(firms),
            rows_changed=0,
            rows_unchanged=0,
            rows_refused=0,
        )
        session.add(imported)
        session.flush()
        for firm in firms:
            session.add(enterprise(firm, imported.id))
            session.flush()
            session.add_all(names_of(firm))


def _announce(
    session: Session, world: World, *, period: str, day: date, kind: ListKind, is_baseline: bool
) -> Attachment:
    key = "algorithms" if kind is ListKind.ALGORITHM else "deep_synthesis"
    at = NOW - timedelta(hours=3)
    year, _, month = period.partition("-")
    label = f"清单（{year}年{int(month)}月）"
    url = OFFICIAL_PAGE.replace("c_1", f"c_{kind}{period}") if is_baseline else OFFICIAL_PAGE
    link = AnnouncementLink(url, f"国家互联网信息办公室关于发布{label}的公告", day)
    add_announcement(session, key, link, is_hub=False, is_baseline=is_baseline, at=at)
    session.flush()
    announcement = session.get_one(Announcement, derived_id(key, url))
    announcement.page_sha256, announcement.first_read_at = world.page_sha256, at
    new = NewAttachment(
        AttachmentLink("https://www.cac.gov.cn/cms/pub/a.docx?token=1", f"附件 {label}"),
        kind,
        is_baseline,
        day,
        "公告页面发布日期",
    )
    fetched = FetchFacts(
        key,
        new.link.url,
        new.link.url,
        at,
        verdict="ok",
        status=200,
        sha256=world.docx_sha256,
        size_bytes=len(DOCX),
        headers=(("content-type", "application/octet-stream"),),
    )
    log_fetch(session, fetched)
    attachment = put_attachment(session, announcement, new, at)
    attachment.sha256 = world.docx_sha256
    session.flush()
    return attachment


def _deliver(world: World) -> None:
    """Send the enterprises' notices, the first well and the second badly; leave the others."""
    with world.store.act("record_delivery") as session:
        claimed = claiming.claim(session, Elsewhere(), at=NOW, limit=100).messages
        letters = [m for m in claimed if m.event is NoticeEvent.FILING_SEEN]
        letters.sort(key=lambda message: message.recipient)
        others = [message for message in claimed if message not in letters[:2]]
        world.notice_keys = [message.key for message in letters[:2]]
        for message, outcome in zip(letters[:2], ("accepted", "refused"), strict=False):
            outbox.record(session, message, _result(outcome), at=NOW)
        for message in others:
            outbox.record(session, message, _result("retry_later"), at=NOW)
        case = session.get(AwardCase, letters[0].case_id) if letters else None
        if case is not None:
            change_state(
                session,
                case,
                CaseState.ENTERPRISE_NOTIFIED,
                at=NOW,
                actor=Actor("自动发送"),
                event="enterprise.notified",
                body={"notice": letters[0].key},
            )


def propose_one(world: World) -> None:
    """Enter a ruling that is not applied: whether a public institution counts."""
    ruling = Ruling("Q8", "counts", NOW.date(), "解释单位", "样例复函〔2026〕1号")
    questions = POLICIES["haizhu_2024"].questions
    world.ruling_id = propose_ruling(
        world.store, "haizhu_2024", questions, ruling, by="张三", at=NOW
    )


def doubt_one(world: World) -> None:
    """Raise a doubt on the last list: a line with one cell too few, and a hostile one."""
    header = ("序号", "算法名称", "角色", "主体名称", "应用产品", "主要用途", "备案编号", "备注")
    cells = ("7", HOSTILE, "广州存疑科技有限公司", "网信算备440105000000101250011号")
    doubt = RowDoubt("第 9 行", cells, "有 4 个单元格，表头有 8 个", header=header)
    with world.store.act("entries") as session:
        attachment = session.get_one(Attachment, world.attachment_id)
        record_doubts(
            session, attachment, (doubt,), sha256=world.docx_sha256, at=NOW, actor=WATCHER
        )
        world.doubt_id = session.scalars(select(ReadingDoubt.id)).one()


def _result(outcome: str) -> outbox.Result:
    return outbox.Result(
        outcome,
        "550 no such user <legal@example.com>" if outcome == "refused" else "服务器答复 250",
        "mail",
        "l***@example.com",
        "0123456789ab",
        "关于贵单位备案信息的告知",
        "某某公司：\n现将有关事项告知如下。\nhttps://www.cac.gov.cn/",
    )
