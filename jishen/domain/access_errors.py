"""Errors of people, their rights and their secrets; each says what its reader does next."""

from jishen.domain.errors import JishenError


class PersonFault(JishenError):
    """Somebody's account cannot be made or changed as asked."""

    remedy = "请按提示改正登录名、姓名、角色或密码后重试；现有人员可运行 jishen people list 查看。"


class NotAllowed(JishenError):
    """The person does not hold, at this moment, a role in which this may be done."""

    remedy = "请由具备相应角色的人员办理；角色由系统管理员在“人员”页面授予。"


class KeyReused(JishenError):
    """A form was sent a second time with other content."""

    remedy = "请回到原页面刷新，核对上次办理的结果，确有需要再重新填写提交。"


class ReasonMissing(JishenError):
    """Personal data was asked for without a reason."""

    remedy = "请说明为办理何事需要查看，理由将记入留痕；请勿在理由中填写个人信息。"


class ProviderFault(JishenError):
    """Another system could not sign somebody in: no answer, or one that does not hold."""

    remedy = (
        "请返回登录页重试，或改用登录名和密码；持续出现时请系统管理员核对该系统的地址、"
        "应用凭证和两边的时钟（见 docs/access.md“外部登录”）。"
    )
