"""Filings as the lists print them: kinds of list, rows, flags, and what could not be read."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ListKind(StrEnum):
    """A list of the 国家互联网信息办公室, or of a province's 网信办."""

    ALGORITHM = "algorithm"
    DEEP_SYNTHESIS = "deep_synthesis"
    GENERATIVE_AI = "generative_ai"
    """备案 of a model with the state."""
    GENERATIVE_AI_REGISTRATION = "generative_ai_registration"
    """登记 of an application or function that calls a filed model: not a 备案."""
    GENERATIVE_AI_ON_DEVICE = "generative_ai_on_device"
    """备案 of a service on telephones (端侧), printed in a table of its own."""
    GENERATIVE_AI_PROVINCIAL = "generative_ai_provincial"
    """Guangdong's own list, ahead of or beside the national one."""
    CANCELLATION = "cancellation"
    """注销 of a filing that an algorithm list printed before."""


LIST_NAMES = {
    ListKind.ALGORITHM: "境内互联网信息服务算法备案清单",
    ListKind.DEEP_SYNTHESIS: "境内深度合成服务算法备案清单",
    ListKind.GENERATIVE_AI: "生成式人工智能服务已备案信息",
    ListKind.GENERATIVE_AI_REGISTRATION: "生成式人工智能服务已登记信息",
    ListKind.GENERATIVE_AI_ON_DEVICE: "手机端侧生成式人工智能服务已备案信息",
    ListKind.GENERATIVE_AI_PROVINCIAL: "广东省生成式人工智能服务已备案信息",
    ListKind.CANCELLATION: "算法备案编号注销清单",
}

AWARD_LISTS = frozenset({ListKind.ALGORITHM, ListKind.DEEP_SYNTHESIS, ListKind.GENERATIVE_AI})
"""The lists on whose entries a policy is asked; the others are recorded, matched and shown."""

LISTS_FOR_A_PERSON = frozenset(
    {ListKind.GENERATIVE_AI_ON_DEVICE, ListKind.GENERATIVE_AI_PROVINCIAL}
)
"""The lists of which only a person can say whether an award may rest on an entry."""


class RowFlag(StrEnum):
    """What a reviewer must know about a row as printed; the row is kept all the same."""

    NUMBER_MALFORMED = "number_malformed"
    """The number is not of its list's form (the 2022-08 list prints one with 22 digits)."""
    CHECK_DIGIT_FAILS = "check_digit_fails"
    NUMBER_TWICE = "number_twice"
    """The same number stands in more than one row of this attachment."""
    REQUIRED_CELL_BLANK = "required_cell_blank"
    COLUMNS_SWAPPED = "columns_swapped"
    """Name and filer stood in one another's column and were put right (2025-03, Guangdong)."""
    NUMBER_REGION_DIFFERS = "number_region_differs"
    """The province in the number is not that of 属地."""
    NUMBER_KIND_DIFFERS = "number_kind_differs"
    """The number is that of a 登记 in the table of 备案, or the other way round."""
    NUMBER_DAY_DIFFERS = "number_day_differs"
    """The day in the number is not one, or is after or long before the printed day."""
    FILER_LOOKS_ODD = "filer_looks_odd"
    """The filer's name begins or breaks as no name does (司珠海读书郎…)."""
    DAY_UNCLEAR = "day_unclear"
    """The printed day is not plainly one: 2025/3/6（补登）."""
    NAME_HAS_NOTE = "name_has_note"
    """The name's cell held a note, which now stands in the remarks."""
    CELL_SPANS_COLUMNS = "cell_spans_columns"
    """A cell of this row covers other columns than its header."""
    JOINED_OVER_PAGES = "joined_over_pages"
    """The row was cut by the end of a page and put together again."""
    READ_BY_PERSON = "read_by_person"
    """A person read the row where the program could not; the evidence is the same."""
    NUMBER_OF_ANOTHER = "number_of_another"
    """Another list prints the same number for another filer."""
    REPEAT_DIFFERS = "repeat_differs"
    """The row repeats a filing of an earlier list, but some cells read differently."""


