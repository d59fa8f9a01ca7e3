"""People who act: their roles, which of them exclude one another, how they sign."""

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum
from itertools import combinations


class Role(StrEnum):
    """What a person may do; who may approve money is never who keeps the accounts of people."""

    REVIEWER = "reviewer"
    APPROVER = "approver"
    FINANCE = "finance"
    AUDITOR = "auditor"
    ADMIN = "admin"


ROLE_NAMES = {
    Role.REVIEWER: "初审",
    Role.APPROVER: "复核",
    Role.FINANCE: "拨付",
    Role.AUDITOR: "审计",
    Role.ADMIN: "系统管理",
}

_ON_MONEY = (Role.REVIEWER, Role.APPROVER, Role.FINANCE)
DEPUTISED_ROLES = frozenset(_ON_MONEY)
"""Roles that a deputy takes over; who audits or keeps the accounts has no deputy."""
EXCLUDING = frozenset(
    frozenset(pair)
    for pair in (
        *((Role.ADMIN, role) for role in _ON_MONEY),
        *((Role.AUDITOR, role) for role in (*_ON_MONEY, Role.ADMIN)),
        # 《行政事业单位内部控制规范（试行）》第十五条: approving and paying are 不相容岗位.
        (Role.APPROVER, Role.FINANCE),
    )
)
"""Pairs of roles that one person must not hold on one day."""

LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,29}")
NAME_CHARACTERS = 20
FEWEST_PASSWORD_CHARACTERS = 12
MOST_PASSWORD_CHARACTERS = 200
_FEWEST_DIFFERENT = 6
_FEWEST_OWN = 8
_GUESSED_FIRST = re.compile(
    r"password|passw0rd|qwerty(uiop)?|asdfgh(jkl)?|admin|letmein|welcome|jishen|haizhu|guangzhou"
    r"|woaini|iloveyou|0?123456(7890?|789|78|7)?|abcdef?g?|(19|20)\d\d|即审|海珠|广州|密码"
)


def excluding_roles(roles: Collection[Role]) -> tuple[Role, Role] | None:
    """Return two of the roles that one person must not hold together, None when all agree.

    >>> excluding_roles({Role.REVIEWER, Role.APPROVER}) is None
    True
    """
    pairs = combinations(sorted(roles), 2)
    return next((pair for pair in pairs if frozenset(pair) in EXCLUDING), None)


def signature(name: str, login: str) -> str:
    """Return how a person is named in the audit trail: two may bear one name, none one login.

    >>> signature("王小明", "wangxm")
    '王小明（wangxm）'
    """
    return f"{name}（{login}）"


def name_fault(name: str) -> str | None:
    """Return what is wrong with a person's name, None when it can be used."""
    if not name.strip() or len(name) > NAME_CHARACTERS or not name.isprintable():
        return f"姓名须为一至{NAME_CHARACTERS}个可见字符"
    return None


def login_fault(login: str) -> str | None:
    """Return what is wrong with a login name, None when it can be used."""
    if LOGIN.fullmatch(login) is None:
        return "登录名须为 2 至 30 个字符，以小写字母开头，只含小写字母、数字和 . _ -"
    return None


def folded_login(typed: str) -> str:
    """Return a login name as it is compared: however its letters were typed.

    >>> folded_login(" WangXM ")
    'wangxm'
    """
    return unicodedata.normalize("NFKC", typed).strip().lower()


def password_fault(password: str, login: str) -> str | None:
    """Return what is wrong with a new password, None when it can be used (ASVS 6.2).

    Length counts, not kinds of characters; words that are tried first count for nothing.
    """
    if len(password) < FEWEST_PASSWORD_CHARACTERS:
        return f"密码至少 {FEWEST_PASSWORD_CHARACTERS} 个字符"
    if len(password) > MOST_PASSWORD_CHARACTERS:
        return f"密码至多 {MOST_PASSWORD_CHARACTERS} 个字符"
    folded = password.casefold()
    if login in folded:
        return "密码不得包含登录名"
    own = _GUESSED_FIRST.sub("", folded)
    if len(set(folded)) < _FEWEST_DIFFERENT or len(own) < _FEWEST_OWN:
        return "密码过于常见或重复，请改用几个不相干的词组成的长密码"
    return None
