"""Every error of the product; each class says what the person who reads it does next.

Messages and remedies are Chinese: operators read them in alarms and on the sources page.
"""

from typing import ClassVar

from jishen.domain.verdicts import LookVerdict


class JishenError(Exception):
    """An error a person can act on: the message says what and where, `remedy` what to do next."""

    remedy: ClassVar[str] = "请将本条信息转交系统管理员。"


class SettingsFault(JishenError):
    """A setting is missing or cannot be used."""

    remedy = (
        "请按 docs/configuration.md 修改 jishen.toml 或环境变量后重试；"
        "可先运行 jishen doctor 检查。"
    )


class ClockFault(JishenError):
    """The clock (Prefect) did not start, or did not do in time what it was asked."""

    remedy = (
        "请查看数据目录下 prefect/server.log 末尾的报错并重新启动；"
        "仍然出现时请将该日志转交系统管理员。"
    )


class RegistryFault(JishenError):
    """A registry file cannot be imported as a whole."""

    remedy = (
        "请核对企业名册文件的格式与表头（见 docs/configuration.md“企业名册”），"
        "改正后重新导入；原有名册未受影响。"
    )


class MatchFileFault(JishenError):
    """A file given to `jishen match` cannot be used as a whole."""

    remedy = "请按 docs/matching.md“命令”核对文件的表头、编码与所指的行，改正后重试。"


class BacktestFault(JishenError):
    """A backtest cannot be run on what it is given."""

    remedy = "请按 docs/runbook.md“回测”核对清单文件夹与选项后重试。"


class PolicyFault(JishenError):
    """A policy's own files are not as the rules need them."""

    remedy = "请按 CONTRIBUTING.md“Recipe: an article”改正所指政策目录下的 YAML 文件后重试。"


class FactsFault(JishenError):
    """Facts put to a policy cannot be used: a field is missing, unknown or impossible."""

    remedy = "请按 docs/decide.md 改正事实文件中所指的字段后重试。"


class RulingFault(JishenError):
    """A ruling cannot be proposed or applied as asked."""

    remedy = "请运行 jishen rulings list 核对问题编号、读法与状态后重试。"


class CoordinatesFault(JishenError):
    """A point cannot be used to decide: its system or its numbers are not usable."""

    remedy = (
        "请提供 WGS84 坐标（经度在前），或留空坐标改按地址判定；"
        "高德、腾讯（GCJ-02）与百度（BD-09）坐标须由测绘主管部门认可的工具换算后再填。"
    )


class ZoneFault(JishenError):
    """A ruling on the zone cannot be taken as given."""

    remedy = "请核对企业代码或楼宇地址、结论、签发人、日期与依据文件后重试。"


class CalendarFault(JishenError):
    """A calendar of working days cannot be loaded."""

    remedy = "请对照国务院办公厅放假安排通知，按 docs/runbook.md“工作日历”的格式改正后重新载入。"


class WindowFault(JishenError):
    """An application window that cannot be recorded as given."""

    remedy = "请按通知原文填写名称、开放日、截止日和依据，再登记一次。"


class LedgerFault(JishenError):
    """Earlier awards cannot be imported, or the ledger cannot take an entry."""

    remedy = "请按 docs/runbook.md“奖励台账”核对文件的表头与各行后重新导入；原有台账未受影响。"


class HandedFileFault(JishenError):
    """A list handed in by a person cannot be taken as given; the file is kept all the same."""

    remedy = "文件已留存。请按提示改正来源、页面地址或名称后重新运行 jishen watch --file。"


class DoubtFault(JishenError):
    """A doubt cannot be settled or taken up again as asked."""

    remedy = "请运行 jishen doubts list 核对编号与状态后重试；读入条目的写法见 docs/reading.md。"


class SourceFault(JishenError):
    """A source could not be looked at; nothing may be concluded from this look.

    `verdict` is the stable name of the fault, as stored and shown.
    """

    verdict: ClassVar[str] = LookVerdict.OTHER
    is_of_host: ClassVar[bool] = False
    """Whether it speaks of the whole host: then the host is left alone for a while."""
    retry_after_seconds: float | None = None
    """How long the server asked us to stay away, if it did."""
    remedy = "已保留原有数据，下次巡查将自动重试。如持续出现，请人工打开公告页面核对。"


class Unreachable(SourceFault):
    """No complete answer arrived: name, connection, TLS, time or a cut body."""

    verdict = LookVerdict.UNREACHABLE
    is_of_host = True
    remedy = "请检查本机网络、代理与域名解析；网站恢复后将自动重试。"


class ServerFault(SourceFault):
    """The site answered with a server error or an unexpected status."""

    verdict = LookVerdict.SERVER_ERROR
    remedy = "网站暂时不可用，将自动重试；超过一个工作日请人工查看该网站。"


