"""Facts and golden texts for the notices' tests."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

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
from notifications.message import Message

GOLDEN = Path(__file__).parent / "golden"
OFFICE = Office("海珠区某某局", "020-00000000", "广州市海珠区某某路1号")
OFFICIAL_URL = "https://www.cac.gov.cn/2026-03/12/c_1774848000000000.htm"
DESK = "https://desk.example.gov.cn"


def make_filing_seen(**changes: object) -> FilingSeen:
    facts = {
        "office": OFFICE,
        "case_number": "JS-2026-0007",
        "enterprise_name": "广州某某科技有限公司",
        "list_name": "境内深度合成服务算法备案清单",
        "period": "2026-03",
        "announced_on": dt.date(2026, 3, 12),
        "filing_titles": ("某某对话生成算法", "某某图像生成算法"),
        "filing_numbers": ("网信算备440105000000001260013号", "网信算备440105000000001260021号"),
        "official_url": OFFICIAL_URL,
        "policy_name": "广州市海珠区某某若干措施",
        "clause_name": "第三条第（二）项",
        "ceiling_yuan": 200_000,
        "payable_yuan": 200_000,
        "reply_by": dt.date(2026, 4, 10),
        "policy_valid_until": dt.date(2027, 3, 20),
        "may_apply": ("第四条第（一）项第4点（模型优化支持）", "第五条（示范应用支持）"),
    }
    return FilingSeen(**{**facts, **changes})


def make_case_line(serial: int, **changes: object) -> CaseLine:
    facts = {
        "case_number": f"JS-2026-{serial:04d}",
        "enterprise_name": f"广州第{serial}号科技有限公司",
        "state_name": "待审核",
        "outcome_name": "符合条件",
        "ceiling_yuan": 200_000,
        "payable_yuan": 200_000,
        "url": f"{DESK}/cases/{serial}",
        "enterprise_told": True,
    }
    return CaseLine(**{**facts, **changes})


def make_batch_digest(**changes: object) -> BatchDigest:
    facts = {
        "office": OFFICE,
        "list_name": "境内深度合成服务算法备案清单",
        "period": "2026-03",
        "announced_on": dt.date(2026, 3, 12),
        "official_url": OFFICIAL_URL,
        "batch_url": f"{DESK}/batches/3",
        "new_entries": 412,
        "changed_entries": 2,
        "matched": 5,
        "cases": (
            make_case_line(1),
            make_case_line(2, enterprise_told=False),
            make_case_line(3, ceiling_yuan=1_000_000, payable_yuan=800_000),
            make_case_line(4, state_name="待核实", outcome_name="须人工判断", payable_yuan=0),
            make_case_line(
                5, state_name="待核实", outcome_name="不符合条件", ceiling_yuan=0, payable_yuan=0
            ),
        ),
        "unsure": (
            EntryLine("广州某甲科技有限公司", "网信算备440105000000002260013号", "名称相近"),
        ),
        "leads": (
            EntryLine("广州某乙科技有限公司", "网信算备440105000000003260013号", "名册无此企业"),
        ),
    }
    return BatchDigest(**{**facts, **changes})


def make_source_alarm(**changes: object) -> SourceAlarm:
    facts = {
        "source_name": "国家互联网信息办公室 深度合成服务算法备案",
        "url": "https://www.cac.gov.cn/wxzw/list.htm",
        "verdict": "页面结构变化",
        "detail": "表头应为 8 列，实为 7 列",
        "remedy": "请人工核对是否有新公告，并将页面快照转交维护人员更新读取规则。",
        "since": dt.datetime(2026, 3, 12, 1, 30, tzinfo=dt.UTC),
        "at": dt.datetime(2026, 3, 12, 3, 0, tzinfo=dt.UTC),
        "sources_url": f"{DESK}/sources",
    }
    return SourceAlarm(**{**facts, **changes})


def make_case_waiting() -> CaseWaiting:
    return CaseWaiting(
        OFFICE, make_case_line(9), "经办人甲", "企业来电询问，经核对名册已补充联系方式"
    )


def make_case_overdue() -> CaseOverdue:
    return CaseOverdue(
        OFFICE, make_case_line(9), dt.date(2026, 9, 28), 8, False, "分管副职", ("审核人员",)
    )


def make_case_news(**changes: object) -> CaseNews:
    facts: dict[str, object] = {
        "office": OFFICE,
        "kind": NewsKind.CORRECTION,
        "case_number": "JS-2026-0007",
        "enterprise_name": "广州某某科技有限公司",
        "items": ("营业执照扫描件不清晰，请重新上传", "账户名称与企业名称不符"),
        "due_on": dt.date(2026, 4, 7),
    }
    return CaseNews(**{**facts, **changes})  # type: ignore[arg-type] # values of a test


def make_channel_test() -> ChannelTest:
    return ChannelTest(
        OFFICE, "wecom_bot", "值班员甲", dt.datetime(2026, 3, 12, 1, 30, tzinfo=dt.UTC)
    )


def make_message(key: str = "filing_seen:JS-2026-0007", **changes: object) -> Message:
    facts = {
        "key": key,
        "subject": "关于贵单位备案信息的告知",
        "text": f"广州某某科技有限公司：\n\n官方公告：{OFFICIAL_URL}\n",
        "html": f'<p>官方公告：<a href="{OFFICIAL_URL}">公告</a></p>',
        "event": NoticeEvent.FILING_SEEN,
    }
    return Message(**{**facts, **changes})


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with its golden file; a missing file is written, and the test fails."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if not path.exists():
            path.write_text(text, encoding="utf-8")
            pytest.fail(f"{name} was written: review it, then run again")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def filing_seen() -> Callable[..., FilingSeen]:
    """Return the maker of these facts; a test names what differs."""
    return make_filing_seen


@pytest.fixture
def case_line() -> Callable[..., CaseLine]:
    """Return the maker of these facts; a test names what differs."""
    return make_case_line


@pytest.fixture
def batch_digest() -> Callable[..., BatchDigest]:
    """Return the maker of these facts; a test names what differs."""
    return make_batch_digest


@pytest.fixture
def source_alarm() -> Callable[..., SourceAlarm]:
    """Return the maker of these facts; a test names what differs."""
    return make_source_alarm


@pytest.fixture
def case_waiting() -> Callable[..., CaseWaiting]:
    """Return the maker of these facts; a test names what differs."""
    return make_case_waiting


@pytest.fixture
def case_news() -> Callable[..., CaseNews]:
    """Return the maker of these facts; a test names what differs."""
    return make_case_news


@pytest.fixture
def message() -> Callable[..., Message]:
    """Return the maker of these facts; a test names what differs."""
    return make_message


@pytest.fixture
def facts_of() -> Callable[[NoticeEvent], NoticeFacts]:
    """Return the facts of an event; a new event without any fails here."""
    makers = {
        NoticeEvent.FILING_SEEN: make_filing_seen,
        NoticeEvent.BATCH_DIGEST: make_batch_digest,
        NoticeEvent.CASE_WAITING: make_case_waiting,
        NoticeEvent.SOURCE_FAULT: make_source_alarm,
        NoticeEvent.SOURCE_RECOVERED: make_source_alarm,
        NoticeEvent.CASE_OVERDUE: make_case_overdue,
        NoticeEvent.CASE_NEWS: make_case_news,
        NoticeEvent.CHANNEL_TEST: make_channel_test,
    }
    return lambda event: makers[event]()
