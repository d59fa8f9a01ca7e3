"""What every act of a person on a case has in common: one transaction, rights read inside it.

The rows are locked in one order everywhere (person, enterprise, case, pool, audit), so that two
acts wait for each other and never for ever.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from jishen.cases import outbox
from jishen.cases.act_terms import Acting, ActTerms, Asked, Done
from jishen.cases.evidence import digest_of, evidence_digest
from jishen.cases.ownership import Who, refuse_own_case
from jishen.cases.transitions import change_state
from jishen.domain.acts import ACT_NAMES, CaseAct, rule_for
from jishen.domain.case_errors import AlreadyActed
from jishen.domain.errors import TransitionRefused
from jishen.domain.notices import Audience, NoticeEvent
from jishen.domain.people import Role
from jishen.domain.states import STATE_NAMES, CaseState, Hold
from jishen.store import audit
from jishen.store.approvals import act_of_form, last_act
from jishen.store.audit import Actor
from jishen.store.cases import case_by_number
from jishen.store.rows import insert_rows
from jishen.store.session import Store
from jishen.store.tables import AwardCase, CaseActRecord, EnterpriseRecord
from jishen.store.tables.base import JsonValue

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPINION_CHARACTERS = 2000


@dataclass(slots=True)
class Opened:
    """A case that is being acted on, within the transaction."""

    session: Session
    case: AwardCase
    actor: Actor
    act: CaseAct
    asked: Asked
    terms: ActTerms
    person_id: str
    before: CaseState
    signed_sha256: str = ""
    """The evidence that this act signed, when it is an approval."""
    details: dict[str, JsonValue] = field(default_factory=dict)
    """What is put into the act's record beside the opinion."""

    def digest(self) -> str:
        """Return the digest of the evidence as it stands now."""
        return evidence_digest(self.session, self.case, self.terms.claim)

    def move(self, to: CaseState, *, hold: Hold = Hold.POLICY, event: str = "") -> None:
        """Change the case's state, with the audit entry of this act."""
        change_state(
            self.session,
            self.case,
            to,
            at=self.terms.at,
            actor=self.actor,
            event=event or event_of(self.act),
            body=self.said(),
            hold=hold,
        )

    def note(self) -> None:
        """Write the audit entry of an act that leaves the state as it is, and raise the version."""
        self.case.version += 1
        self.session.flush()
        audit.append(
            self.session,
            at=self.terms.at,
            actor=self.actor,
            event=event_of(self.act),
            case_id=self.case.id,
            body=self.said(),
        )

    def said(self) -> dict[str, JsonValue]:
        """Return what the audit trail says of the act: digests and numbers, never the words."""
        return {**self.details, "opinion_sha256": digest_of(self.asked.opinion)}

    def tell(self, why: str) -> None:
        """Tell the reviewers' recipients that this case waits, and why."""
        tell(self.session, self.case, self.terms, by=self.actor.name, why=why)


def event_of(act: CaseAct) -> str:
    """Return the name of an act in the audit trail."""
    return f"act.{act.value}"


def tell(session: Session, case: AwardCase, terms: ActTerms, *, by: str, why: str) -> None:
    """Put a message for each of the reviewers' recipients into the outbox."""
    for recipient in terms.reviewers:
        outbox.put(
            session,
            NoticeEvent.CASE_WAITING,
            Audience.REVIEWERS,
            recipient,
            subject={"case_id": case.id, "by": by, "why": why, "version": case.version},
            case_id=case.id,
            at=terms.at,
        )


def carry_out(  # noqa: PLR0913 (who, what, why, on which terms, and the act's own part)
    store: Store,
    acting: Acting,
    act: CaseAct,
    asked: Asked,
    terms: ActTerms,
    what: Callable[[Opened], str],
    *,
    point: str = "case_act",
) -> Done:
    """Carry out one act in one transaction; `what` does its own part and returns a note.

    Raises:
        AlreadyActed: the case is not in the version that was shown; says who acted when.
        NotYours: the person's own case.
        TransitionRefused: no such case, or not from this state.
    """
    with store.act(point) as session:
        case = _found(session, asked)
        ask = partial(_repeated, session, case, acting, act, asked)
        repeated = ask()
        if repeated is not None:
            return repeated
        actor = _locked(session, case, acting, act, asked, terms)
        repeated = ask()  # again: a double click waits at the lock
        if repeated is not None:
            return repeated
        _refuse_what_is_not_open(session, case, act, asked)
        who = Who(acting.person_id, acting.name, actor)
        refuse_own_case(session, case, who, act, terms.seal)
        opened = Opened(session, case, actor, act, asked, terms, acting.person_id, case.state)
        note = what(opened)
        _record(opened)
        return Done(case.case_number, case.state, case.version, opened.actor.name, terms.at, note)


