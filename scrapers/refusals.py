"""What a page without the known shape is instead: the diagnosis behind every bad page."""

from jishen.domain.errors import Blocked, CutShort, EmptyBody, LayoutChanged, SourceFault

_BLOCK_MARKS = (
    "知道创宇",
    "云防御",
    "创宇盾",
    "加速乐",
    "安全验证",
    "人机验证",
    "安全检查",
    "访问被拦截",
    "访问被拒绝",
    "访问过于频繁",
    "请求存在异常",
    "acw_sc",
    "__jsl_clearance",
    "wzws",
    "waf_",
    "captcha",
    "just a moment",
)
_LOGIN_MARKS = ('type="password"', "type='password'", "type=password", "用户登录", "请先登录")
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
    lowered = text.lower()
    if not text.strip():
        return EmptyBody(f"页面为空，应有{expected}")
    for mark in _BLOCK_MARKS:
        if mark in lowered:
            return Blocked(f"页面是人机验证或拦截页（含“{mark}”），应有{expected}")
    for mark in _LOGIN_MARKS:
        if mark in lowered:
            return Blocked(f"页面是登录页（含“{mark}”），应有{expected}")
    if not is_whole(text):
        return cut_short(text, expected)
    return LayoutChanged(f"页面上没有{expected}；页面开头为：{_start_of(text)}")


def cut_short(text: str, expected: str) -> CutShort:
    """Return the fault of a page that ends before its end."""
    tail = " ".join(text[-_SHOWN_CHARACTERS:].split())
    return CutShort(f"页面没有结束标记 </html>，应有完整的{expected}；页面止于：{tail}")


def _start_of(text: str) -> str:
    return " ".join(text[: _SHOWN_CHARACTERS * 2].split())
