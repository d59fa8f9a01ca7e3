"""第十四条: who collects, reviews and interprets; dated configuration, not text."""

from jishen.domain.decisions import CaseFacts
from rules.haizhu_2024.book import BOOK
from rules.machine.findings import POLICY_TEXT, Finding, Reading, Result, fact

_BUREAU = "海珠区人工智能发展局"


def duties(facts: CaseFacts) -> tuple[Finding, ...]:
    """Return who interprets the policy on the day of the decision, and what stays to be watched."""
    read = BOOK.reading("Q17", facts)
    used = (
        fact("解释单位", _interpreters(facts, read), POLICY_TEXT),
        fact("受理与审核", BOOK.text("collectors", facts.decided_on), POLICY_TEXT),
        fact("市级配套", BOOK.text("city_side", facts.decided_on), POLICY_TEXT),
    )
    # 海珠区 collects, reviews, supervises; both bodies interpret. Who does since 2025-12-28 is Q17.
    says = "本决定所依口径以解释单位的书面解释为准。"
    interpreting = BOOK.find("art14_duties", used, says, Result(reading=read))
    return (interpreting, _stay(facts))


def _interpreters(facts: CaseFacts, read: Reading) -> str:
    if read.code == "ai_bureau":
        return _BUREAU
    if read.code == "two_bodies":
        return str(BOOK.parameters["interpreters"][0].value)
    return BOOK.text("interpreters", facts.decided_on)


def _stay(facts: CaseFacts) -> Finding:
    # 监督: the text names no minimum stay after the award (Q20).
    read = BOOK.reading("Q20", facts)
    used = (fact("最低留区期限", "条文未载", POLICY_TEXT),)
    if read.code == "commitment":
        asks = BOOK.check("stay")
        says = "留区期限以承诺书为条件，付款前核对。"
        return BOOK.find("art14_duties", used, says, Result(question=asks, reading=read))
    return BOOK.find("art14_duties", used, "条文未设最低留区期限。", Result(reading=read))
