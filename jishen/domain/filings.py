"""Filings as the national lists print them: kinds of list, rows, flags."""

from dataclasses import dataclass
from enum import StrEnum


class ListKind(StrEnum):
    """A national list of the 国家互联网信息办公室."""

    ALGORITHM = "algorithm"
    DEEP_SYNTHESIS = "deep_synthesis"
    GENERATIVE_AI = "generative_ai"


LIST_NAMES = {
    ListKind.ALGORITHM: "境内互联网信息服务算法备案清单",
    ListKind.DEEP_SYNTHESIS: "境内深度合成服务算法备案清单",
    ListKind.GENERATIVE_AI: "生成式人工智能服务已备案信息",
}


class RowFlag(StrEnum):
    """What a reviewer must know about a row as printed; the row is kept all the same."""

    NUMBER_MALFORMED = "number_malformed"
    """The number is not 网信算备 + 21 digits + 号 (the 2022-08 list prints one with 22)."""
    CHECK_DIGIT_FAILS = "check_digit_fails"
    NUMBER_TWICE = "number_twice"
    """The same number stands in more than one row of this attachment."""
    REQUIRED_CELL_BLANK = "required_cell_blank"


ROW_FLAG_NAMES = {
    RowFlag.NUMBER_MALFORMED: "备案编号格式异常",
    RowFlag.CHECK_DIGIT_FAILS: "备案编号校验位不符",
    RowFlag.NUMBER_TWICE: "同一附件内备案编号重复",
    RowFlag.REQUIRED_CELL_BLANK: "必填单元格为空",
}


@dataclass(frozen=True, slots=True)
class FilingRow:
    """One data row of a list, as printed (outer white space trimmed, inner line breaks kept)."""

    list_kind: ListKind
    row_number: int
    """1-based place among the data rows of the table; 序号 is never relied on."""
    title: str
    """算法名称 or 模型名称."""
    category_or_role: str
    """算法类别 (algorithm list) or 角色 (deep-synthesis list)."""
    filer_name: str
    products: str
    purpose: str
    filing_number: str
    remarks: str
    flags: tuple[RowFlag, ...] = ()
