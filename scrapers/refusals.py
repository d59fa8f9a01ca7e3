"""What a page without the known shape is instead: the diagnosis behind every bad page."""

from jishen.domain.errors import (
    Blocked,
    CutShort,
    EmptyBody,
    LayoutChanged,
    LoginPage,
    Maintenance,
    SourceFault,
)

_BLOCK_MARKS = (
    "知道创宇",
    "云防御",
    "云防护",
    "创宇盾",
    "加速乐",
    "安全验证",
    "人机验证",
    "安全检查",
    "访问被拦截",
    "访问拦截",
    "请求已被拦截",
    "访问被拒绝",
    "访问过于频繁",
    "请求存在异常",
    "访问行为存在异常",
    "acw_sc",
    "__jsl_clearance",
    "wzws",
    "waf_",
    "captcha",
    "just a moment",
)
_LOGIN_MARKS = ('type="password"', "type='password'", "type=password", "用户登录", "请先登录")
_MAINTENANCE_MARKS = (
    "系统维护",
    "网站维护",
    "正在维护",
    "停机维护",
    "升级维护",
    "系统升级",
    "暂停服务",
    "under maintenance",
)
_CHALLENGE_MARKS = ("document.cookie", "location.reload", "location.href", "settimeout(", "eval(")
"""A page of hardly any text that carries two of these is a script to be run, not a page."""
_MOST_TEXT_OF_A_CHALLENGE = 4000
_CHALLENGE_NEEDS = 2
_END_MARK = "</html"
_SHOWN_CHARACTERS = 60


def is_whole(text: str) -> bool:
    """Tell whether a page reaches its end; a closed connection can pass for one otherwise."""
    return _END_MARK in text.lower()


def diagnose(text: str, expected: str) -> SourceFault:
    """Return the fault of a page that lacks the `expected` shape.

    Only ask this after the shape was looked for and not found: good pages carry scripts with the
    very words of a bot check.
    """
    if not text.strip():
        return EmptyBody(f"页面为空，应有{expected}")
    said = refusal_in(text, expected)
    if said is not None:
        return said
    if not is_whole(text):
        return cut_short(text, expected)
    return LayoutChanged(f"页面上没有{expected}；页面开头为：{_start_of(text)}")


def refusal_in(text: str, expected: str) -> SourceFault | None:
    """Return what a page says instead of the expected: bot check, maintenance, log-in, or None."""
    lowered = text.lower()
    block = _mark_in(_BLOCK_MARKS, lowered) or _challenge_in(lowered)
    if block is not None:
        return Blocked(f"页面是人机验证或拦截页（含“{block}”），应有{expected}")
    login = _mark_in(_LOGIN_MARKS, lowered)
    if login is not None:
        return LoginPage(f"页面是登录页（含“{login}”），应有{expected}")
    maintenance = _mark_in(_MAINTENANCE_MARKS, lowered)
    if maintenance is not None:
        return Maintenance(f"页面是维护公告（含“{maintenance}”），应有{expected}")
    return None


def cut_short(text: str, expected: str) -> CutShort:
    """Return the fault of a page that ends before its end."""
    tail = " ".join(text[-_SHOWN_CHARACTERS:].split())
    return CutShort(f"页面没有结束标记 </html>，应有完整的{expected}；页面止于：{tail}")


def _mark_in(marks: tuple[str, ...], lowered: str) -> str | None:
    return next((mark for mark in marks if mark in lowered), None)


def _challenge_in(lowered: str) -> str | None:
    """Return the marks of a page that is only a script to be run, or None."""
    if len(lowered) > _MOST_TEXT_OF_A_CHALLENGE or "<script" not in lowered:
        return None
    found = [mark for mark in _CHALLENGE_MARKS if mark in lowered]
    return "、".join(found) if len(found) >= _CHALLENGE_NEEDS else None


def _start_of(text: str) -> str:
    return " ".join(text[: _SHOWN_CHARACTERS * 2].split())