class Blocked(SourceFault):
    """The site refused or showed a bot check: never solved by machine."""

    verdict = LookVerdict.BLOCKED
    is_of_host = True
    remedy = (
        "网站要求人机验证或拒绝访问。请用浏览器人工打开该页面核对；并与网站管理方沟通放行本机地址。"
    )


class TooLarge(SourceFault):
    """The answer is larger or slower than the limits allow."""

    verdict = LookVerdict.TOO_LARGE
    remedy = "答复超过大小或时限，未予读取。请人工下载核对，确属正常文件时调高 fetch 限额。"


class EmptyBody(SourceFault):
    """The answer has no content."""

    verdict = LookVerdict.EMPTY_BODY
    remedy = "页面内容为空，将自动重试；请人工打开页面核对是否有新公告。"


class CutShort(SourceFault):
    """The page ends before its end."""

    verdict = LookVerdict.CUT_SHORT
    remedy = "页面传输不完整，将自动重试。"


class EncodingFault(SourceFault):
    """The page cannot be decoded by the charset it declares."""

    verdict = LookVerdict.ENCODING
    remedy = "页面编码异常，将自动重试；持续出现时请将页面快照转交维护人员。"


class LayoutChanged(SourceFault):
    """The page is not built as known."""

    verdict = LookVerdict.LAYOUT
    remedy = (
        "页面结构与已知版式不符，可能已改版。请人工核对是否有新公告，"
        "并将页面快照转交维护人员更新读取规则。"
    )


class EmptyList(SourceFault):
    """The list is there but has no items."""

    verdict = LookVerdict.EMPTY_LIST
    remedy = "列表为空，疑似网站维护。将自动重试；请人工核对。"


class HalfGone(SourceFault):
    """Many known items are no longer in the list."""

    verdict = LookVerdict.HALF_GONE
    remedy = "大量已知条目消失，已暂停采用本次结果。请人工核对网站是否更换栏目或撤回清单。"


class StaleCopy(SourceFault):
    """The page is an older state of itself: what was published last is not on it."""

    verdict = LookVerdict.STALE_COPY
    remedy = "网站（或其缓存）返回了旧版页面，最新内容尚不可见。将自动重试；持续出现时请人工核对。"


class NotADocument(SourceFault):
    """The attachment is not of a known document type."""

    verdict = LookVerdict.NOT_A_DOCUMENT
    remedy = "下载到的不是清单文件（可能是网页或空文件）。将自动重试；请人工下载附件核对。"


class UnreadableDocument(SourceFault):
    """The attachment is of a known type but cannot be opened safely."""

    verdict = LookVerdict.UNREADABLE
    remedy = "附件损坏、不完整或超出安全限额，原件已保存。将自动重试；请人工下载附件核对。"


class NeedsAPerson(SourceFault):
    """The attachment is kept, but no reader here can turn it into rows: a scan, a foreign form."""

    verdict = LookVerdict.NEEDS_A_PERSON
    remedy = (
        "该附件无法由程序读取（扫描件、加密文件或缺少转换程序），原件已保存。"
        "请人工打开原件核对是否有本区企业；可向发布方索取可读取的版本，或安装 LibreOffice 后重试。"
    )


class TableChanged(SourceFault):
    """The attachment's table is missing or not built as known."""

    verdict = LookVerdict.TABLE
    remedy = (
        "附件中的表格与已知格式不符，整份附件未采用，"
        "原件已保存。请人工核对并转交维护人员更新读取规则。"
    )


class ReaderDied(SourceFault):
    """The reader ended on this file: out of memory or time, or by a mistake of its own."""

    verdict = LookVerdict.READER_DIED
    remedy = (
        "该文件使读取程序中止，未采用，原件已保存，其余清单照常巡查。"
        "请人工下载核对是否有本区企业，并将原件转交维护人员。"
    )


class Moved(SourceFault):
    """The page is not at its address any more: 404, 410, or a redirect to something else."""

    verdict = LookVerdict.MOVED
    remedy = (
        "原地址已失效或转向他处。请人工在网站上找到公告的新地址，并转交维护人员更新来源设置；"
        "在此之前请人工查看新公告。"
    )


class LoginPage(SourceFault):
    """The site asks for a log-in."""

    verdict = LookVerdict.LOGIN
    remedy = "网站要求登录后查看。请用浏览器人工打开该页面核对，并与网站管理方确认是否仍公开发布。"


class Maintenance(SourceFault):
    """The site says that it is being maintained."""

    verdict = LookVerdict.MAINTENANCE
    remedy = "网站公告正在维护，将自动重试；维护期过后仍如此，请人工打开页面核对。"


class RetryLater(JishenError):
    """A message was not accepted now; the same message may be sent again."""

    remedy = "将按退避间隔自动重发。"


class Refused(JishenError):
    """A message was refused for good: address or content is wrong."""

    remedy = "请核对收件人与渠道设置后重新发送。"


class TransitionRefused(JishenError):
    """The case is not in a state from which this act is allowed."""

    remedy = "请刷新案件页面，按当前状态办理。"
