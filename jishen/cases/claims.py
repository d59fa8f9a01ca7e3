"""The act of claiming: one transaction from a filled form to a case that waits for a reviewer."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.case_facts import SHANGHAI
from jishen.cases.case_notices import tell_reviewers
from jishen.cases.checking import close_correction
from jishen.cases.claim_records import NewClaim, add_claim
from jishen.cases.claim_terms import CLAIMABLE_STATES, ClaimTerms, Submission
from jishen.cases.transitions import change_state
from jishen.domain.claims import CheckResult, ClaimCheck
from jishen.domain.states import CaseState
from jishen.domain.windows import window_on
from jishen.store.audit import Actor
from jishen.store.claims import claim_by_action, current_claim, open_not_ours, uploads_of
from jishen.store.links import open_link
from jishen.store.session import Store
from jishen.store.tables import AwardCase, Claim, ClaimFile, EnterpriseLink
from jishen.store.tables.base import JsonValue
from jishen.store.windows import windows_of


class Taken(StrEnum):
    """What became of a submission."""

    NEW = "new"
    KNOWN = "known"
    """The same form came before: a double click, a reload, a proxy that tries again."""
    NO_LINK = "no_link"
    STATE = "state"
    """Somebody else confirmed, or the case is not to be claimed now."""
    WINDOW = "window"
    NOT_OURS = "not_ours"
    FILES = "files"
    """A file that was to be handed in is not there any more."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a submission, and the version it is."""

    taken: Taken
    version: int | None = None


def submit_claim(store: Store, submission: Submission, terms: ClaimTerms) -> Submitted:
    """Take a claim: its version, its checks, the case's new state, audit and notice, or nothing.

    A correction (补正) is a new version; nothing of an earlier one is changed.

    """
    with store.act("submit_claim") as session:
        link = open_link(session, submission.token, terms.at)
        if link is None:
            return Submitted(Taken.NO_LINK)
        case = session.scalars(
            select(AwardCase).where(AwardCase.id == link.case_id).with_for_update()
        ).one()
        known = claim_by_action(session, submission.action_key)
        if known is not None:
            is_ours = known.case_id == case.id
            return Submitted(Taken.KNOWN, known.version) if is_ours else Submitted(Taken.NO_LINK)
        files = uploads_of(session, case.id, submission.upload_ids)
        refusal = _refusal(session, case, terms)
        if refusal is None and len(files) != len(set(submission.upload_ids)):
            refusal = Taken.FILES
        if refusal is not None:
            return Submitted(refusal)
        return _take(session, case, link, files, submission, terms)


def _refusal(session: Session, case: AwardCase, terms: ClaimTerms) -> Taken | None:
    if open_not_ours(session, case.id) is not None:
        return Taken.NOT_OURS
    if case.state is CaseState.CORRECTION_REQUESTED:
        return None
    if case.state not in CLAIMABLE_STATES:
        return Taken.STATE
    windows = windows_of(session, terms.policy_id, terms.windows)
    return None if window_on(windows, terms.today).is_open else Taken.WINDOW


def _take(
    session: Session,
    case: AwardCase,
    link: EnterpriseLink,
    files: list[ClaimFile],
    submission: Submission,
    terms: ClaimTerms,
) -> Submitted:
    before = current_claim(session, case.id)
    new = NewClaim(case, link, before, files, submission, terms)
    claim, checks = add_claim(session, new)
    to = CaseState.SUBMITTED
    if case.state is CaseState.CORRECTION_REQUESTED:
        close_correction(session, case, terms.at)
        to = CaseState.FORM_CHECK
    change_state(
        session,
        case,
        to,
        at=terms.at,
        actor=Actor(f"企业 {case.uscc}", is_person=True),
        event="claim.submitted",
        body=_said(claim, files, checks),
    )
    link.expires_at = max(link.expires_at, terms.at + terms.status_lasts)
    tell_reviewers(
        session, case, terms.reviewers, by="", why=_why(claim, checks, terms), at=terms.at
    )
    return Submitted(Taken.NEW, claim.version)


def _said(
    claim: Claim, files: list[ClaimFile], checks: tuple[ClaimCheck, ...]
) -> dict[str, JsonValue]:
    """Return what the trail says of a claim: digests and results, nobody's data."""
    return {
        "claim": claim.id,
        "version": claim.version,
        "link": claim.link_id,
        "language": claim.language.value,
        "content_sha256": claim.content_sha256,
        "payee_sha256": claim.payee_sha256,
        "contact_sha256": claim.contact_sha256,
        "files": [*sorted(file.sha256 for file in files)],
        "checks": {check.key: check.result.value for check in checks},
    }


def _why(claim: Claim, checks: tuple[ClaimCheck, ...], terms: ClaimTerms) -> str:
    what = "企业提交申报" if claim.version == 1 else f"企业提交补正（第 {claim.version} 版）"
    passed = sum(check.result is CheckResult.PASSED for check in checks)
    open_ones = "、".join(check.name for check in checks if check.result is not CheckResult.PASSED)
    rest = f"，须核实：{open_ones}" if open_ones else ""
    at = terms.at.astimezone(SHANGHAI)
    return f"{what}（{at:%Y-%m-%d %H:%M}）。自动核对 {len(checks)} 项，通过 {passed} 项{rest}"
