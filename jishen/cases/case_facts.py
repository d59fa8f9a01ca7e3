"""The facts a policy is asked about, as the database has them now."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from jishen.cases.cancellations import cancelled_filings
from jishen.cases.zoning import zone_answer
from jishen.domain.decisions import CaseFacts, EarlierFiling, YearLedger
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.filing_numbers import filing_key
from jishen.domain.filings import ListKind
from jishen.domain.zones import ZoneTest
from jishen.store.announcements import history_since
from jishen.store.entries import MatchedEntry, filings_of_enterprise
from jishen.store.filing_history import filings_of_same_filer_code
from jishen.store.ledger import ledger_view, year_ledger
from jishen.store.rulings import applied_rulings
from jishen.store.tables import EnterpriseRecord, FilingEntry
from jishen.store.zones import zone_question

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
    zone: ZoneTest | None = None,
) -> CaseFacts:
    """Return the facts of a group's leading filing, as the database has them now."""
    filed = _filed_facts(session, group, enterprise, at.astimezone(SHANGHAI).date())
    return refreshed_facts(session, filed, policy_id, at, zone)


def _filed_facts(
    session: Session, group: list[MatchedEntry], enterprise: EnterpriseRecord, today: date
) -> CaseFacts:
    """Return what the filing and the history say; zone, ledger and rulings are still to come."""
    leading = group[0]
    return CaseFacts(
        uscc=enterprise.uscc,
        enterprise_name=enterprise.name,
        enterprise_kind=enterprise.kind,
        zone_status=ZoneStatus.UNCERTAIN,
        zone_basis="",
        list_kind=leading.entry.list_kind,
        filing_number=leading.entry.filing_number,
        filing_title=leading.entry.title,
        filer_name=leading.entry.filer_name,
        announced_on=leading.attachment.announced_on,
        announced_on_basis=leading.attachment.announced_on_basis,
        is_registration=leading.entry.list_kind is ListKind.GENERATIVE_AI_REGISTRATION,
        earlier_filings=_earlier_filings(session, enterprise.uscc, group),
        history_since=history_since(session, tier_of(leading.entry.list_kind)),
        awarded_before_yuan=0,
        awarded_this_year_yuan=0,
        pool_left_yuan=None,
        same_category_award_this_year=None,
        determined_yuan=None,
        decided_on=today,
        role=_role_of(leading.entry),
        filed_on=leading.entry.filed_on,
    )


def refreshed_facts(
    session: Session,
    facts: CaseFacts,
    policy_id: str,
    at: datetime,
    zone: ZoneTest | None = None,
) -> CaseFacts:
    """Return the facts a case was decided on, with what may have changed since.

    The filing, and what stood before it, stay as they were found. Its cancellation, the enterprise,
    the ledger of every year it may need, the rulings and the day are those of now.
    """
    enterprise = session.get_one(EnterpriseRecord, facts.uscc)
    today = at.astimezone(SHANGHAI).date()
    asked = zone_question(session, enterprise, today)
    place = zone_answer(asked, zone)
    ledger = ledger_view(session, facts.uscc, today.year)
    key = filing_key(facts.filing_number)
    return replace(
        facts,
        enterprise_name=enterprise.name,
        enterprise_kind=enterprise.kind,
        enterprise_status=enterprise.status,
        enterprise_status_on=enterprise.status_on,
        moved_in_on=enterprise.moved_in_on,
        zone_status=place.status,
        zone_basis=place.basis,
        zone_by_reading=place.by_reading,
        registered_point=asked.point,
        awarded_before_yuan=ledger.awarded_before,
        awarded_this_year_yuan=ledger.awarded_this_year,
        pool_left_yuan=ledger.pool_left,
        decided_on=today,
        cancelled_on=cancelled_filings(session, [key]).get(key),
        other_years=_other_years(session, facts.uscc, facts.announced_on.year, today.year),
        rulings=applied_rulings(session, policy_id),
    )


def with_what_people_said(facts: CaseFacts, before: CaseFacts) -> CaseFacts:
    """Return facts of now with what enterprise and reviewer said for the decision before."""
    return replace(
        facts,
        earlier_filings=before.earlier_filings,
        determined_yuan=before.determined_yuan,
        same_category_award_this_year=before.same_category_award_this_year,
        same_category_award_yuan=before.same_category_award_yuan,
        credit=before.credit,
        operating_zone_status=before.operating_zone_status,
        submitted_on=before.submitted_on,
        other_district_awards=before.other_district_awards,
        is_special_project=before.is_special_project,
        related_parties=before.related_parties,
    )


def _other_years(session: Session, uscc: str, year: int, this_year: int) -> tuple[YearLedger, ...]:
    """Return the ledger of the filing's year: a reading of the cap and the pool may need it."""
    return () if year == this_year else (year_ledger(session, uscc, year),)


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