ROW_FLAG_NAMES = {
    RowFlag.NUMBER_MALFORMED: "备案编号格式异常",
    RowFlag.CHECK_DIGIT_FAILS: "备案编号校验位不符",
    RowFlag.NUMBER_TWICE: "同一附件内备案编号重复",
    RowFlag.REQUIRED_CELL_BLANK: "必填单元格为空",
    RowFlag.COLUMNS_SWAPPED: "名称与单位两列互换，已还原",
    RowFlag.NUMBER_REGION_DIFFERS: "编号所载省份与属地不符",
    RowFlag.NUMBER_KIND_DIFFERS: "编号类别（备案、登记）与所在表格不符",
    RowFlag.NUMBER_DAY_DIFFERS: "编号所载日期与所列时间不符",
    RowFlag.FILER_LOOKS_ODD: "单位名称疑有多字或缺字",
    RowFlag.DAY_UNCLEAR: "所列时间不是单一日期",
    RowFlag.NAME_HAS_NOTE: "名称单元格另有注释，已移入备注",
    RowFlag.CELL_SPANS_COLUMNS: "单元格与表头列宽不一致",
    RowFlag.JOINED_OVER_PAGES: "该行跨页，已合并",
    RowFlag.READ_BY_PERSON: "程序未能读取，由人工读入",
    RowFlag.NUMBER_OF_ANOTHER: "编号与其他清单中另一单位的条目相同",
    RowFlag.REPEAT_DIFFERS: "重复条目，内容与首次所列不尽相同",
}

INFORMING_FLAGS = frozenset(
    {
        RowFlag.DAY_UNCLEAR,
        RowFlag.NAME_HAS_NOTE,
        RowFlag.CELL_SPANS_COLUMNS,
        RowFlag.JOINED_OVER_PAGES,
        RowFlag.READ_BY_PERSON,
        RowFlag.REPEAT_DIFFERS,
    }
)
"""Flags that tell how a row was read; every other one puts the row itself in doubt."""


@dataclass(frozen=True, slots=True)
class FilingRow:
    """One data row of a list, as printed (outer white space trimmed, inner line breaks kept)."""

    list_kind: ListKind
    row_number: int
    """1-based place among the data rows of the attachment; 序号 is never relied on."""
    title: str
    """算法名称, 模型名称 or 应用/功能名称."""
    category_or_role: str
    """算法类别 (algorithm list), 角色 (deep-synthesis list), 适用场景 (on-device list)."""
    filer_name: str
    products: str
    purpose: str
    filing_number: str
    """备案编号, 备案号 or 上线编号."""
    remarks: str
    flags: tuple[RowFlag, ...] = ()
    jurisdiction: str = ""
    """属地: the province that took the filing; the algorithm lists have none."""
    filed_on_printed: str = ""
    """备案时间, 登记时间 or 注销时间 as printed."""
    filed_on: date | None = None
    """The same as a day, None unless it is plainly one."""
    reading_notes: tuple[str, ...] = ()
    """What the reader found or did, for the reviewer, with the cell's text as printed."""


@dataclass(frozen=True, slots=True)
class RowDoubt:
    """A part of an attachment that could not be read as a row: a person must look at it."""

    place: str
    """Where it stands, in words: 第 3 页第 12 行."""
    cells: tuple[str, ...]
    """The texts of its cells as printed."""
    reason: str
    page_number: int | None = None
    """1-based page of a PDF, for its picture beside the doubt."""
    header: tuple[str, ...] = ()
    """The names of the columns over it, without white space; empty where there is no header."""


@dataclass(frozen=True, slots=True)
class AttachmentReading:
    """What an attachment says: its rows, of one or several lists, and what was not readable."""

    rows: tuple[FilingRow, ...]
    doubts: tuple[RowDoubt, ...] = ()
