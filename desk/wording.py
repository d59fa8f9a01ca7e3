"""The desk's words for what the database holds, and how values become text."""

import re
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk.trail_wording import AUDIT_EVENT_NAMES
from jishen.domain.acts import ACT_NAMES
from jishen.domain.claims import CHECK_RESULT_NAMES, Answer
from jishen.domain.decisions import OUTCOME_NAMES
from jishen.domain.enterprises import (
    ENTERPRISE_KIND_NAMES,
    ENTERPRISE_STATUS_NAMES,
    ZONE_STATUS_NAMES,
)
from jishen.domain.filings import LIST_NAMES, ROW_FLAG_NAMES, ListKind, RowFlag
from jishen.domain.matches import VERDICT_NAMES
from jishen.domain.notices import AUDIENCE_NAMES, NoticeEvent
from jishen.domain.people import ROLE_NAMES
from jishen.domain.states import STATE_NAMES
from jishen.domain.verdicts import FAULT_NAMES, OUTCOME_OF_LOOK_NAMES
from jishen.store.tables.base import JsonValue
from jishen.store.tables.messages import OutboxState
from jishen.store.tables.watching import HoldState
from jishen.store.views.batches import Shown

SHANGHAI = ZoneInfo("Asia/Shanghai")

SHORT_LIST_NAMES = {
    ListKind.ALGORITHM: "算法备案",
    ListKind.DEEP_SYNTHESIS: "深度合成",
    ListKind.GENERATIVE_AI: "生成式人工智能",
    ListKind.GENERATIVE_AI_REGISTRATION: "生成式登记",
    ListKind.GENERATIVE_AI_ON_DEVICE: "端侧生成式",
    ListKind.GENERATIVE_AI_PROVINCIAL: "广东省生成式",
    ListKind.CANCELLATION: "备案注销",
}

ANSWER_NAMES = {Answer.YES: "是", Answer.NO: "否", Answer.NOT_APPLICABLE: "不适用"}

OUTBOX_STATE_NAMES = {
    OutboxState.WAITING: "待发送",
    OutboxState.SENDING: "发送中",
    OutboxState.ACCEPTED: "已被服务接收",
    OutboxState.DEAD: "发送失败，已停止",
    OutboxState.SUPERSEDED: "未发送（已过时或无须发送）",
}

ATTEMPT_OUTCOME_NAMES = {
    "accepted": "已被服务接收",
    "retry_later": "未成功，将自动重发",
    "refused": "被拒绝，不再重发",
    "on_the_way": "发送中",
    "unknown": "结果不明，将按原编号重发",
}

NOTICE_EVENT_NAMES = {
    NoticeEvent.FILING_SEEN: "备案信息告知（致企业）",
    NoticeEvent.BATCH_DIGEST: "批次汇总（致审核人员）",
    NoticeEvent.CASE_WAITING: "案件待办（致审核人员）",
    NoticeEvent.SOURCE_FAULT: "来源故障（致运维人员）",
    NoticeEvent.SOURCE_RECOVERED: "来源恢复（致运维人员）",
    NoticeEvent.CASE_NEWS: "案件办理告知（致企业）",
    NoticeEvent.CASE_OVERDUE: "案件督办（逐级提醒）",
    NoticeEvent.CHANNEL_TEST: "渠道试发",
}

CHANNEL_NAMES = {
    "file": "文件（未外发）",
    "mail": "邮件",
    "webhook": "网络接口",
    "wecom_bot": "企业微信群机器人",
    "dingtalk": "钉钉群机器人",
    "feishu": "飞书群机器人",
    "wecom_app": "企业微信应用",
    "aliyun_sms": "阿里云短信",
    "tencent_sms": "腾讯云短信",
}

HOLD_STATE_NAMES = {
    HoldState.HELD: "留置待核",
    HoldState.RELEASED: "已放行",
    HoldState.REFUSED: "已拒绝",
    HoldState.ENDED: "已自行结束",
}

SHOWN_NAMES = {
    Shown.POSITIVE: "匹配企业",
    Shown.UNSURE: "待人工判断",
    Shown.LEAD: "线索",
    Shown.NEGATIVE: "名册中无对应企业",
    Shown.UNJUDGED: "尚未比对",
    Shown.CHANGED: "内容有变更",
    Shown.MISSING: "新版清单中已无",
    Shown.REPEATED: "重复条目",
}

LOOK_VERDICT_NAMES = {
    "ok": "正常",
    **FAULT_NAMES,
    **{outcome.value: name for outcome, name in OUTCOME_OF_LOOK_NAMES.items()},
}

