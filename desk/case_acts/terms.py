"""On which terms people act at the desk, and what they act over."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from sqlalchemy.orm import Session

from desk.context import Desk, desk_of
from desk.guard import person_of
from jishen.access.rights import acting
from jishen.access.sessions import SignedIn
from jishen.cases.act_terms import Acting, ActTerms, CasePolicy
from jishen.cases.evidence import evidence_digest
from jishen.domain.acts import CaseAct, acts_open_to
from jishen.domain.notices import Audience
from jishen.store.calendars import work_calendar
from jishen.store.claims import claim_digest
from jishen.store.tables import AwardCase
from rules import POLICIES


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person may do with a case as it stands, and over which evidence."""

    acts: tuple[CaseAct, ...]
    version: int
    evidence_sha256: str


def terms_at(desk: Desk, session: Session, at: datetime) -> ActTerms:
    """Return the terms of this installation; a case is decided by the policy it was opened on."""
    settings = desk.settings
    return ActTerms(
        at=at,
        rights=acting,
        claim=claim_digest,
        policies={key: CasePolicy(entry.decide, entry.zone) for key, entry in POLICIES.items()},
        calendar=work_calendar(session),
        reviewers=tuple(each.name for each in settings.recipients_of(Audience.REVIEWERS)),
        rules=settings.review.to_rules(),
        seal=desk.seal,
    )


def terms_of(request: Request) -> ActTerms:
    """Return the terms at this moment."""
    desk = desk_of(request)
    with desk.store.reading() as session:
        return terms_at(desk, session, desk.clock())


def acting_person(request: Request) -> Acting:
    """Return who acts; what they may do is read anew inside the act."""
    who = person_of(request)
    return Acting(who.person_id, who.name, who.roles)


def choice_of(session: Session, case: AwardCase, who: SignedIn) -> Choice:
    """Return what a person may do with a case as it stands, and what their form is bound to."""
    open_acts = acts_open_to(case.state, who.roles)
    digest = evidence_digest(session, case, claim_digest) if open_acts else ""
    return Choice(open_acts, case.version, digest)
