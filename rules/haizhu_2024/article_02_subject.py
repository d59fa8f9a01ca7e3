"""第二条: who may be given an award, where it carries on business, and since when."""

from datetime import date

from jishen.domain.decisions import CREDIT_NAMES, CaseFacts, CreditStanding, Outcome
from jishen.domain.enterprises import (
    ENTERPRISE_KIND_NAMES,
    ENTERPRISE_STATUS_NAMES,
    STATUSES_FOR_A_PERSON,
    EnterpriseKind,
    ZoneStatus,
)
from jishen.domain.filing_numbers import parse_algorithm_number
from rules.haizhu_2024.book import BOOK
from rules.machine.findings import CASE, LIST, POLICY_TEXT, REGISTRY, Finding, Result, fact

_HELD = {
    EnterpriseKind.BRANCH: (
        "subject_branch",
        "登载主体为分支机构，不是独立法人，暂缓；请核实其所属企业法人。",
    ),
    EnterpriseKind.INDIVIDUAL_BUSINESS: (
        "subject_individual_business",
        "登载主体为个体工商户，不是独立法人，暂缓。",
    ),
}
_DECLARED = "企业声明"
_CREDIT = "信用查询"


def subject(facts: CaseFacts) -> Finding:
    """Return whether the filer is a market entity and a legal person of its own."""
    used = (
        fact("企业", f"{facts.enterprise_name}，统一社会信用代码 {facts.uscc}", REGISTRY),
        fact("主体类型", ENTERPRISE_KIND_NAMES[facts.enterprise_kind], REGISTRY),
        fact("清单所载主体名称", facts.filer_name, LIST),
    )
    # 第二条 市场主体. The second notice of 2025-02 adds: an independent legal person.
    # Not coded: sound finance system, tax relation, statistics relation (declared by the
    # enterprise, checked by the reviewer).
    if facts.holder_name:
        says = f"备案由{facts.holder_name}持有，不是该企业自身的备案，不适用第三条奖励。"
        held = (*used, fact("备案持有人", facts.holder_name, CASE))
        return BOOK.find(
            "art2_subject", held, says, Result(Outcome.NOT_ELIGIBLE, "held_by_another")
        )
    if facts.enterprise_kind is EnterpriseKind.PUBLIC_INSTITUTION:
        return _public_institution(facts, used)
    if facts.enterprise_kind in _HELD:
        key, says = _HELD[facts.enterprise_kind]
        return BOOK.find("art2_subject", used, says, Result(Outcome.ON_HOLD, key, BOOK.check(key)))
    if facts.enterprise_kind is EnterpriseKind.COMPANY:
        return BOOK.find("art2_subject", used, "申报主体为企业法人，属市场主体。")
    says = "企业名册未载明主体类型，请核对。"
    return BOOK.find("art2_subject", used, says, Result(question=BOOK.check("subject_kind")))


def _public_institution(facts: CaseFacts, used: tuple[tuple[str, str], ...]) -> Finding:
    key = "subject_public_institution"
    # 市场主体: whether a university or a hospital is one is an open reading (Q8).
    read = BOOK.reading("Q8", facts)
    if read.code == "counts":
        says = "申报主体为事业单位，按口径属市场主体。"
        return BOOK.find("art2_subject", used, says, Result(reading=read))
    if read.code == "excluded":
        says = "申报主体为事业单位，按口径不属市场主体。"
        return BOOK.find(
            "art2_subject", used, says, Result(Outcome.NOT_ELIGIBLE, key, reading=read)
        )
    says = "登载主体为事业单位，是否属于市场主体须由审核人员认定，暂缓。"
    result = Result(Outcome.ON_HOLD, key, BOOK.check(key), reading=read)
    return BOOK.find("art2_subject", used, says, result)


def standing(facts: CaseFacts) -> tuple[Finding, ...]:
    """Return what follows when the registry says that the enterprise has ended or moved away."""
    # 第二条 在…范围内: an enterprise that no longer is, or is no longer here. Since which day that
    # bars an award the text does not say: a reviewer decides, never a default.
    if facts.enterprise_status not in STATUSES_FOR_A_PERSON:
        return ()
    said = ENTERPRISE_STATUS_NAMES[facts.enterprise_status]
    day = str(facts.enterprise_status_on or "日期未载明")
    used = (
        fact("登记状态", said, REGISTRY),
        fact("状态日期", day or "未载明", REGISTRY),
        fact("备案公布日", facts.announced_on, LIST),
    )
    asks = BOOK.check("subject_ended", status=said, day=day or "日期未载明")
    result = Result(Outcome.ON_HOLD, "subject_ended", asks)
    return (BOOK.find("art2_subject", used, f"名册载明该企业已{said}，暂缓。", result),)


