"""One row of a registry table to an enterprise, or to the reasons why it is refused."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stdnum.cn import uscc as stdnum_uscc
from stdnum.exceptions import InvalidFormat, InvalidLength, ValidationError

from commands import registry_header as columns
from commands.registry_header import Header
from jishen.domain.enterprises import Enterprise, EnterpriseKind, FormerName, ZoneStatus
from jishen.domain.zones import REGISTRY_SAYS_NOTHING

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
_IN_BUSINESS = frozenset({"", "存续", "在业", "开业", "在营", "正常"})
_MOVED_OUT = frozenset({"迁出", "已迁出"})
_ENDED = ("注销", "吊销", "撤销")
_KIND_WORDS = (  # in this order: 有限责任公司分公司 is a branch
    (EnterpriseKind.BRANCH, ("分支机构", "分公司")),
    (EnterpriseKind.INDIVIDUAL_BUSINESS, ("个体工商户", "个体户")),
    (EnterpriseKind.PUBLIC_INSTITUTION, ("事业单位",)),
    (EnterpriseKind.COMPANY, ("企业法人", "有限责任公司", "股份有限公司", "有限公司")),
)
_SAMPLE = "样例"
_MOST_NAME_CHARACTERS = 200
_MADE_A_NUMBER = re.compile(r"\d(\.\d+)?E\+\d+")
_NAMES_APART = re.compile(r"[;；\n\r]")
_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
_BRACKETED = re.compile(r"\(.*\)$")
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class RowReading:
    """One row as read: the enterprise, or why it is refused."""

    row_number: int
    uscc: str
    name: str
    content: tuple[str, ...]
    """The cells of all known columns; equal content = the same row again."""
    enterprise: Enterprise | None
    why: str = ""


def read_row(header: Header, row_number: int, row: tuple[str, ...]) -> RowReading:
    """Return what one data row says."""
    texts = {column.name: _cell(row, column.index) for column in header.columns}
    uscc, name = normal_uscc(texts[columns.USCC]), clean(texts[columns.NAME])
    content = tuple(clean(text) for text in texts.values())
    reasons = (
        _shape_fault(header, row),
        uscc_fault(uscc),
        _name_fault(name),
        _former_names_fault(texts.get(columns.FORMER_NAMES, "")),
        _zone_fault(texts.get(columns.ZONE, "")),
        _status_fault(texts.get(columns.STATUS, "")),
    )
    why = "；".join(filter(None, reasons))
    enterprise = None if why else _enterprise(uscc, name, texts)
    return RowReading(row_number, uscc, name, content, enterprise, why)


def clean(text: str) -> str:
    """Return a cell's text without outer blanks, controls, invisible characters or a leading '.

    >>> clean(chr(39) + " 样例公司 ")
    '样例公司'
    """
    kept = text if text.isprintable() else "".join(map(_seen, text))
    return " ".join(kept.split()).removeprefix("'").strip()


def normal_uscc(text: str) -> str:
    """Return a credit code in half-width capitals, without blanks and hyphens.

    >>> normal_uscc("9111 0000-600037341l")
    '91110000600037341L'
    """
    folded = unicodedata.normalize("NFKC", clean(text)).upper()
    return "".join(folded.split()).replace("-", "")


def uscc_fault(uscc: str) -> str:
    """Return what is wrong with a normalised credit code (GB 32100), or an empty text.

    >>> uscc_fault("91110000600037341L")
    ''
    >>> uscc_fault("91110000600037341K")
    '统一社会信用代码的第18位校验码不符'
    """
    if not uscc:
        return "统一社会信用代码为空"
    if _MADE_A_NUMBER.fullmatch(uscc):
        return "统一社会信用代码被表格软件存成了数值，末几位已丢失，请改为文本格式重新填写"
    try:
        stdnum_uscc.validate(uscc)
    except InvalidLength:
        return f"统一社会信用代码应为18位，实为{len(uscc)}位"
    except InvalidFormat:
        return "统一社会信用代码含有不应出现的字符（前8位为数字，且不使用字母I、O、S、V、Z）"
    except ValidationError:
        return "统一社会信用代码的第18位校验码不符"
    return "" if body_code_holds(uscc[8:17]) else "统一社会信用代码的第17位校验码不符"


def body_code_holds(code: str) -> bool:
    """Tell whether the 9 characters of a body code satisfy GB 11714: 11 − Σ cᵢ·wᵢ mod 11.

    >>> body_code_holds("600037341"), body_code_holds("600037342")
    (True, False)
    """
    total = sum(int(c, 36) * w for c, w in zip(code[:8], _BODY_WEIGHTS, strict=True))
    return code[8] == "0123456789X"[-total % 11]


def kind_of(text: str) -> EnterpriseKind:
    """Return the kind that the registry's own words name; other words stay UNKNOWN.

    >>> kind_of("有限责任公司分公司(自然人独资)").value, kind_of("合伙企业").value
    ('branch', 'unknown')
    """
    for kind, words in _KIND_WORDS:
        if any(word in text for word in words):
            return kind
    return EnterpriseKind.UNKNOWN


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cf", "Cs"} else character


def _cell(row: tuple[str, ...], index: int) -> str:
    return row[index] if index < len(row) else ""  # _shape_fault refuses a row that is too short


def _shape_fault(header: Header, row: tuple[str, ...]) -> str:
    filled = max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)
    if len(row) < header.width or filled > header.width:
        return f"本行有{max(filled, len(row))}个单元格，与表头的{header.width}列不符，可能错位"
    return ""


def _name_fault(name: str) -> str:
    if not name:
        return "企业名称为空"
    if len(name) > _MOST_NAME_CHARACTERS:
        return f"企业名称超过{_MOST_NAME_CHARACTERS}字"
    return ""


def _former_names_fault(text: str) -> str:
    names = _former_names(text)
    if None in names:
        return "曾用名写法有误，应为“名称|最后使用日期；名称”，日期如2025-05-01"
    if len({former.name for former in names if former}) < len(names):
        return "同一曾用名出现多次"
    return ""


def _former_names(text: str) -> tuple[FormerName | None, ...]:
    """Return the former names of a cell in order; None stands for one that cannot be read."""
    parts = [clean(part) for part in _NAMES_APART.split(text)]
    return tuple(_former_name(part) for part in parts if part)


def _former_name(part: str) -> FormerName | None:
    half_width = part.replace("\N{FULLWIDTH VERTICAL LINE}", "|")
    name, bar, day = (piece.strip() for piece in half_width.partition("|"))
    until = _day(day)
    is_bad = not name or len(name) > _MOST_NAME_CHARACTERS or (bool(bar) and until is None)
    return None if is_bad else FormerName(name, until)


def _day(text: str) -> date | None:
    found = _DAY.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _zone_fault(text: str) -> str:
    if _word(text) in _ZONE_WORDS:
        return ""
    return f"示范区一列应填是、否或待核定，实为“{clean(text)}”"


def _status_fault(text: str) -> str:
    status = _word(text)
    if any(word in status for word in _ENDED):
        return "已注销/吊销，不作为匹配对象，请人工核对"
    if status in _IN_BUSINESS or status in _MOVED_OUT:
        return ""
    return f"登记状态“{clean(text)}”未能识别，请人工核对"


def _word(text: str) -> str:
    """Return a cell's word without the note in brackets after it.

    >>> _word("存续（在营、开业、在册）")
    '存续'
    """
    return _BRACKETED.sub("", "".join(unicodedata.normalize("NFKC", clean(text)).split()))


def _enterprise(uscc: str, name: str, texts: Mapping[str, str]) -> Enterprise:
    zone_status, zone_basis = _zone(texts)
    former_names = _former_names(texts.get(columns.FORMER_NAMES, ""))
    return Enterprise(
        uscc=uscc,
        name=name,
        kind=kind_of(clean(texts.get(columns.KIND, ""))),
        former_names=tuple(former for former in former_names if former is not None),
        registered_address=clean(texts.get(columns.ADDRESS, "")),
        street=clean(texts.get(columns.STREET, "")),
        zone_status=zone_status,
        zone_basis=zone_basis,
        contact_name=clean(texts.get(columns.CONTACT_NAME, "")),
        contact_phone=_half_width(texts.get(columns.CONTACT_PHONE, "")),
        contact_email=_half_width(texts.get(columns.CONTACT_EMAIL, "")),
        is_sample=_SAMPLE in texts.get(columns.REMARK, ""),
    )


def _zone(texts: Mapping[str, str]) -> tuple[ZoneStatus, str]:
    """Return the zone status and the column it rests on.

    The basis names no file: the same registry under a new file name must change nothing.
    """
    status = _word(texts.get(columns.STATUS, ""))
    if status in _MOVED_OUT:
        return ZoneStatus.OUT, f"企业名册“状态”列：{status}"
    word = _word(texts.get(columns.ZONE, ""))
    return _ZONE_WORDS[word], f"企业名册“示范区”列：{word or REGISTRY_SAYS_NOTHING}"


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", clean(text))
