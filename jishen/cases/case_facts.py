"""The facts a policy is asked about, as the database has them now."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from jishen.domain.decisions import CaseFacts, EarlierFiling
from jishen.domain.filings import ListKind
from jishen.store.announcements import history_since
from jishen.store.cases import ledger_view
from jishen.store.entries import MatchedEntry, filings_of_enterprise
from jishen.store.filing_history import filings_of_same_filer_code
from jishen.store.rulings import applied_rulings
from jishen.store.tables import EnterpriseRecord, FilingEntry

SHANGHAI = ZoneInfo("Asia/Shanghai")
SAME_FILER_CODE = "备案编号主体代码相同"

ALGORITHM_TIER = frozenset({ListKind.ALGORITHM, ListKind.DEEP_SYNTHESIS})
GENERATIVE_AI_TIER = frozenset({ListKind.GENERATIVE_AI})


def tier_of(kind: ListKind) -> frozenset[ListKind]:
    """Return the lists that make one award tier: both algorithm lists are one (第三条)."""
    return GENERATIVE_AI_TIER if kind in GENERATIVE_AI_TIER else ALGORITHM_TIER


def case_facts(
    session: Session,
    group: list[MatchedEntry],
    enterprise: EnterpriseRecord,
    policy_id: str,
    at: datetime,
) -> CaseFacts:
    """Return the facts of a group's leading filing, as the database has them now."""
    leading = group[0]
    today = at.astimezone(SHANGHAI).date()
    ledger = ledger_view(session, enterprise.uscc, today.year)
    return CaseFacts(
        uscc=enterprise.uscc,
        enterprise_name=enterprise.name,
        enterprise_kind=enterprise.kind,
        zone_status=enterprise.zone_status,
        zone_basis=enterprise.zone_basis,
        list_kind=leading.entry.list_kind,
        filing_number=leading.entry.filing_number,
        filing_title=leading.entry.title,
        filer_name=leading.entry.filer_name,
        announced_on=leading.attachment.announced_on,
        announced_on_basis=leading.attachment.announced_on_basis,
        is_registration=leading.entry.list_kind is ListKind.GENERATIVE_AI_REGISTRATION,
        earlier_filings=_earlier_filings(session, enterprise.uscc, group),
        history_since=history_since(session, tier_of(leading.entry.list_kind)),
        awarded_before_yuan=ledger.awarded_before,
        awarded_this_year_yuan=ledger.awarded_this_year,
        pool_left_yuan=ledger.pool_left,
        same_category_award_this_year=None,
        determined_yuan=None,
        decided_on=today,
        role=_role_of(leading.entry),
        filed_on=leading.entry.filed_on,
        rulings=applied_rulings(session, policy_id),
    )


def refreshed_facts(session: Session, facts: CaseFacts, policy_id: str, at: datetime) -> CaseFacts:
    """Return the facts a case was decided on, with what may have changed since.

    The filing, and what stood before it, stay as they were found. The enterprise, the ledger, the
    rulings and the day are those of now.
    """
    enterprise = session.get_one(EnterpriseRecord, facts.uscc)
    today = at.astimezone(SHANGHAI).date()
    ledger = ledger_view(session, facts.uscc, today.year)
    return replace(
        facts,
        enterprise_name=enterprise.name,
        enterprise_kind=enterprise.kind,
        zone_status=enterprise.zone_status,
        zone_basis=enterprise.zone_basis,
        awarded_before_yuan=ledger.awarded_before,
        awarded_this_year_yuan=ledger.awarded_this_year,
        pool_left_yuan=ledger.pool_left,
        decided_on=today,
        rulings=applied_rulings(session, policy_id),
    )


def _role_of(entry: FilingEntry) -> str:
    """Return the role that only the deep-synthesis list prints."""
    return entry.category_or_role if entry.list_kind is ListKind.DEEP_SYNTHESIS else ""


def _earlier_filings(
    session: Session, uscc: str, group: list[MatchedEntry]
) -> tuple[EarlierFiling, ...]:
    """Return what the enterprise filed before: under its names, and under its filer code."""
    ours = {matched.entry.filing_key for matched in group}
    day = group[0].attachment.announced_on
    known = filings_of_enterprise(session, uscc)
    numbers = {filing.filing_number for filing in known}
    by_code = filings_of_same_filer_code(session, numbers | {group[0].entry.filing_number})
    return tuple(
        EarlierFiling(
            other.list_kind, other.filing_number, other.announced_on, other.title, linked_by
        )
        for others, linked_by in ((known, ""), (by_code, SAME_FILER_CODE))
        for other in others
        if other.filing_key not in ours
        and (other.announced_on < day or (other.is_settled and not linked_by))
    )
