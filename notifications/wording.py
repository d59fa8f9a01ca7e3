"""How values are worded in notices: money, days, links, and text that may be hostile."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby, zip_longest
from zoneinfo import ZoneInfo

from markupsafe import Markup

from jishen.domain.notices import CaseLine

_CHINA = ZoneInfo("Asia/Shanghai")
_YUAN_IN_WAN = 10_000
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9\[][!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~-]*")


class Link(str):
    """A web address that was checked: the only value that may hold `://` in a notice."""

    __slots__ = ()


def _printable(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    if category == "Cf":  # bidi overrides, zero-width characters: what is read is not what is there
        return ""
    return "�" if category == "Cs" else character


def one_line(text: str) -> str:
    r"""Return text as one line: no controls, no bidi overrides, white space runs as one space.

    >>> one_line("某某公司\r\nBcc: a@example.com")
    '某某公司 Bcc: a@example.com'
    """
    if not text.isprintable():  # most are: looking at each character costs more than the rest
        text = "".join(map(_printable, text))
    return " ".join(text.split())


def short(text: str, most_characters: int = 40) -> str:
    """Return a name or an explanation as one line of bounded length; never for numbers or links.

    >>> short("广州某某科技有限公司", 6)
    '广州某某科…'
    """
    line = one_line(text)
    return line if len(line) <= most_characters else line[: most_characters - 1] + "…"


def finished(value: object) -> object:
    """Return a template's value as it may be printed: one line, and no link unless checked.

    A name such as `点击 http://…` must not become a link in a notice of ours, so `://` is widened.

    >>> finished("领取补贴 https://example.com")
    '领取补贴 https：//example.com'
    """
    if isinstance(value, (Markup, Link)) or not isinstance(value, str):
        return value
    return one_line(value).replace("://", "：//")


def is_web_address(url: str) -> bool:
    """Tell whether this is an absolute http(s) address of plain characters.

    >>> is_web_address("https://www.cac.gov.cn/2026-03/12/c_1.htm")
    True
    >>> is_web_address("javascript:alert(1)")
    False
    """
    return _WEB_ADDRESS.fullmatch(url) is not None


def link(url: str) -> Link:
    """Return the address if it may be printed as a link, else a word that says it may not."""
    return Link(url) if is_web_address(url) else Link("（网址无效，未予列出）")


def yuan_wan(amount_yuan: int) -> str:
    """Return an amount in 万元, exact.

    >>> yuan_wan(1_000_000), yuan_wan(200_000), yuan_wan(123_450), yuan_wan(0)
    ('100万元', '20万元', '12.345万元', '0元')
    """
    if amount_yuan < _YUAN_IN_WAN:
        return f"{amount_yuan}元"
    whole, rest = divmod(amount_yuan, _YUAN_IN_WAN)
    decimals = f".{rest:04d}".rstrip("0") if rest else ""
    return f"{whole}{decimals}万元"


def yuan(amount_yuan: int) -> str:
    """Return an amount in full digits.

    >>> yuan(1_000_000)
    '1,000,000元'
    """
    return f"{amount_yuan:,}元"


def cn_date(day: date) -> str:
    """Return a day in Chinese.

    >>> cn_date(date(2026, 3, 12))
    '2026年3月12日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def cn_time(instant: datetime) -> str:
    """Return an aware instant as day and minute of Beijing time."""
    local = instant.astimezone(_CHINA)
    return f"{cn_date(local.date())}{local:%H:%M}"


def cn_period(period: str) -> str:
    """Return a list's month, given as YYYY-MM, in Chinese.

    >>> cn_period("2026-03")
    '2026年3月'
    """
    year, month = period.split("-")
    return f"{year}年{int(month)}月"


def book_title(name: str) -> str:
    """Return a document's name in 《》, unless it bears them already.

    >>> book_title("若干措施"), book_title("《若干措施》")
    ('《若干措施》', '《若干措施》')
    """
    return name if name.startswith("《") else f"《{name}》"


def pairs(titles: Iterable[str], numbers: Iterable[str]) -> list[tuple[str, str]]:
    """Return titles with their numbers, with an empty text where one list is shorter."""
    return list(zip_longest(titles, numbers, fillvalue=""))


def by_state(cases: Iterable[CaseLine]) -> list[tuple[str, list[CaseLine]]]:
    """Return cases grouped by the name of their state, largest sum payable first in each."""
    ordered = sorted(cases, key=lambda case: (case.state_name, -case.payable_yuan))
    return [
        (state_name, list(lines))
        for state_name, lines in groupby(ordered, key=lambda case: case.state_name)
    ]
