"""Sample facts of every event, for a look at the wording; nothing in them is real."""

from datetime import UTC, date, datetime

from jishen.domain.notices import (
    BatchDigest,
    CaseLine,
    CaseNews,
    CaseOverdue,
    CaseWaiting,
    ChannelTest,
    EntryLine,
    FilingSeen,
    NewsKind,
    NoticeEvent,
    NoticeFacts,
    Office,
    SourceAlarm,
)

_OFFICIAL_URL = "https://www.cac.gov.cn/"
_LIST = "境内深度合成服务算法备案清单"
_NUMBER = "网信算备440105000000001260013号"
_WHEN = datetime(2026, 3, 12, 1, 30, tzinfo=UTC)


def sample_facts(  # noqa: PLR0911 (one for each event)
    event: NoticeEvent, office: Office, desk_url: str
) -> NoticeFacts:
    """Return facts that an event's templates can be looked at with, signed by this office."""
    case = CaseLine(
        case_number="HZ3-2026-0001",
        enterprise_name="样例智能科技（广州）有限公司",
        state_name="已立案",
        outcome_name="符合条件",
        ceiling_yuan=10_000,
        payable_yuan=10_000,
        url=f"{desk_url}/cases/HZ3-2026-0001",
        enterprise_told=True,
    )
    match event:
        case NoticeEvent.FILING_SEEN:
            return _filing_seen(office, case)
        case NoticeEvent.BATCH_DIGEST:
            return _batch_digest(office, case, desk_url)
        case NoticeEvent.CASE_WAITING:
            return CaseWaiting(office, case, "经办人样例", "样例事由")
        case NoticeEvent.SOURCE_FAULT | NoticeEvent.SOURCE_RECOVERED:
            return _source_alarm(desk_url)
        case NoticeEvent.CASE_OVERDUE:
            return CaseOverdue(office, case, date(2026, 3, 12), 8, False, "分管副职", ("审核人员",))
        case NoticeEvent.CASE_NEWS:
            return _case_news(office, case)
        case NoticeEvent.CHANNEL_TEST:
            return ChannelTest(office, "mail", "经办人样例", _WHEN)


def _case_news(office: Office, case: CaseLine) -> CaseNews:
    return CaseNews(
        office=office,
        kind=NewsKind.CORRECTION,
        case_number=case.case_number,
        enterprise_name=case.enterprise_name,
        is_sample=True,
        items=("样例：营业执照扫描件不清晰，请重新上传",),
        due_on=date(2026, 4, 3),
    )


def _filing_seen(office: Office, case: CaseLine) -> FilingSeen:
    return FilingSeen(
        office=office,
        case_number=case.case_number,
        enterprise_name=case.enterprise_name,
        list_name=_LIST,
        period="2026-03",
        announced_on=date(2026, 3, 12),
        filing_titles=("样例对话生成算法",),
        filing_numbers=(_NUMBER,),
        official_url=_OFFICIAL_URL,
        policy_name="样例政策",
        clause_name="第三条",
        ceiling_yuan=case.ceiling_yuan,
        payable_yuan=case.payable_yuan,
        is_sample=True,
    )


def _batch_digest(office: Office, case: CaseLine, desk_url: str) -> BatchDigest:
    entry = EntryLine("样例科技有限公司", _NUMBER, "名称相近，须人工判断")
    return BatchDigest(
        office=office,
        list_name=_LIST,
        period="2026-03",
        announced_on=date(2026, 3, 12),
        official_url=_OFFICIAL_URL,
        batch_url=f"{desk_url}/batches",
        new_entries=3,
        changed_entries=1,
        matched=1,
        cases=(case,),
        unsure=(entry,),
        leads=(entry,),
    )


def _source_alarm(desk_url: str) -> SourceAlarm:
    return SourceAlarm(
        source_name=_LIST,
        url=_OFFICIAL_URL,
        verdict="页面结构变化",
        detail="样例：表头应为 8 列，实为 7 列",
        remedy="样例：请人工核对是否有新公告，并将页面快照转交维护人员。",
        since=_WHEN,
        at=_WHEN,
        sources_url=f"{desk_url}/sources",
    )
