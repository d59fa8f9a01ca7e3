"""Faults of watching: a forbidden address, a site that wants peace, a list recorded twice."""

from jishen.domain.errors import JishenError, ServerFault, SourceFault, Unreachable
from jishen.domain.verdicts import LookVerdict


class AddressForbidden(Unreachable):
    """The name leads to an address that is not of the public internet: never connected to."""

    is_of_host = False
    remedy = (
        "域名解析到了内网或保留地址，为安全起见未连接。请检查域名解析；"
        "确需经代理访问时，在设置 [site] proxy 中填写代理地址。"
    )


class TooManyRequests(ServerFault):
    """The site asks us to come less often."""

    verdict = LookVerdict.TOO_MANY
    is_of_host = True
    remedy = (
        "网站要求放慢访问，已按其要求暂停，之后自动重试。持续出现时，请调大 fetch.host_gap_seconds"
        " 与 watch 的各项间隔，并与网站管理方沟通。"
    )


class RecordedByAnother(SourceFault):
    """Another source has recorded this very list: two sources must not record one list."""

    verdict = LookVerdict.RECORDED_BY_ANOTHER
    remedy = (
        "同一清单只能由一个来源登记，本来源未采用。"
        "请转交维护人员核对两个来源的栏目与附件规则，从其中一个删去该清单。"
    )


class RobotsRefused(SourceFault):
    """The site's robots.txt asks us not to look at this address."""

    verdict = LookVerdict.ROBOTS
    remedy = (
        "网站 robots.txt 不允许自动访问该地址，已停止访问。请与网站管理方联系取得许可，"
        "其间请人工查看网站公告。"
    )


class NotLookedAt(SourceFault):
    """Our own watch did not run: nothing is known of the source since."""

    verdict = LookVerdict.NOT_LOOKED_AT
    remedy = "巡查任务未按时运行。请检查 jishen up 是否在运行、Prefect 页面上 watch 的最近状态。"


class HoldFault(JishenError):
    """A held list or a vanished row cannot be settled as asked."""

    remedy = (
        "请运行 jishen holds list 或 jishen vanished list 核对编号与状态，写明办理人和理由后重试；"
        "读取规则已变的，等下次巡查重新判断。"
    )
