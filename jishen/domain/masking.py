"""Personal data as it may be shown: enough to recognise it, not enough to use it."""

import re

from jishen.domain.people import Role

_MAIL = re.compile(r"([^\s@<>（）()，,；;：:\"']+)@([A-Za-z0-9.-]+)")
_PHONE = re.compile(r"(?<![0-9A-Za-z])(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?![0-9A-Za-z])")
SHOWN_DIGITS = 2
REVEALING_ROLES = (Role.REVIEWER, Role.APPROVER, Role.FINANCE)
"""Who may have personal data shown in clear, each time as an act with a reason."""
_ORGANISATIONS = ("公司", "合伙", "中心", "事务所", "委员会", "研究院", "大学", "医院", "集团")


def masked_name(name: str) -> str:
    """Return a person's name with its first character only.

    >>> masked_name("欧阳娜娜")
    '欧**'
    """
    return f"{name[0]}**" if name else ""


def masked_representative(name: str) -> str:
    """Return a legal representative masked as a person; an organisation's name is no one's secret.

    >>> masked_representative("欧阳娜娜"), masked_representative("广州样例投资有限公司")
    ('欧**', '广州样例投资有限公司')
    """
    return name if any(word in name for word in _ORGANISATIONS) else masked_name(name)


def masked_phone(phone: str) -> str:
    """Return a telephone number with its last two digits only; a shorter one not at all.

    >>> masked_phone("13812345678")
    '*********78'
    """
    hidden = max(len(phone) - SHOWN_DIGITS, 0)
    return "*" * hidden + phone[hidden:] if hidden else "*" * len(phone)


def masked_mail(address: str) -> str:
    """Return a mail address with the first character and the domain; anything else as a name.

    >>> masked_mail("legal@example.com"), masked_mail("legal")
    ('l***@example.com', 'l**')
    """
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}***@{domain}" if at else masked_name(address)


def masked_text(text: str) -> str:
    """Return a text with every mail address and telephone number in it masked.

    >>> masked_text("550 <legal@example.com> 拒收")
    '550 <l***@example.com> 拒收'
    """
    without_mails = _MAIL.sub(lambda found: masked_mail(found[0]), text)
    return _PHONE.sub(lambda found: masked_phone(found[0]), without_mails)
