"""Errors of the enterprise's page and its links."""

from jishen.domain.errors import JishenError


class LinkFault(JishenError):
    """A link cannot be issued or revoked as asked."""

    remedy = "请运行 jishen links list 核对案件编号、链接编号与状态。"


class ClaimFault(JishenError):
    """A claim cannot be taken, or not as asked; nothing was changed."""

    remedy = "请刷新办理页面，按当前状态办理。"
