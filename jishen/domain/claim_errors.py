"""Errors of the enterprise's page, its links and its keys."""

from jishen.domain.errors import JishenError


class KeysFault(JishenError):
    """The keys that seal accounts and contacts are missing or cannot be used."""

    remedy = (
        "请用 jishen keys new 生成密钥，存入 claims.keys_file 所指文件或环境变量"
        " JISHEN_CLAIMS__KEYS（见 docs/enterprise-page.md“密钥”）；"
        "丢失的密钥无法找回，只能从密钥备份恢复。"
    )


class SealBroken(JishenError):
    """Sealed data does not open: altered, or in another row than the one it was sealed for."""

    remedy = "数据库内容可能被改动。请停止办理该案件，保全数据库，并报告系统管理员与审计人员。"


class LinkFault(JishenError):
    """A link cannot be issued or revoked as asked."""

    remedy = "请运行 jishen links list 核对案件编号、链接编号与状态。"


class ClaimFault(JishenError):
    """A claim cannot be taken, or not as asked; nothing was changed."""

    remedy = "请刷新办理页面，按当前状态办理。"
