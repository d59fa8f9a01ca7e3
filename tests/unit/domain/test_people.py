"""Roles that exclude one another, names, passwords."""

import pytest

from jishen.domain.people import (
    Role,
    excluding_roles,
    folded_login,
    login_fault,
    name_fault,
    password_fault,
)


@pytest.mark.parametrize(
    "pair",
    [
        (Role.ADMIN, Role.APPROVER),
        (Role.ADMIN, Role.REVIEWER),
        (Role.ADMIN, Role.FINANCE),
        (Role.APPROVER, Role.FINANCE),
        (Role.AUDITOR, Role.REVIEWER),
        (Role.AUDITOR, Role.ADMIN),
    ],
)
def test_nobody_keeps_accounts_or_audits_and_also_decides(pair: tuple[Role, Role]) -> None:
    assert set(excluding_roles(pair) or ()) == set(pair)


@pytest.mark.parametrize(
    "roles", [(Role.REVIEWER, Role.APPROVER), (Role.REVIEWER, Role.FINANCE), (Role.ADMIN,), ()]
)
def test_other_roles_go_together(roles: tuple[Role, ...]) -> None:
    assert excluding_roles(roles) is None


@pytest.mark.parametrize("login", ["wangxm", "a1", "li.si-2_x"])
def test_a_plain_login_name_is_taken(login: str) -> None:
    assert login_fault(login) is None


@pytest.mark.parametrize("login", ["", "a", "1abc", "王", "a" * 31, "ab\n", "Wang", "a b"])
def test_another_login_name_is_refused(login: str) -> None:
    assert "登录名须为" in (login_fault(login) or "")


@pytest.mark.parametrize("name", ["", "  ", "王\u202e", "长" * 21])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    assert "姓名须为" in (name_fault(name) or "")


def test_a_plain_name_is_taken() -> None:
    assert name_fault("王小明") is None


def test_a_login_name_is_known_however_it_is_typed() -> None:
    assert folded_login(" \uff37ang-XM ") == "wang-xm"


@pytest.mark.parametrize(
    "password", ["春眠不觉晓处处闻啼鸟夜来", "correct horse battery", "k7-mq3-xx9-pt2"]
)
def test_a_long_password_of_ones_own_is_taken(password: str) -> None:
    assert password_fault(password, "wangxm") is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short-one", "至少 12"),
        ("x" * 201, "至多 200"),
        ("my wangxm secret", "登录名"),
        ("aaaaaaaaaaaaaaa", "过于常见"),
        ("Password123456", "过于常见"),
        ("haizhu2026haizhu", "过于常见"),
        ("海珠海珠即审即审密码密码", "过于常见"),
    ],
)
def test_a_password_that_is_tried_first_is_refused(password: str, fault: str) -> None:
    assert fault in (password_fault(password, "wangxm") or "")
