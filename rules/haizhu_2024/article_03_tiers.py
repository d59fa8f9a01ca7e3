"""第三条: the two tiers, and which list leads to which."""

from dataclasses import dataclass

from jishen.domain.decisions import CaseFacts, EarlierFiling, Outcome
from jishen.domain.filings import LIST_NAMES, ListKind
from rules.haizhu_2024.book import BOOK
from rules.machine.findings import LIST, Finding, Reading, Result, fact


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier of the award: clause key, the clause's name, and the lists that lead to it."""

    clause: str
    clause_name: str
    list_kinds: frozenset[ListKind]


GENERATIVE_AI = Tier("art3_generative_ai", "第三条第（一）项", frozenset({ListKind.GENERATIVE_AI}))
# …境内互联网信息服务算法备案或深度合成服务算法备案: the two lists are one tier.
ALGORITHM = Tier(
    "art3_algorithm",
    "第三条第（二）项",
    frozenset({ListKind.ALGORITHM, ListKind.DEEP_SYNTHESIS}),
)
TIERS = (GENERATIVE_AI, ALGORITHM)
_SUPPORTER = "服务技术支持者"
_NO_NATIONAL_FILING = {
    ListKind.GENERATIVE_AI_PROVINCIAL: (
        "provincial_filing",
        "该条目载于省级清单，不是国家级备案，不适用第三条奖励。",
    ),
    ListKind.CANCELLATION: (
        "cancellation_entry",
        "该条目为注销信息，不是备案，不适用第三条奖励。",
    ),
}


def tier_of(list_kind: ListKind) -> Tier:
    """Return the tier that a filing of that list leads to."""
    return ALGORITHM if list_kind in ALGORITHM.list_kinds else GENERATIVE_AI


def national_filing(facts: CaseFacts, tier: Tier) -> Finding:
    """Return whether the entry is a national filing (备案), not a registration (登记)."""
    used = (
        fact("清单", LIST_NAMES[facts.list_kind], "国家互联网信息办公室"),
        fact("备案编号", facts.filing_number, LIST),
        fact("名称", facts.filing_title, LIST),
    )
    # 首次完成国家级…备案: a 登记 is made with the province, for an application of a filed model.
    if facts.is_registration or facts.list_kind is ListKind.GENERATIVE_AI_REGISTRATION:
        return _registration(facts, tier, used)
    if facts.list_kind in _NO_NATIONAL_FILING:
        key, says = _NO_NATIONAL_FILING[facts.list_kind]
        return BOOK.find(tier.clause, used, says, Result(Outcome.NOT_ELIGIBLE, key))
    if facts.list_kind is ListKind.GENERATIVE_AI_ON_DEVICE:
        return _new_list(facts, tier, used)
    if facts.role == _SUPPORTER:
        return _supporter(facts, tier, used)
    return BOOK.find(tier.clause, used, f"属国家级备案，适用{tier.clause_name}。")


def _new_list(facts: CaseFacts, tier: Tier, used: tuple[tuple[str, str], ...]) -> Finding:
    # 生成式人工智能…备案: a list that came after the text, of services on telephones (Q6).
    read = BOOK.reading("Q6", facts)
    if read.code == "counts":
        says = f"新设清单所载备案，按口径适用{tier.clause_name}。"
        return BOOK.find(tier.clause, used, says, Result(reading=read))
    if read.code == "excluded":
        says = "新设清单所载备案，按口径不适用第三条奖励。"
        result = Result(Outcome.NOT_ELIGIBLE, "new_list", reading=read)
        return BOOK.find(tier.clause, used, says, result)
    says = "新设清单所载备案，是否适用第三条由审核人员判断。"
    result = Result(Outcome.ASK, "new_list", BOOK.check("new_list"), reading=read)
    return BOOK.find(tier.clause, used, says, result)


def _registration(facts: CaseFacts, tier: Tier, used: tuple[tuple[str, str], ...]) -> Finding:
    read = BOOK.reading("Q5", facts)
    if read.code == "counts":
        says = f"该条目为登记，按口径视同备案，适用{tier.clause_name}。"
        return BOOK.find(tier.clause, used, says, Result(reading=read))
    says = "该条目为登记，不是国家级备案，不适用第三条奖励。"
    return BOOK.find(
        tier.clause, used, says, Result(Outcome.NOT_ELIGIBLE, "registration", reading=read)
    )


def _supporter(facts: CaseFacts, tier: Tier, used: tuple[tuple[str, str], ...]) -> Finding:
    # 深度合成服务算法备案: the text makes no difference between 提供者 and 技术支持者 (Q7).
    read = BOOK.reading("Q7", facts)
    with_role = (*used, fact("角色", facts.role, LIST))
    if read.code == "excluded":
        says = "以服务技术支持者角色备案，按口径不适用第三条奖励。"
        asks = BOOK.check("role_excluded")
        result = Result(Outcome.NOT_ELIGIBLE, "role_excluded", asks, reading=read)
        return BOOK.find(tier.clause, with_role, says, result)
    says = f"属国家级备案，角色不影响适用{tier.clause_name}。"
    return BOOK.find(tier.clause, with_role, says, Result(reading=read))


def standing(facts: CaseFacts, tier: Tier) -> tuple[Finding, ...]:
    """Return what follows from a cancellation before the decision, nothing while it stands."""
    if facts.cancelled_on is None or facts.cancelled_on > facts.decided_on:
        return ()
    used = (fact("注销日", facts.cancelled_on, "国家互联网信息办公室注销信息"),)
    # 完成…备案: a filing that is cancelled before the decision is an open reading (Q16).
    read = BOOK.reading("Q16", facts)
    return (_cancelled(facts, tier, used, read),)


def _cancelled(
    facts: CaseFacts, tier: Tier, used: tuple[tuple[str, str], ...], read: Reading
) -> Finding:
    if read.code == "no_effect":
        says = "备案已注销，按口径不影响奖励。"
        return BOOK.find(tier.clause, used, says, Result(reading=read))
    if read.code == "excluded":
        says = "备案已注销，按口径不予奖励。"
        result = Result(Outcome.NOT_ELIGIBLE, "filing_cancelled", reading=read)
        return BOOK.find(tier.clause, used, says, result)
    asks = BOOK.check("cancelled", day=str(facts.cancelled_on))
    says = "备案在核定之前已注销，暂缓。"
    result = Result(Outcome.ON_HOLD, "filing_cancelled", asks, reading=read)
    return BOOK.find(tier.clause, used, says, result)


def described(filing: EarlierFiling) -> str:
    """Return an earlier filing as the trace names it."""
    link = f"，{filing.linked_by}" if filing.linked_by else ""
    where = LIST_NAMES[filing.list_kind]
    return f"{where} {filing.filing_number}，{filing.announced_on} 公布{link}"
