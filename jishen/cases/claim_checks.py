"""The automatic checks of a claim (即报即审): done when it comes in, shown to whoever takes it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import uscc as uscc_number

from jishen.domain.claim_fields import clean_line
from jishen.domain.claims import CheckResult, ClaimCheck, ClaimForm, Filled, Material, Payee
from jishen.domain.decisions import OUTCOME_NAMES, CaseFacts, Decision, Outcome
from jishen.domain.enterprises import ZONE_STATUS_NAMES, ZoneStatus
from jishen.domain.filings import ListKind
from jishen.domain.workdays import WorkCalendar
from jishen.store.tables import AwardCase, EnterpriseRecord, FilingEntry

DECIDE_WITHIN_WORKDAYS = 5
"""The promise: decided so many working days after a complete claim (policy.md §5.3)."""
_OF_ZONE = {
    ZoneStatus.IN: CheckResult.PASSED,
    ZoneStatus.UNCERTAIN: CheckResult.ATTENTION,
    ZoneStatus.OUT: CheckResult.FAILED,
}
_BRACKETS = str.maketrans("()", "（）")


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the checks look at: the case as it stands, and the claim as it came in."""

    case: AwardCase
    enterprise: EnterpriseRecord
    entry: FilingEntry
    filled: Filled
    facts: CaseFacts
    decision: Decision
    form: ClaimForm
    materials: tuple[Material, ...]
    """What is asked for in this case."""
    items: frozenset[str]
    """Codes of the materials that files are there for."""
    policy_ends_on: date
    today: date
    payee_before: Payee | None = None
    """The account of the version before."""


def name_differs(printed: str, registered: str) -> bool:
    """Tell whether a list prints another name than the registry's, brackets and blanks aside."""
    return _comparable(printed) != _comparable(registered)


def _comparable(name: str) -> str:
    return clean_line(name).translate(_BRACKETS).replace(" ", "")


def checks_of(session: Session, claimed: Claimed, calendar: WorkCalendar) -> tuple[ClaimCheck, ...]:
    """Return every check with its finding, in the order a reviewer reads them."""
    return (
        _uscc(claimed),
        _payee(claimed),
        _in_force(session, claimed),
        _printed_name(claimed),
        _zone(claimed),
        _premises(claimed),
        _dates(claimed),
        _money(claimed),
        _declarations(claimed),
        _files(claimed),
        _calendar(claimed, calendar),
    )


def _uscc(claimed: Claimed) -> ClaimCheck:
    uscc = claimed.case.uscc
    if not uscc_number.is_valid(uscc):
        finding = f"统一社会信用代码 {uscc} 的校验位不符，请核对企业名册。"
        return ClaimCheck("uscc", "统一社会信用代码", CheckResult.ATTENTION, finding)
    finding = "校验位相符；与企业名册、案件一致，提交时已键入后四位。"
    return ClaimCheck("uscc", "统一社会信用代码", CheckResult.PASSED, finding)


def _payee(claimed: Claimed) -> ClaimCheck:
    payee, before = claimed.filled.payee, claimed.payee_before
    if payee is None or name_differs(payee.account_name, claimed.enterprise.name):
        finding = "收款账户户名与登记名称不一致，请核实后再拨付。"
        return ClaimCheck("payee", "收款账户", CheckResult.ATTENTION, finding)
    if before is not None and before != payee:
        finding = "收款账户与上一版不同：请按名册所载电话回访核实（链接可能被转发）。"
        return ClaimCheck("payee", "收款账户", CheckResult.ATTENTION, finding)
    return ClaimCheck("payee", "收款账户", CheckResult.PASSED, "户名与登记名称一致。")


def _in_force(session: Session, claimed: Claimed) -> ClaimCheck:
    entry = claimed.entry
    cancelled = session.scalar(
        select(FilingEntry).where(
            FilingEntry.list_kind == ListKind.CANCELLATION,
            FilingEntry.filing_key == entry.filing_key,
        )
    )
    if cancelled is not None:
        day = cancelled.filed_on_printed or "日期未载"
        finding = f"注销公告载有本备案（注销时间：{day}）。"
        return ClaimCheck("in_force", "备案有效", CheckResult.FAILED, finding)
    if entry.missing_since is not None:
        finding = "新版清单不再载有本行，请核对官方公告。"
        return ClaimCheck("in_force", "备案有效", CheckResult.ATTENTION, finding)
    finding = "清单现载有本备案，已采集的注销公告未载。"
    return ClaimCheck("in_force", "备案有效", CheckResult.PASSED, finding)


