"""Cells of a registry table to values; what cannot be read is None, never a guess."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from commands import registry_columns as columns
from jishen.domain.enterprises import EnterpriseKind, EnterpriseStatus, FormerName, ZoneStatus

CLEARED = "（清空）"
"""A cell that says: what is known here is wrong, and nothing takes its place."""
BAD_DAY = "写法有误，应如2025-05-01"
_ZONE_WORDS = {
    "": ZoneStatus.UNCERTAIN,
    "待核定": ZoneStatus.UNCERTAIN,
    "是": ZoneStatus.IN,
    "在": ZoneStatus.IN,
    "示范区内": ZoneStatus.IN,
    "在示范区内": ZoneStatus.IN,
    "否": ZoneStatus.OUT,
    "不在": ZoneStatus.OUT,
    "示范区外": ZoneStatus.OUT,
    "不在示范区内": ZoneStatus.OUT,
}
_STATUS_WORDS = {
    "": EnterpriseStatus.UNKNOWN,
    **dict.fromkeys(
        ("存续", "在业", "开业", "在营", "正常", "在册", "登记成立"), EnterpriseStatus.IN_BUSINESS
    ),
    **dict.fromkeys(("迁出", "已迁出"), EnterpriseStatus.MOVED_OUT),
    **dict.fromkeys(
        ("吊销", "已吊销", "吊销,未注销", "吊销未注销", "撤销", "已撤销"), EnterpriseStatus.REVOKED
    ),
    **dict.fromkeys(("注销", "已注销", "吊销,已注销", "吊销已注销"), EnterpriseStatus.DEREGISTERED),
}
"""Exact words: 拟注销 and 注销备案 are not the end of an enterprise."""
_KIND_WORDS = (  # in this order: 有限责任公司分公司 is a branch
    (EnterpriseKind.BRANCH, ("分支机构", "分公司")),
    (EnterpriseKind.INDIVIDUAL_BUSINESS, ("个体工商户", "个体户")),
    (EnterpriseKind.PUBLIC_INSTITUTION, ("事业单位",)),
    (EnterpriseKind.COMPANY, ("企业法人", "有限责任公司", "股份有限公司", "有限公司")),
)
_NO_KIND = EnterpriseKind.UNKNOWN
_ENDED_ON = {
    EnterpriseStatus.DEREGISTERED: (columns.DEREGISTERED_ON, columns.STATUS_ON),
    EnterpriseStatus.REVOKED: (columns.REVOKED_ON, columns.STATUS_ON),
    EnterpriseStatus.MOVED_OUT: (columns.STATUS_ON, columns.MOVED_OUT_ON),
}
_MOST_NAME_CHARACTERS = 200
_NAMES_APART = re.compile(r"[;；\n\r]")
_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
_TIME = re.compile(r"(?<=[\d日])[T ]+\d{1,2}:\d{2}\S*$")
_COMPACT = re.compile(r"\d{8}")
_BRACKETED = re.compile(r"\(.*\)$")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_MOST_WORD = 60


def clean(text: str) -> str:
    """Return a cell's text without outer blanks, controls, invisible characters or a leading '.

    >>> clean(chr(39) + " 样例公司 ")
    '样例公司'
    """
    if not text:
        return ""
    kept = text if text.isprintable() else "".join(map(_seen, text))
    return " ".join(kept.split()).removeprefix("'").strip()


def kind_of(text: str) -> EnterpriseKind:
    """Return the kind that the registry's own words name; other words stay UNKNOWN.

    >>> kind_of("有限责任公司分公司(自然人独资)").value, kind_of("合伙企业").value
    ('branch', 'unknown')
    """
    return next((kind for kind, words in _KIND_WORDS if any(w in text for w in words)), _NO_KIND)


def status_of(text: str) -> EnterpriseStatus | None:
    """Return the status of registration, None where the words are not known.

    >>> status_of("存续（在营、开业、在册）").value, status_of("吊销，未注销").value
    ('in_business', 'revoked')
    """
    return _STATUS_WORDS.get(word(text))


def zone_of(text: str) -> ZoneStatus | None:
    """Return the answer of the zone column, None where it is none."""
    return _ZONE_WORDS.get(word(text))


def ended_on(status: EnterpriseStatus) -> tuple[str, ...]:
    """Return the columns that may hold the day of a status, the nearest first."""
    return _ENDED_ON.get(status, (columns.STATUS_ON,))


def former_names_fault(text: str) -> str:
    """Return what is wrong with a cell of former names, or an empty text."""
    names = _former_names(text)
    if None in names:
        return "曾用名写法有误，应为“名称|最后使用日期；名称”，日期如2025-05-01"
    if len({former.name for former in names if former}) < len(names):
        return "同一曾用名出现多次"
    return ""


def former_names(text: str) -> tuple[FormerName, ...]:
    """Return the former names of a good cell, in order."""
    return tuple(former for former in _former_names(text) if former is not None)


def day_of(text: str) -> date | None:
    """Return the day that a cell names, None where it is none.

    >>> [str(day_of(said)) for said in ("2025年5月1日", "2025/05/01 00:00:00", "20250501")]
    ['2025-05-01', '2025-05-01', '2025-05-01']
    >>> day_of("2025-13-01")
    """
    plain = "".join(_TIME.sub("", unicodedata.normalize("NFKC", text).strip()).split())
    if _COMPACT.fullmatch(plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    found = _DAY.fullmatch(plain)
    if found is None or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def word(text: str) -> str:
    """Return a cell's word without the note in brackets after it.

    >>> word("存续（在营、开业、在册）")
    '存续'
    """
    return _word(text) if len(text) < _MOST_WORD else text


@lru_cache(4096)
def _word(text: str) -> str:
    return _BRACKETED.sub("", "".join(unicodedata.normalize("NFKC", text).split()))


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cf", "Cs"} else character


def _former_names(text: str) -> tuple[FormerName | None, ...]:
    """Return the former names of a cell in order; None stands for one that cannot be read."""
    parts = [clean(part) for part in _NAMES_APART.split(text)] if text else []
    return tuple(_former_name(part) for part in parts if part)


def _former_name(part: str) -> FormerName | None:
    half_width = part.replace("\N{FULLWIDTH VERTICAL LINE}", "|")
    name, bar, day = (piece.strip() for piece in half_width.partition("|"))
    until = day_of(day) if day else None
    is_bad = not name or len(name) > _MOST_NAME_CHARACTERS or (bool(bar) and until is None)
    return None if is_bad else FormerName(name, until)