_ALGORITHM_CELLS = {
    "title": "算法名称",
    "category_or_role": "算法类别",
    "filer_name": "主体名称",
    "products": "应用产品",
    "purpose": "主要用途",
    "filing_number": "备案编号",
    "remarks": "备注",
}
_MODEL_CELLS = {
    "jurisdiction": "属地",
    "title": "模型名称",
    "filer_name": "备案单位",
    "filing_number": "备案编号",
    "filed_on_printed": "备案时间",
    "remarks": "备注",
}
_CELL_NAMES = {
    ListKind.ALGORITHM: _ALGORITHM_CELLS,
    ListKind.DEEP_SYNTHESIS: _ALGORITHM_CELLS | {"category_or_role": "角色"},
    ListKind.GENERATIVE_AI: _MODEL_CELLS,
    ListKind.GENERATIVE_AI_REGISTRATION: _MODEL_CELLS
    | {
        "title": "应用/功能名称",
        "filer_name": "登记单位",
        "filing_number": "上线编号",
        "filed_on_printed": "登记时间",
    },
    ListKind.GENERATIVE_AI_ON_DEVICE: _MODEL_CELLS | {"category_or_role": "适用场景"},
    ListKind.GENERATIVE_AI_PROVINCIAL: _MODEL_CELLS,
    ListKind.CANCELLATION: _ALGORITHM_CELLS
    | {"category_or_role": "角色", "filed_on_printed": "注销时间"},
}

_NAMES: dict[tuple[type[StrEnum], str], str] = {
    (type(value), value.value): name
    for names in (
        LIST_NAMES,
        ROW_FLAG_NAMES,
        OUTCOME_NAMES,
        STATE_NAMES,
        VERDICT_NAMES,
        ENTERPRISE_KIND_NAMES,
        ENTERPRISE_STATUS_NAMES,
        ZONE_STATUS_NAMES,
        OUTBOX_STATE_NAMES,
        NOTICE_EVENT_NAMES,
        AUDIENCE_NAMES,
        SHOWN_NAMES,
        ROLE_NAMES,
        HOLD_STATE_NAMES,
        ACT_NAMES,
        CHECK_RESULT_NAMES,
        ANSWER_NAMES,
    )
    for value, name in names.items()
}
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def name_of(value: StrEnum) -> str:
    """Return the Chinese name of a state, outcome, verdict, list or whatever else is an enum."""
    return _NAMES[type(value), value.value]


def short_list(kind: ListKind) -> str:
    """Return a list's name as it fits a column."""
    return SHORT_LIST_NAMES[kind]


def month(period: str | None) -> str:
    """Return a list's month in words.

    >>> month("2026-03"), month(None)
    ('2026年3月', '未载月份')
    """
    if not period:
        return "未载月份"
    year, _, number = period.partition("-")
    return f"{year}年{int(number)}月"


def day(value: date | None) -> str:
    """Return a day, or a dash."""
    return value.isoformat() if value else "—"


def instant(value: datetime | None) -> str:
    """Return an instant as a clock in Guangzhou shows it, or a dash."""
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}" if value else "—"


def look_verdict(verdict: str) -> str:
    """Return what a look ended with, in words; an unknown name as it is."""
    return LOOK_VERDICT_NAMES.get(verdict, verdict)


def audit_event(event: str) -> str:
    """Return an audit event in words; an unknown one as it is."""
    return AUDIT_EVENT_NAMES.get(event, event)


def attempt_outcome(outcome: str) -> str:
    """Return what came of an attempt to send, in words; an unknown one as it is."""
    return ATTEMPT_OUTCOME_NAMES.get(outcome, outcome)


def channel_name(channel: str | None) -> str:
    """Return a channel in words, an unknown one as it is, a dash for none."""
    return CHANNEL_NAMES.get(channel, channel) if channel else "—"


def flags_in_words(flags: JsonValue) -> list[str]:
    """Return the flags of a row in words."""
    return [name_of(RowFlag(str(flag))) for flag in flags] if isinstance(flags, list) else []


def cell_names(kind: ListKind) -> dict[str, str]:
    """Return the headings of a list's columns as the list prints them, by our field names."""
    return _CELL_NAMES[kind]


def visible(value: object) -> object:
    """Return text with its invisible and direction-changing characters spelt out.

    A name that hides or turns characters must look as odd as it is.

    >>> visible("广州\u202e司公")
    '广州⟦U+202E⟧司公'
    """
    if type(value) is not str or value.isprintable():
        return value
    return _INVISIBLE.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", value)
