"""The notice list of beian.cac.gov.cn: every answer that is not a list of notices."""

import json

import pytest

from jishen.domain.errors import (
    Blocked,
    CutShort,
    EmptyList,
    LayoutChanged,
    LoginPage,
    ServerFault,
    SourceFault,
)
from scrapers.notice_api import read_notice_list

_PAGE = "https://www.cac.gov.cn/2026-03/12/c_1775050837565188.htm"
_NOTICE = {"type": 3, "title": "第十六批深度合成服务算法备案信息", "content": _PAGE}


def _answer(**fields: object) -> bytes:
    return json.dumps({"errno": 0, "errmsg": "", "datas": [_NOTICE]} | fields).encode()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (_answer(errno=440, errmsg="未登录"), LoginPage),
        (_answer(errno=500, errmsg="系统错误"), ServerFault),
        (_answer(datas=[]), EmptyList),
        (_answer(datas=None), LayoutChanged),
        (_answer(datas=["notice"]), LayoutChanged),
        (_answer(datas=[_NOTICE | {"type": 7}]), LayoutChanged),
        (_answer(datas=[{"title": "无类型", "content": _PAGE}]), LayoutChanged),
        (_answer(datas=[_NOTICE | {"content": "详见附件"}]), LayoutChanged),
        (_answer(datas=[_NOTICE | {"content": f"{_PAGE} {_PAGE}?id=2 {_PAGE}l"}]), LayoutChanged),
        (_answer(datas=[_NOTICE | {"title": ""}]), LayoutChanged),
        (b"[]", LayoutChanged),
        (b'{"errmsg": ""}', LayoutChanged),
        (_answer()[:-9], LayoutChanged),
        ("<html><title>知道创宇云防御</title></html>".encode(), Blocked),
        (b"<html><body>half", CutShort),
        (b"<html><body>404</body></html>", LayoutChanged),
    ],
)
def test_answer_that_is_no_notice_list_is_told_by_its_fault(
    body: bytes, fault: type[SourceFault]
) -> None:
    with pytest.raises(fault):
        read_notice_list(body)


def test_pinned_notice_that_is_listed_twice_is_one_link() -> None:
    links = read_notice_list(_answer(datas=[_NOTICE, _NOTICE]))

    assert [link.url for link in links] == [_PAGE]
