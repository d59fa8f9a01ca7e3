"""A small world in a real database, made by the product's own acts wherever they exist."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from jishen.cases import outbox
from jishen.cases.alarms import LookEnd, LookFault, record_look
from jishen.cases.opening import OpeningTerms, groups_to_open, open_group
from jishen.cases.records_json import to_json
from jishen.cases.transitions import change_state
from jishen.domain.announcements import AnnouncementLink, AttachmentLink
from jishen.domain.decisions import CaseFacts, Decision, Outcome, TraceStep
from jishen.domain.enterprises import EnterpriseKind, ZoneStatus
from jishen.domain.errors import Blocked
from jishen.domain.filing_numbers import filing_key
from jishen.domain.filings import ListKind
from jishen.domain.matches import Candidate, MatchReason, Verdict
from jishen.domain.notices import NoticeEvent
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
    EnterpriseName,
    EnterpriseRecord,
    EntryVersion,
    FilingEntry,
    MatchRecord,
    RegistryImport,
)

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
"""14:00 in Guangzhou."""
OFFICIAL_PAGE = "https://www.cac.gov.cn/2026-11/20/c_1.htm"
POLICY_NAME = "《广州市海珠区建设人工智能大模型应用示范区实施细则》（海科工商信规字第1号）"
WATCHER, MATCHER, OPENER = Actor("自动巡查"), Actor("自动比对"), Actor("自动立案")
DOCX = b"PK\x03\x04 word/document.xml"
PAGE = "<html><title>清单</title><script>alert(1)</script></html>".encode()


@dataclass
class World:
    """An open database with its raw store, and what the tests ask for by name."""

    store: Store
    raw: RawStore
    attachment_id: str = ""
    page_sha256: str = ""
    docx_sha256: str = ""
    notice_keys: list[str] = field(default_factory=list)


def empty_world(folder: Path) -> World:
    """Return a world with tables and nothing in them."""
    store = open_store(f"sqlite:///{folder / 'jishen.db'}")
    Base.metadata.create_all(store.engine)
    return World(store, RawStore(folder / "raw"))


@dataclass(frozen=True)
class Firm:
    """An enterprise to be put into the registry."""

    uscc: str
    name: str
    former: str = ""
    zone: ZoneStatus = ZoneStatus.IN
    email: str = "legal@example.com"
    is_sample: bool = False


@dataclass(frozen=True)
class Row:
    """A row to be printed in a list; `uscc` is who it is judged to be."""

    number: str
    title: str
    filer: str
    uscc: str | None = None
    verdict: Verdict = Verdict.POSITIVE
    is_lead: bool = False
    version: int = 1
    remarks: str = ""
    products: str = "小助手(APP)"


def seeded_world(folder: Path, firms: list[Firm], rows: list[Row]) -> World:
    """Return a world with one batch, its judgements, cases, notices and source health."""
    world = empty_world(folder)
    _look(world)
    _register(world, firms)
    publish(world, rows, period="2026-10", announced_on=date(2026, 11, 20))
    open_cases(world)
    _deliver(world)
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
            entry = _entry(attachment, row, place, world)
            session.add(entry)
            session.flush()
            session.add_all(_versions(entry, row))
            save_matches(session, [_match(entry, row)])
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


def a_policy(facts: CaseFacts) -> Decision:
    """Decide like the real policy in outline: the zone may be unclear, a second filing is none."""
    earlier = any(filing.list_kind is facts.list_kind for filing in facts.earlier_filings)
    is_clear = facts.zone_status is ZoneStatus.IN
    outcome = Outcome.ELIGIBLE if is_clear else Outcome.ON_HOLD
    outcome = Outcome.NO_FURTHER_AWARD if earlier else outcome
    payable = 0 if earlier else 200_000
    question = "" if is_clear else "注册地址是否在第九条示范区范围内？"
    return Decision(
        policy_id="haizhu_2024",
        policy_sha256="ab" * 32,
        clause="art3_algorithm",
        clause_name="第三条第（二）项",
        outcome=outcome,
        reason="符合第三条第（二）项条件，拟奖励 200,000 元（最高 200,000 元），以审核为准。",
        ceiling_yuan=200_000,
        determined_yuan=200_000,
        payable_yuan=payable,
        city_half_yuan=payable // 2,
        district_half_yuan=payable - payable // 2,
        trace=(
            TraceStep(
                "第三条",
                "同时符合本条各条件的，按就高补差原则执行，不重复奖励",
                (
                    ("核定额", "200,000 元（按上限暂计，尚未核定）"),
                    ("已获奖励", "0 元（奖励台账）"),
                ),
                "此前未获第三条奖励，应奖励 200,000 元。",
                "max(0, 200,000 − 0) = 200,000 元",
            ),
            TraceStep(
                "第九条",
                "西起广州大道连东晓南路，东临珠江航道，北至珠江前航道，南至珠江后航道",
                (("注册地址与示范区", facts.zone_basis),),
                "注册地址的判定见事实栏。",
                question=question,
            ),
        ),
    )


def _look(world: World) -> None:
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
            session.add(_enterprise(firm, imported.id))
            session.flush()
            session.add_all(_names(firm))


def _enterprise(firm: Firm, import_id: int) -> EnterpriseRecord:
    return EnterpriseRecord(
        uscc=firm.uscc,
        name=firm.name,
        kind=EnterpriseKind.COMPANY,
        registered_address="广州市海珠区琶洲大道 68 号 1203 房",
        street="琶洲街道",
        zone_status=firm.zone,
        zone_basis="企业名册标注",
        contact_name="欧阳明",
        contact_phone="13812345678",
        contact_email=firm.email,
        is_sample=firm.is_sample,
        import_id=import_id,
        updated_at=NOW - timedelta(days=2),
    )


def _names(firm: Firm) -> list[EnterpriseName]:
    names = [(firm.name, False, None)]
    if firm.former:
        names.append((firm.former, True, date(2025, 6, 30)))
    return [
        EnterpriseName(
            uscc=firm.uscc,
            name=name,
            is_former=is_former,
            until=until,
            name_key=name,
            canonical_key=name,
            bare_key=name,
        )
        for name, is_former, until in names
    ]


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


def _entry(attachment: Attachment, row: Row, place: int, world: World) -> FilingEntry:
    return FilingEntry(
        id=derived_id(attachment.id, filing_key(row.number), 1),
        attachment_id=attachment.id,
        list_kind=attachment.list_kind,
        filing_key=filing_key(row.number),
        occurrence=1,
        row_number=place,
        title=row.title,
        category_or_role="服务提供者",
        filer_name=row.filer,
        filer_key=row.filer,
        filer_canonical_key=row.filer,
        filer_bare_key=row.filer,
        products=row.products,
        purpose="应用于文本生成场景，根据用户输入的文本，\n生成回答。",
        filing_number=row.number,
        remarks=row.remarks,
        flags=["check_digit_fails"] if row.version > 1 else [],
        version=row.version,
        first_sha256=world.docx_sha256,
        attachment_sha256=world.docx_sha256,
        is_baseline=attachment.is_baseline,
        first_seen_at=NOW - timedelta(hours=3),
        needs_match=True,
    )


def _versions(entry: FilingEntry, row: Row) -> list[EntryVersion]:
    return [
        EntryVersion(
            entry_id=entry.id,
            version=version,
            row_number=entry.row_number,
            attachment_sha256=entry.attachment_sha256,
            cells={
                "title": row.title,
                "remarks": row.remarks if version == row.version else "旧备注",
            },
            recorded_at=NOW - timedelta(hours=3),
        )
        for version in range(1, row.version + 1)
    ]


def _match(entry: FilingEntry, row: Row) -> MatchRecord:
    is_positive = row.verdict is Verdict.POSITIVE
    reason = MatchReason(
        "主体名称",
        row.filer,
        row.filer if is_positive else "",
        "与现名一致。" if is_positive else "名册中没有同名企业。",
        agrees=is_positive,
    )
    unknown = MatchReason("行政区划", "440105", "", "名册未载区划。", agrees=None)
    near = Candidate("91440105MA5AAAAAX9", "广州相近科技有限公司", "去除括号后同名")
    return MatchRecord(
        entry_id=entry.id,
        verdict=row.verdict,
        uscc=row.uscc,
        rule="current-name/1" if is_positive else "near-name/1",
        reasons=[to_json(reason), to_json(unknown)],
        candidates=[to_json(near)] if row.verdict is Verdict.UNSURE else [],
        is_lead=row.is_lead,
        judged_at=NOW - timedelta(hours=3),
        judged_by=MATCHER.name,
        is_settled=False,
    )


def _deliver(world: World) -> None:
    """Send the enterprises' notices, the first well and the second badly; leave the others."""
    with world.store.act("record_delivery") as session:
        claimed = outbox.claim(session, at=NOW, limit=100)
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
