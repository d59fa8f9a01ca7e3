"""What each act asks for beside the opinion, and how it is read from a form."""

from dataclasses import dataclass
from enum import StrEnum

from desk.forms import Form
from jishen.domain.acts import CaseAct
from jishen.domain.decisions import CREDIT_NAMES, CreditStanding
from jishen.domain.enterprises import ZONE_STATUS_NAMES, ZoneStatus

MOST_CORRECTIONS = 8
"""Lines on the form; an itemised request is made once."""
_MOST_DIGITS = 12


class FieldKind(StrEnum):
    """How a field is filled in."""

    YUAN = "yuan"
    LINE = "line"
    LINES = "lines"
    CHOICE = "choice"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an act's form."""

    name: str
    label: str
    kind: FieldKind
    hint: str = ""
    is_required: bool = True
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a field, in the same words on top of the page and beside the field."""

    name: str
    says: str


DETERMINED = Field(
    "determined_yuan", "核定额（元）", FieldKind.YUAN, "整数，不高于最高额；按上限核定的照填上限。"
)
SAME_CATEGORY = Field(
    "same_category",
    "同一年度是否享受市、区相同类目扶持（第十三条）",
    FieldKind.CHOICE,
    options=(("no", "未享受"), ("yes", "已享受")),
)
SAME_CATEGORY_YUAN = Field(
    "same_category_yuan",
    "已享受的相同类目扶持金额（元）",
    FieldKind.YUAN,
    "已享受的填写；金额不详的留空。",
    is_required=False,
)
CREDIT = Field(
    "credit",
    "信用查询结果",
    FieldKind.CHOICE,
    "“信用中国”等网站的查询结果。",
    options=tuple(
        (standing.value, name)
        for standing, name in CREDIT_NAMES.items()
        if standing is not CreditStanding.NOT_ASKED
    ),
)
OPERATING = Field(
    "operating",
    "实际经营地",
    FieldKind.CHOICE,
    options=(
        ("", "与注册地一致，或未申报"),
        *((status.value, name) for status, name in ZONE_STATUS_NAMES.items()),
    ),
    is_required=False,
)
TYPED_YUAN = Field(
    "typed_yuan", "再次录入应付金额（元）", FieldKind.YUAN, "逐位录入页面所示应付金额，以示核对。"
)

FIELDS: dict[CaseAct, tuple[Field, ...]] = {
    CaseAct.ASSIGN: (Field("to", "分派给", FieldKind.PERSON),),
    CaseAct.REQUEST_CORRECTION: (
        Field("items", "补正事项", FieldKind.LINES, "一次性告知，每项写明缺什么、怎样补。"),
    ),
    CaseAct.REVIEW: (DETERMINED, SAME_CATEGORY, SAME_CATEGORY_YUAN, CREDIT, OPERATING),
    CaseAct.DECIDE: (TYPED_YUAN,),
    CaseAct.REJECT: (
        Field("clause", "依据条款", FieldKind.LINE, "例如：第三条、第九条。告知企业时一并写明。"),
    ),
    CaseAct.CLAW_BACK: (
        Field("amount_yuan", "追缴金额（元）", FieldKind.YUAN),
        Field("document", "追缴文书文号", FieldKind.LINE),
    ),
}
"""Acts that are not here ask for the opinion alone."""

CHECKED = frozenset(
    {
        CaseAct.REVIEW,
        CaseAct.SECOND_REVIEW,
        CaseAct.DECIDE,
        CaseAct.REJECT,
        CaseAct.REQUEST_CORRECTION,
        CaseAct.WITHDRAW,
        CaseAct.EXPIRE,
        CaseAct.CLAW_BACK,
        CaseAct.SEND_BACK,
    }
)
"""Acts that commit the office, or are told to the enterprise: a page to check comes before them."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was typed: kept word for word, so that nothing is lost when it is refused."""

    opinion: str
    values: dict[str, tuple[str, ...]]

    def text(self, name: str) -> str:
        """Return a field's text, nothing when it was not filled in."""
        return next(iter(self.values.get(name, ())), "")

    def yuan(self, name: str) -> int | None:
        """Return a whole amount, None when there is none or it is not a number."""
        text = self.text(name).replace(",", "").replace("，", "").replace(" ", "")
        return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def filled_from(form: Form, act: CaseAct) -> Filled:
    """Return what was typed into an act's form.

    Raises:
        HTTPException: 400; a field is longer than it may be, or was sent more than once.
    """
    values: dict[str, tuple[str, ...]] = {}
    for field in FIELDS.get(act, ()):
        if field.kind is FieldKind.LINES:
            said = (form.text(f"{field.name}_{n}", 400) for n in range(1, MOST_CORRECTIONS + 1))
            values[field.name] = tuple(text for text in said if text)
        else:
            values[field.name] = (form.text(field.name, 400),)
    return Filled(form.text("opinion", 2000), values)


def wrongs_of(act: CaseAct, filled: Filled) -> list[Wrong]:
    """Return what is wrong with a form, in the order of its fields."""
    found = [
        Wrong(field.name, says) for field in FIELDS.get(act, ()) if (says := _wrong(field, filled))
    ]
    if not filled.opinion:
        found.append(Wrong("opinion", "请填写办理意见。"))
    return found


def _wrong(field: Field, filled: Filled) -> str:
    text = filled.text(field.name)
    if field.kind is FieldKind.CHOICE:
        return "" if text in dict(field.options) else f"请选择“{field.label}”。"
    if not text:
        return f"请填写“{field.label}”。" if field.is_required else ""
    if field.kind is FieldKind.YUAN and filled.yuan(field.name) is None:
        return f"“{field.label}”应为整数元，例如 200000。"
    return ""


def operating_status(filled: Filled) -> ZoneStatus | None:
    """Return where the enterprise says it carries on its business, None when nothing is said."""
    text = filled.text(OPERATING.name)
    return ZoneStatus(text) if text else None
