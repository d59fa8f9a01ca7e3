"""What a look can end with: one name for each state that an operator must tell from the others.

Only the first four are good. Every other one means: nothing may be concluded from this look, no
watermark moves, and nobody is told that there is nothing new.
"""

from enum import StrEnum


class LookVerdict(StrEnum):
    """How one look, at one address or at one source, ended."""

    NOTHING_NEW = "nothing-new"
    NEW = "new"
    """Entries that were not known."""
    CHANGED = "changed"
    """Known entries that now read differently, are gone or are back."""
    OK = "ok"
    """One address answered as it should (fetch log)."""
    MOVED = "moved"
    BLOCKED = "blocked"
    LOGIN = "login"
    MAINTENANCE = "maintenance"
    UNREACHABLE = "transport"
    SERVER_ERROR = "server-error"
    LAYOUT = "layout"
    EMPTY_LIST = "empty-list"
    EMPTY_BODY = "empty-body"
    ENCODING = "encoding"
    CUT_SHORT = "cut-short"
    STALE_COPY = "stale-copy"
    HALF_GONE = "half-gone"
    HELD = "held"
    """A list that shrank or grew beyond belief waits for a person."""
    NOT_A_DOCUMENT = "not-a-document"
    UNREADABLE = "unreadable"
    TABLE = "table"
    READER_DIED = "reader-died"
    TOO_LARGE = "too-large"
    ROBOTS = "robots"
    RESTING = "resting"
    """The host refused or failed before: it is left in peace for a while."""
    NOT_LOOKED_AT = "heartbeat-missing"
    NO_GOOD_LOOK = "too-old"
    BATCH_OVERDUE = "batch-overdue"
    ROWS_GONE = "rows-gone"
    ROWS_BACK = "rows-back"
    OTHER = "source-fault"


GOOD = frozenset(
    {LookVerdict.NOTHING_NEW, LookVerdict.NEW, LookVerdict.CHANGED, LookVerdict.OK}
)

OF_THE_HOST = frozenset(
    {
        LookVerdict.BLOCKED,
        LookVerdict.LOGIN,
        LookVerdict.MAINTENANCE,
        LookVerdict.UNREACHABLE,
        LookVerdict.SERVER_ERROR,
    }
)
"""Faults of the host, not of one page: asking it again at once would make them worse."""

LOOK_NAMES = {
    LookVerdict.NOTHING_NEW: "无新内容",
    LookVerdict.NEW: "有新增条目",
    LookVerdict.CHANGED: "有变更条目",
    LookVerdict.OK: "正常",
    LookVerdict.MOVED: "页面已移动或不存在",
    LookVerdict.BLOCKED: "访问被拒或要求人机验证",
    LookVerdict.LOGIN: "要求登录",
    LookVerdict.MAINTENANCE: "网站维护中",
    LookVerdict.UNREACHABLE: "连接失败或传输中断",
    LookVerdict.SERVER_ERROR: "网站服务异常",
    LookVerdict.LAYOUT: "页面结构变化",
    LookVerdict.EMPTY_LIST: "列表为空",
    LookVerdict.EMPTY_BODY: "答复内容为空",
    LookVerdict.ENCODING: "页面编码异常",
    LookVerdict.CUT_SHORT: "页面不完整",
    LookVerdict.STALE_COPY: "页面是旧副本",
    LookVerdict.HALF_GONE: "大量已知条目消失",
    LookVerdict.HELD: "清单行数骤变，待人工核定",
    LookVerdict.NOT_A_DOCUMENT: "附件不是清单文件",
    LookVerdict.UNREADABLE: "附件无法打开",
    LookVerdict.TABLE: "附件表格与已知格式不符",
    LookVerdict.READER_DIED: "读取附件超出内存或时间限额",
    LookVerdict.TOO_LARGE: "答复过大或过慢",
    LookVerdict.ROBOTS: "网站声明不允许抓取",
    LookVerdict.RESTING: "暂缓访问该网站",
    LookVerdict.NOT_LOOKED_AT: "巡查未按时运行",
    LookVerdict.NO_GOOD_LOOK: "长时间没有正常巡查",
    LookVerdict.BATCH_OVERDUE: "批次逾期未见",
    LookVerdict.ROWS_GONE: "条目从清单中消失",
    LookVerdict.ROWS_BACK: "消失的条目重新出现",
    LookVerdict.OTHER: "来源异常",
}
"""Each verdict in words, for alarms, the desk and `jishen sources`."""