def in_district_when_filed(facts: CaseFacts) -> tuple[Finding, ...]:
    """Return what follows when it filed before it moved into the district, else nothing.

    Only 网信算备 numbers carry a division; for others the registry's day of the move tells.
    """
    number = parse_algorithm_number(facts.filing_number)
    district = BOOK.text("district_code", facts.decided_on)
    used: tuple[tuple[str, str], ...] = ()
    basis = ""
    if number is not None and number.division != district:
        basis = f"备案编号所载区划为 {number.division}"
        used = (
            fact("备案编号所载区划", f"{number.division}，{facts.filing_number}", LIST),
            fact("本区区划代码", district, "GB/T 2260"),
        )
    elif facts.moved_in_on is not None and completed_on(facts) < facts.moved_in_on:
        basis = f"备案早于迁入日 {facts.moved_in_on}"
        used = (
            fact("备案完成日", completed_on(facts), LIST),
            fact("迁入本区日", facts.moved_in_on, REGISTRY),
        )
    return (_filed_elsewhere(facts, used, basis),) if basis else ()


def _filed_elsewhere(facts: CaseFacts, used: tuple[tuple[str, str], ...], basis: str) -> Finding:
    # 在示范区范围内开展经营活动: at the filing or at the application is an open reading (Q4).
    read = BOOK.reading("Q4", facts)
    key = "filing_before_move_in"
    if read.code == "at_application":
        says = "取得备案时主体不在本区，按口径以申报时所在地为准。"
        return BOOK.find("art2_zone", used, says, Result(reading=read))
    if read.code == "at_filing":
        says = "取得备案时主体不在本区，按口径不予奖励。"
        return BOOK.find("art2_zone", used, says, Result(Outcome.NOT_ELIGIBLE, key, reading=read))
    asks = BOOK.check(key, basis=basis)
    says = "取得备案时主体似不在本区，暂缓。"
    return BOOK.find("art2_zone", used, says, Result(Outcome.ON_HOLD, key, asks, reading=read))


def completed_on(facts: CaseFacts) -> date:
    """Return the day on which the filing was completed, by the reading of Q3."""
    # 首次完成…备案: the list's own column where there is one, the announcement otherwise (Q3).
    if BOOK.reading("Q3", facts).code == "column" and facts.filed_on is not None:
        return facts.filed_on
    return facts.announced_on


def operating_place(facts: CaseFacts) -> tuple[Finding, ...]:
    """Return what the declared operating address says; nothing is said before it is declared."""
    # 在示范区范围内开展经营活动: the registered address opens a case, both are needed to pay.
    if facts.operating_zone_status is None:
        return ()
    status = facts.operating_zone_status
    if status is ZoneStatus.IN:
        used = (fact("经营地", "在示范区内", _DECLARED),)
        return (BOOK.find("art2_zone", used, "声明的经营地在示范区内。"),)
    if status is ZoneStatus.OUT:
        used = (fact("经营地", "不在示范区内", _DECLARED),)
        asks = BOOK.check("operating_outside")
        result = Result(Outcome.ON_HOLD, "operating_outside_zone", asks)
        return (BOOK.find("art2_zone", used, "声明的经营地不在示范区内，暂缓。", result),)
    used = (fact("经营地", "待核定", _DECLARED),)
    asks = BOOK.check("operating_uncertain")
    return (BOOK.find("art2_zone", used, "经营地待核定，付款前核对。", Result(question=asks)),)


def credit(facts: CaseFacts) -> tuple[Finding, ...]:
    """Return what the credit sites said; nothing is said before a reviewer asked them."""
    if facts.credit is CreditStanding.NOT_ASKED:
        return ()
    used = (
        fact("信用情况", CREDIT_NAMES[facts.credit], _CREDIT),
        fact("第三条的信用条件", "条文未载", POLICY_TEXT),
    )
    # 第三条 has no credit condition, 第四条 has: a bar only for 严重失信 (Q19).
    read = BOOK.reading("Q19", facts)
    if facts.credit is CreditStanding.SERIOUS and read.code == "serious":
        result = Result(
            Outcome.ON_HOLD, "credit_serious", BOOK.check("credit_serious"), reading=read
        )
        return (BOOK.find("art2_credit", used, "列入严重失信主体名单，暂缓。", result),)
    says = f"信用情况：{CREDIT_NAMES[facts.credit]}，不影响第三条奖励，付款前复查。"
    return (BOOK.find("art2_credit", used, says, Result(reading=read)),)