def _found(session: Session, asked: Asked) -> AwardCase:
    case = case_by_number(session, asked.case_number)
    if case is None:
        message = f"没有编号为 {asked.case_number} 的案件"
        raise TransitionRefused(message)
    if not asked.opinion.strip():
        message = "没有填写意见"
        raise TransitionRefused(message)
    if len(asked.opinion) > OPINION_CHARACTERS:
        message = f"意见过长（{len(asked.opinion)} 字，至多 {OPINION_CHARACTERS} 字）"
        raise TransitionRefused(message)
    return case


def _repeated(
    session: Session, case: AwardCase, acting: Acting, act: CaseAct, asked: Asked
) -> Done | None:
    """Return what the same form did before, None when it is new."""
    record = act_of_form(session, case.id, asked.action_key) if asked.action_key else None
    if record is None:
        return None
    if (record.person_id, record.act) != (acting.person_id, act):
        message = f"案件 {case.case_number} 的这份表单已用于另一次办理"
        raise AlreadyActed(message)
    state, version = record.state_after, record.version_after
    return Done(case.case_number, state, version, record.by, record.at, is_repeat=True)


def _locked(
    session: Session,
    case: AwardCase,
    acting: Acting,
    act: CaseAct,
    asked: Asked,
    terms: ActTerms,
) -> Actor:
    """Look before anything is locked, then lock person, enterprise and case in this order.

    Who comes too late, as all but one of many do, is told so without waiting for anybody.
    """
    roles = _refuse_what_is_not_open(session, case, act, asked)
    actor = terms.rights(session, acting.person_id, roles, terms.at)
    session.scalars(_LOCKED_ENTERPRISE, {"uscc": case.uscc}).one()
    session.scalars(_LOCKED_CASE, {"case_id": case.id}).one()
    return actor


def _refuse_what_is_not_open(
    session: Session, case: AwardCase, act: CaseAct, asked: Asked
) -> tuple[Role, ...]:
    """Refuse an act on another version or from another state; return the roles that may do it."""
    _refuse_stale(session, case, asked)
    return _roles_for(case, act)


def _roles_for(case: AwardCase, act: CaseAct) -> tuple[Role, ...]:
    """Return the roles that may do this to the case as it stands."""
    rule = rule_for(act, case.state)
    if rule is None:
        raise TransitionRefused(_not_from_here(case, act))
    return rule.roles


def _not_from_here(case: AwardCase, act: CaseAct) -> str:
    return f"案件 {case.case_number} 当前为“{STATE_NAMES[case.state]}”，不能办理“{ACT_NAMES[act]}”"


def _refuse_stale(session: Session, case: AwardCase, asked: Asked) -> None:
    if case.version == asked.version:
        return
    now = f"现为“{STATE_NAMES[case.state]}”"
    last = last_act(session, case.id)
    if last is None or last.version_after <= asked.version:
        message = f"案件 {case.case_number} 在您打开之后有变化，{now}"
    else:
        when = f"{last.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        message = (
            f"案件 {case.case_number} 已由{last.by}于 {when} 办理“{ACT_NAMES[last.act]}”，{now}"
        )
    raise AlreadyActed(message)


def _record(opened: Opened) -> None:
    session, case = opened.session, opened.case
    trail = audit.last_of(session, case.id)
    record = CaseActRecord(
        case_id=case.id,
        act=opened.act,
        person_id=opened.person_id,
        by=opened.actor.name,
        at=opened.terms.at,
        opinion=opened.asked.opinion.strip(),
        details=dict(opened.details),
        state_before=opened.before,
        state_after=case.state,
        version_after=case.version,
        evidence_sha256=opened.signed_sha256 or opened.digest(),
        action_key=opened.asked.action_key or None,
        audit_sequence=trail,
    )
    insert_rows(session, [record])


_LOCKED_ENTERPRISE = (
    select(EnterpriseRecord.uscc)
    .where(EnterpriseRecord.uscc == bindparam("uscc"))
    .with_for_update()
)
_LOCKED_CASE = (
    select(AwardCase)
    .where(AwardCase.id == bindparam("case_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
