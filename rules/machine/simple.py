"""Steps that plain policies share: subject, place, first filing, validity; all by the book."""

from jishen.domain.decisions import CaseFacts, Outcome
from jishen.domain.enterprises import (
    ENTERPRISE_KIND_NAMES,
    ZONE_STATUS_NAMES,
    EnterpriseKind,
    ZoneStatus,
)
from jishen.domain.filing_numbers import filing_key
from jishen.domain.filings import LIST_NAMES, ListKind
from rules.machine.book import Book
from rules.machine.findings import (
    LEDGER,
    LIST,
    MINUS,
    POLICY_TEXT,
    REGISTRY,
    Finding,
    Result,
    fact,
    yuan,
)


def subject(book: Book, facts: CaseFacts) -> Finding:
    """Return whether the filer is a company; everything else waits for a person."""
    kind = ENTERPRISE_KIND_NAMES[facts.enterprise_kind]
    used = (fact("企业", facts.enterprise_name, REGISTRY), fact("主体类型", kind, REGISTRY))
    if facts.enterprise_kind is EnterpriseKind.COMPANY:
        return book.find("subject", used, "申报主体为企业法人。")
    result = Result(Outcome.ON_HOLD, "subject_kind", book.check("subject_kind"))
    return book.find("subject", used, "申报主体不是企业法人或未载明，暂缓。", result)


def place(book: Book, facts: CaseFacts) -> Finding:
    """Return whether the enterprise is registered in the policy's area, as the facts say."""
    used = (fact("注册地", ZONE_STATUS_NAMES[facts.zone_status], facts.zone_basis or "依据未载明"),)
    if facts.zone_status is ZoneStatus.IN:
        return book.find("place", used, "注册地在适用范围内。")
    if facts.zone_status is ZoneStatus.OUT:
        result = Result(Outcome.NOT_ELIGIBLE, "outside_area")
        return book.find("place", used, "注册地不在适用范围内。", result)
    result = Result(Outcome.ON_HOLD, "area_uncertain", book.check("area_uncertain"))
    return book.find("place", used, "注册地是否在适用范围内尚不能确定，暂缓。", result)


def national(book: Book, facts: CaseFacts, clause: str, list_kinds: frozenset[ListKind]) -> Finding:
    """Return whether the entry is of a list that the clause awards."""
    used = (
        fact("清单", LIST_NAMES[facts.list_kind], LIST),
        fact("备案编号", facts.filing_number, LIST),
    )
    if facts.list_kind in list_kinds and not facts.is_registration:
        return book.find(clause, used, "属本条所列备案。")
    result = Result(Outcome.NOT_ELIGIBLE, "list_not_awarded")
    return book.find(clause, used, "不属本条所列备案。", result)


def first_of_lists(
    book: Book, facts: CaseFacts, clause: str, list_kinds: frozenset[ListKind]
) -> Finding:
    """Return whether no earlier filing of these lists is known of the legal person."""
    this = filing_key(facts.filing_number)
    earlier = [
        filing.filing_number
        for filing in facts.earlier_filings
        if filing.list_kind in list_kinds and filing_key(filing.filing_number) != this
    ]
    used = (fact("在先备案", "；".join(earlier) or "无", "历次清单"),)
    if earlier:
        result = Result(Outcome.NO_FURTHER_AWARD, "not_first_filing")
        return book.find(clause, used, "非首次备案，不再奖励。", result)
    return book.find(clause, used, "所持清单中未见在先备案。")


def determined(book: Book, facts: CaseFacts, clause: str, bound: int) -> tuple[int, Finding]:
    """Return what the reviewer set, within the bound; before that, the bound itself."""
    asked = facts.determined_yuan
    set_by = "尚未核定，暂按上限" if asked is None else yuan(asked)
    used = (fact("上限", yuan(bound), POLICY_TEXT), fact("核定额", set_by, "审核核定"))
    amount = bound if asked is None else min(max(0, asked), bound)
    if asked is None or asked == amount:
        return amount, book.find(clause, used, f"核定额按 {yuan(amount)} 计。")
    asks = book.check("determined_out_of_range")
    result = Result(Outcome.ON_HOLD, "determined_out_of_range", asks)
    return amount, book.find(clause, used, "核定额不在允许的范围内，暂缓。", result)


def left_of_cap(book: Book, clause: str, due: int, given: int, cap: int) -> tuple[int, Finding]:
    """Return what a cap leaves of an amount, after what was given; nothing left ends the award."""
    left = min(due, max(0, cap - given))
    used = (
        fact("拟奖励", yuan(due), "本决定"),
        fact("已获奖励", yuan(given), LEDGER),
        fact("累计上限", yuan(cap), POLICY_TEXT),
    )
    computation = f"min({due:,}; max(0; {cap:,} {MINUS} {given:,})) = {yuan(left)}"
    if left:
        says = f"累计上限内可奖励 {yuan(left)}。"
        return left, book.find(clause, used, says, Result(computation=computation))
    result = Result(Outcome.NO_FURTHER_AWARD, "cap_reached", computation=computation)
    return 0, book.find(clause, used, "拟奖励为零或已达累计上限，不再奖励。", result)


def validity(book: Book, facts: CaseFacts) -> Finding:
    """Return whether filing and decision fall into the policy's days, first and last included."""
    first = book.day("effective_from", facts.decided_on)
    last = book.day("effective_to", facts.decided_on)
    used = (
        fact("备案公布日", facts.announced_on, facts.announced_on_basis or "依据未载明"),
        fact("办理日", facts.decided_on, "案件记载"),
        fact("有效期", f"{first} 至 {last}", POLICY_TEXT),
    )
    if first <= facts.announced_on and max(facts.announced_on, facts.decided_on) <= last:
        return book.find("validity", used, "备案与办理均在政策有效期内。")
    result = Result(Outcome.ON_HOLD, "outside_validity", book.check("outside_validity"))
    return book.find("validity", used, "备案或办理不在政策有效期内，暂缓。", result)
