"""Errors of what people do with notices; each says what to do next."""

from jishen.domain.errors import JishenError


class NotResendable(JishenError):
    """A notice cannot be sent again: it is not there, not one, or not dead."""

    remedy = "请运行 jishen notices list 核对通知编号与状态。"


class NotAcknowledgeable(JishenError):
    """A notice cannot be acknowledged: it is not there, not one, or for an enterprise."""

    remedy = "请运行 jishen notices list --state accepted 核对通知编号。"


class SilenceFault(JishenError):
    """Notices cannot be silenced, or a silence not ended, as asked."""

    remedy = "请运行 jishen notices silences 核对；静默须指明对象、结束时间（30 天以内）与理由。"
