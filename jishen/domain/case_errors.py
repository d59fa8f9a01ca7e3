"""Errors of acts on a case and of payments; each says what the person who reads it does next."""

from jishen.domain.errors import JishenError, TransitionRefused


class AlreadyActed(TransitionRefused):
    """Somebody else acted on the case since it was shown: who, when and what is in the message."""

    remedy = "您的意见未生效。请刷新案件页面查看最新状态，确有需要再行办理。"


class NotYours(TransitionRefused):
    """The person must not act on this case: it is their own, or they signed another step of it."""

    remedy = "请交由其他具备相应角色的人员办理；经办、复核、审批须由不同人员承担。"


class EvidenceChanged(TransitionRefused):
    """The evidence is not what was shown, or not what others have approved."""

    remedy = "请刷新案件页面，核对变化后重新办理。"


class PaymentFault(JishenError):
    """A list of payments or an acknowledgement cannot be used as a whole."""

    remedy = "请按 docs/runbook.md“拨付”核对文件的表头与各行后重新导入；原有记录未受影响。"