def _printed_name(claimed: Claimed) -> ClaimCheck:
    if name_differs(claimed.entry.filer_name, claimed.enterprise.name):
        proof = "已交名称变更证明" if "M11" in claimed.items else "未交名称变更证明"
        finding = f"清单所载“{claimed.entry.filer_name}”与登记名称不同；{proof}，请核对。"
        return ClaimCheck("printed_name", "备案单位名称", CheckResult.ATTENTION, finding)
    finding = "清单所载与登记名称一致。"
    return ClaimCheck("printed_name", "备案单位名称", CheckResult.PASSED, finding)


def _zone(claimed: Claimed) -> ClaimCheck:
    status = claimed.facts.zone_status
    finding = f"{ZONE_STATUS_NAMES[status]}：{claimed.facts.zone_basis}"
    return ClaimCheck("zone", "注册地址与示范区", _OF_ZONE[status], finding)


def _premises(claimed: Claimed) -> ClaimCheck:
    status = claimed.facts.operating_zone_status
    if status is None:
        finding = "未声明经营地址。"
        return ClaimCheck("premises", "实际经营地", CheckResult.ATTENTION, finding)
    finding = f"所声明的经营地址{ZONE_STATUS_NAMES[status]}（按地址文字推算，请对照场所证明）。"
    return ClaimCheck("premises", "实际经营地", _OF_ZONE[status], finding)


def _dates(claimed: Claimed) -> ClaimCheck:
    ends = claimed.policy_ends_on
    if claimed.today > ends:
        finding = f"政策有效期至 {ends}，本次申报在期满之后。"
        return ClaimCheck("dates", "政策有效期", CheckResult.FAILED, finding)
    finding = f"公布于 {claimed.facts.announced_on}，申报于 {claimed.today}，有效期至 {ends}。"
    return ClaimCheck("dates", "政策有效期", CheckResult.PASSED, finding)


def _money(claimed: Claimed) -> ClaimCheck:
    decision = claimed.decision
    said = f"{OUTCOME_NAMES[decision.outcome]}；应付上限 {decision.payable_yuan:,} 元"
    open_questions = len(decision.questions)
    if decision.outcome in {Outcome.NOT_ELIGIBLE, Outcome.NO_FURTHER_AWARD}:
        return ClaimCheck("money", "政策测算与限额", CheckResult.FAILED, f"{said}。")
    if decision.outcome is not Outcome.ELIGIBLE or open_questions:
        finding = f"{said}；另有 {open_questions} 个须核实的问题，见政策适用过程。"
        return ClaimCheck("money", "政策测算与限额", CheckResult.ATTENTION, finding)
    finding = f"{said}；台账、年度累计上限与资金池均已计入。"
    return ClaimCheck("money", "政策测算与限额", CheckResult.PASSED, finding)


def _declarations(claimed: Claimed) -> ClaimCheck:
    others = [
        declaration.name.zh
        for declaration in claimed.form.declarations
        if (said := claimed.filled.answer_to(declaration.key)) is None
        or said.answer is not declaration.expected
    ]
    if others:
        finding = f"{len(others)} 项声明须核实：{'、'.join(others)}。"
        return ClaimCheck("declarations", "声明与承诺", CheckResult.ATTENTION, finding)
    finding = f"{len(claimed.form.declarations)} 项声明与承诺齐全。"
    return ClaimCheck("declarations", "声明与承诺", CheckResult.PASSED, finding)


def _files(claimed: Claimed) -> ClaimCheck:
    missing = [m.name.zh for m in claimed.materials if m.code not in claimed.items]
    if missing:
        finding = f"未交：{'、'.join(missing)}。"
        return ClaimCheck("files", "所需材料", CheckResult.ATTENTION, finding)
    finding = "所需材料均已提交；未作病毒扫描，请在受控环境打开。"
    return ClaimCheck("files", "所需材料", CheckResult.PASSED, finding)


def _calendar(claimed: Claimed, calendar: WorkCalendar) -> ClaimCheck:
    due = calendar.due(claimed.today, DECIDE_WITHIN_WORKDAYS)
    finding = f"自受理次日起 {DECIDE_WITHIN_WORKDAYS} 个工作日，至 {due.on}"
    if due.is_provisional:
        finding += "（工作日历未载该年度，暂定）。"
        return ClaimCheck("calendar", "办理期限", CheckResult.ATTENTION, finding)
    return ClaimCheck("calendar", "办理期限", CheckResult.PASSED, f"{finding}。")
