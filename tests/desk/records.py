"""The records of the small world: enterprises, rows, judgements, a policy in outline."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from jishen.cases.records_json import to_json
from jishen.domain.decisions import CaseFacts, Decision, Outcome, TraceStep
from jishen.domain.enterprises import EnterpriseKind, ZoneStatus
from jishen.domain.filing_numbers import filing_key
from jishen.domain.matches import Candidate, MatchReason, Verdict
from jishen.store.announcements import derived_id
from jishen.store.tables import (
    Attachment,
    EnterpriseName,
    EnterpriseRecord,
    EntryVersion,
    FilingEntry,
    MatchRecord,
)

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
"""14:00 in Guangzhou."""
OFFICIAL_PAGE = "https://www.cac.gov.cn/2026-11/20/c_1.htm"
POLICY_NAME = "《广州市海珠区建设人工智能大模型应用示范区实施细则》（海科工商信规字第1号）"
DOCX = b"PK\x03\x04 word/document.xml"
HOSTILE = "<script>alert(1)</script>{{7*7}}\u202e司公限有"
PAGE = "<html><title>清单</title><script>alert(1)</script></html>".encode()


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


def enterprise(firm: Firm, import_id: int) -> EnterpriseRecord:
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


def names_of(firm: Firm) -> list[EnterpriseName]:
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


def entry_of(attachment: Attachment, row: Row, place: int, sha256: str) -> FilingEntry:
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
        first_sha256=sha256,
        attachment_sha256=sha256,
        is_baseline=attachment.is_baseline,
        first_seen_at=NOW - timedelta(hours=3),
        needs_match=True,
    )


def versions_of(entry: FilingEntry, row: Row) -> list[EntryVersion]:
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


def match_of(entry: FilingEntry, row: Row) -> MatchRecord:
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
        judged_by="自动比对",
        is_settled=False,
    )
