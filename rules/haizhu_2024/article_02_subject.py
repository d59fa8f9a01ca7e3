"""第二条: who may be given an award, and whether it was in the district when it filed."""

from jishen.domain.decisions import CaseFacts, Outcome
from jishen.domain.enterprises import ENTERPRISE_KIND_NAMES, EnterpriseKind
from jishen.domain.filing_numbers import parse_algorithm_number
from rules.haizhu_2024.findings import Finding, Result, find
from rules.haizhu_2024.parameters import question, text

_HELD = {
    EnterpriseKind.BRANCH: (
        "subject_branch",
        "登载主体为分支机构，不是独立法人，暂缓；请核实其所属企业法人。",
    ),
    EnterpriseKind.PUBLIC_INSTITUTION: (
        "subject_public_institution",
        "登载主体为事业单位，是否属于市场主体须由审核人员认定，暂缓。",
    ),
    EnterpriseKind.INDIVIDUAL_BUSINESS: (
        "subject_individual_business",
        "登载主体为个体工商户，不是独立法人，暂缓。",
    ),
}


def subject(facts: CaseFacts) -> Finding:
    """Return whether the filer is a market entity and a legal person of its own."""
    used = (
        ("企业", f"{facts.enterprise_name}（统一社会信用代码 {facts.uscc}，企业名册）"),
        ("主体类型", f"{ENTERPRISE_KIND_NAMES[facts.enterprise_kind]}（企业名册）"),
        ("清单所载主体名称", f"{facts.filer_name}（国家互联网信息办公室清单）"),
    )
    # 第二条 市场主体. The second notice of 2025-02 adds: an independent legal person.
    # Not coded: sound finance system, tax relation (declared by the enterprise, checked by the
    # reviewer); 第十条 大模型企业: a national filing is itself the proof (second notice, test 1).
    if facts.enterprise_kind in _HELD:
        key, says = _HELD[facts.enterprise_kind]
        return find("art2_subject", used, says, Result(Outcome.ON_HOLD, key, question(key)))
    if facts.enterprise_kind is EnterpriseKind.COMPANY:
        return find("art2_subject", used, "申报主体为企业法人，属市场主体。")
    return find(
        "art2_subject",
        used,
        "企业名册未载明主体类型，请核对。",
        Result(question=question("subject_kind")),
    )


def in_district_when_filed(facts: CaseFacts) -> tuple[Finding, ...]:
    """Return a hold when the filing number was given in another district, else nothing.

    Only 网信算备 numbers carry a division; a generative-AI number says nothing here.
    """
    number = parse_algorithm_number(facts.filing_number)
    district = text("district_code", facts.decided_on)
    if number is None or number.division == district:
        return ()
    used = (
        ("备案编号所载区划", f"{number.division}（{facts.filing_number}）"),
        ("本区区划代码", district),
    )
    # 在示范区范围内开展经营活动: at the filing or at the application is an open reading (Q4).
    asks = question("filed_before_move_in", division=number.division)
    return (
        find(
            "art2_zone",
            used,
            "备案编号显示取得备案时主体不在本区，暂缓。",
            Result(Outcome.ON_HOLD, "filing_before_move_in", asks),
        ),
    )
