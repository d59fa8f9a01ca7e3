"""What a look can fail with: one name for each state that an operator must tell from the others.

Each means: nothing may be concluded from this look, no watermark moves, and nobody is told that
there is nothing new.
"""

from enum import StrEnum


class LookVerdict(StrEnum):
    """Why one look, at one address, says nothing."""

    MOVED = "moved"
    BLOCKED = "blocked"
    LOGIN = "login"
    MAINTENANCE = "maintenance"
    UNREACHABLE = "transport"
    SERVER_ERROR = "server-error"
    TOO_MANY = "too-many-requests"
    LAYOUT = "layout"
    EMPTY_LIST = "empty-list"
    EMPTY_BODY = "empty-body"
    ENCODING = "encoding"
    CUT_SHORT = "cut-short"
    HALF_GONE = "half-gone"
    STALE_COPY = "stale-copy"
    NOT_A_DOCUMENT = "not-a-document"
    UNREADABLE = "unreadable"
    NEEDS_A_PERSON = "needs-a-person"
    TABLE = "table"
    TOO_LARGE = "too-large"
    READER_DIED = "reader-died"
    ROBOTS = "robots"
    RECORDED_BY_ANOTHER = "recorded-by-another"
    NOT_LOOKED_AT = "heartbeat-missing"
    OTHER = "source-fault"


LOOK_NAMES = {
    LookVerdict.MOVED: "页面已移动或不存在",
    LookVerdict.BLOCKED: "访问被拒或要求人机验证",
    LookVerdict.LOGIN: "要求登录",
    LookVerdict.MAINTENANCE: "网站维护中",
    LookVerdict.UNREACHABLE: "连接失败或传输中断",
    LookVerdict.SERVER_ERROR: "网站服务异常",
    LookVerdict.TOO_MANY: "网站要求放慢访问",
    LookVerdict.LAYOUT: "页面结构变化",
    LookVerdict.EMPTY_LIST: "列表为空",
    LookVerdict.EMPTY_BODY: "答复内容为空",
    LookVerdict.ENCODING: "页面编码异常",
    LookVerdict.CUT_SHORT: "页面不完整",
    LookVerdict.HALF_GONE: "大量已知条目消失",
    LookVerdict.STALE_COPY: "返回的是旧版页面",
    LookVerdict.NOT_A_DOCUMENT: "附件不是清单文件",
    LookVerdict.UNREADABLE: "附件无法打开",
    LookVerdict.NEEDS_A_PERSON: "附件须人工阅读",
    LookVerdict.TABLE: "附件表格与已知格式不符",
    LookVerdict.TOO_LARGE: "答复过大或过慢",
    LookVerdict.READER_DIED: "读取程序在该文件上中止",
    LookVerdict.ROBOTS: "网站声明不允许抓取",
    LookVerdict.RECORDED_BY_ANOTHER: "清单已由另一来源登记",
    LookVerdict.NOT_LOOKED_AT: "巡查未按时运行",
    LookVerdict.OTHER: "来源异常",
}
"""Each verdict in words, for alarms and the desk."""

FAULT_NAMES: dict[str, str] = {
    **{verdict.value: name for verdict, name in LOOK_NAMES.items()},
    "case-failed": "立案失败",
    "registry-file": "名册未能导入",
    "registry-rows": "名册有未导入的行",
    "policy-ends": "政策即将到期",
    "calendar-ends": "工作日历即将用尽",
    "notices-stuck": "通知未能发出",
    "channel-broken": "通知渠道不可用",
    "notices-differ": "通知与案件不符",
    "doubts-open": "清单存疑，须人工处理",
    "handed-file": "人工提供的文件未能采用",
    "no-good-look": "长时间没有正常巡查",
    "batch-overdue": "新一批逾期未公布",
    "list-held": "清单变化过大，留置待核",
    "rows-vanished": "已登记的备案不再载于清单",
}
"""The verdicts of looks and of other work that can fail, in words."""


class LookOutcome(StrEnum):
    """What a look came to that had no fault, or that was not finished."""

    SAME = "same"
    NEW = "new"
    CHANGED = "changed"
    HELD = "held"
    """A list changed so much that a person must look at it first."""
    PUT_OFF = "put-off"
    """Part of it: a host is left alone for a while; nothing may be concluded."""


OUTCOME_OF_LOOK_NAMES = {
    LookOutcome.SAME: "无变化",
    LookOutcome.NEW: "有新条目",
    LookOutcome.CHANGED: "有变更",
    LookOutcome.HELD: "有清单留置待核",
    LookOutcome.PUT_OFF: "暂缓访问",
}
"""Each outcome in words."""
