"""What people's acts on cases need: rights, policies, the calendar, the review's rules."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from flows.running import recipients
from jishen.access.rights import acting
from jishen.cases.act_terms import ActTerms, CasePolicy
from jishen.cases.claim_records import payee_of
from jishen.domain.notices import Audience
from jishen.sealing import seal_or_new
from jishen.settings import Settings
from jishen.store.calendars import work_calendar
from jishen.store.claims import claim_digest, current_claim
from rules import POLICIES


def act_terms(settings: Settings, at: datetime, session: Session) -> ActTerms:
    """Return the terms on which people act; the calendar is read in the given session.

    A case is decided by the policy it was opened on, whichever the settings choose for new ones.
    """
    return ActTerms(
        at=at,
        rights=acting,
        claim=claim_digest,
        policies={key: CasePolicy(entry.decide, entry.zone) for key, entry in POLICIES.items()},
        calendar=work_calendar(session),
        reviewers=recipients(settings, Audience.REVIEWERS),
        rules=settings.review.to_rules(),
        seal=seal_or_new(settings.key_file),
    )


def payees_of(
    settings: Settings, session: Session, case_ids: Sequence[str]
) -> dict[str, tuple[str, str, str]]:
    """Return the accounts that enterprises gave on their page, by case: name, number, branch.

    A case whose claim came on paper, or whose account is erased, is not in it.
    """
    seal = seal_or_new(settings.key_file)
    found = {}
    for case_id in case_ids:
        claim = current_claim(session, case_id)
        payee = payee_of(seal, claim) if claim is not None else None
        if payee is not None:
            found[case_id] = (payee.account_name, payee.account_number, payee.bank_branch)
    return found


def clause_names() -> dict[str, str]:
    """Return the words of every policy for its clauses, by the clause's key."""
    return {clause.key: clause.name for entry in POLICIES.values() for clause in entry.clauses}
