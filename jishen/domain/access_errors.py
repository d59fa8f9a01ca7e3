"""Errors of people, their rights and their secrets; each says what its reader does next."""

from jishen.domain.errors import JishenError


class PersonFault(JishenError):
    """Somebody's account cannot be made or changed as asked."""

    remedy = "请按提示改正登录名、姓名、角色或密码后重试；现有人员可运行 jishen people list 查看。"


class NotAllowed(JishenError):
    """The person does not hold, at this moment, a role in which this may be done."""

    remedy = "请由具备相应角色的人员办理；角色由系统管理员在“人员”页面授予。"
