"""The review: the determined amount, a second person, the city, the public notice, objections."""

from jishen.cases.act_terms import Acting, ActTerms, Asked, Done
from jishen.cases.acting import Opened, carry_out, event_of
from jishen.cases.determining import decide_on, keep_decision
from jishen.cases.voiding import EVIDENCE_CHANGED, is_stale, void
from jishen.domain.acts import CaseAct
from jishen.domain.case_errors import EvidenceChanged
from jishen.domain.decisions import Decision, Outcome
from jishen.domain.errors import TransitionRefused
from jishen.domain.review import Determination, next_step
from jishen.domain.states import STATE_NAMES, CaseState
from jishen.store.approvals import approvals_in_force
from jishen.store.case_history import passages_of
from jishen.store.session import Store
from jishen.store.tables import Approval


def review(
    store: Store, acting: Acting, found: Determination, asked: Asked, terms: ActTerms
) -> Done:
    """Determine the amount and pass the substantive review: the first approval.

    The policy is asked anew with what was determined (就高补差 on determined amounts); the case
    goes on to the steps that its amount and the settings call for.

    Raises:
        EvidenceChanged: the evidence is not what was shown.
        TransitionRefused: the amount is out of range, or the policy does not let the case pass.
    """

    def determine(opened: Opened) -> str:
        refuse_other_evidence(opened)
        case = opened.case
        if not 0 <= found.determined_yuan <= case.ceiling_yuan:
            message = (
                f"核定额 {found.determined_yuan:,} 元不在 0 至最高 {case.ceiling_yuan:,} 元之间"
            )
            raise TransitionRefused(message)
        decided = decide_on(opened.session, case, terms, found)
        decision = decided[1]
        _refuse_what_policy_holds(decision)
        keep_decision(opened.session, case, terms, f"review:{case.version}", decided)
        opened.details |= {
            "determined_yuan": case.determined_yuan,
            "payable_yuan": case.payable_yuan,
        }
        if decision.outcome is Outcome.NO_FURTHER_AWARD:
            opened.move(CaseState.NO_FURTHER_AWARD)
            return decision.reason
        sign(opened)
        return _go_on(opened, CaseState.SUBSTANTIVE_REVIEW)

    return carry_out(store, acting, CaseAct.REVIEW, asked, terms, determine)


def second_review(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Confirm the review as another person, over the same evidence.

    Raises:
        EvidenceChanged: it is not what the first reviewer signed; the case went back to the review.
    """

    def confirm(opened: Opened) -> str:
        if is_stale(opened.session, opened.case, opened.terms):
            return send_back_stale(opened, EVIDENCE_CHANGED)
        refuse_other_evidence(opened)
        sign(opened)
        return _go_on(opened, CaseState.SECOND_REVIEW)

    done = carry_out(store, acting, CaseAct.SECOND_REVIEW, asked, terms, confirm)
    return raise_if_sent_back(done)


def confirm_city(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Note that the city's department has confirmed the case; the opinion names its document."""

    def confirm(opened: Opened) -> str:
        return _go_on(opened, CaseState.CITY_CONFIRMATION)

    return carry_out(store, acting, CaseAct.CONFIRM_CITY, asked, terms, confirm)


def end_notice(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """End the public notice without an objection, once its last working day is over.

    Raises:
        TransitionRefused: it is not over.
    """

    def end(opened: Opened) -> str:
        began = [
            p.on
            for p in passages_of(opened.session, opened.case.id)
            if p.state is CaseState.PUBLIC_NOTICE
        ]
        last = terms.calendar.due(began[0], terms.rules.public_notice_workdays).on
        if terms.today <= last:
            message = f"公示期至 {last}，尚未届满"
            raise TransitionRefused(message)
        return _go_on(opened, CaseState.PUBLIC_NOTICE)

    return carry_out(store, acting, CaseAct.END_NOTICE, asked, terms, end)


def object_to(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Record an objection that came in during the public notice; the opinion says what it is."""

    def record(opened: Opened) -> str:
        opened.move(CaseState.OBJECTION)
        opened.tell("公示期内收到异议，须核查")
        return ""

    return carry_out(store, acting, CaseAct.OBJECT, asked, terms, record)


def dismiss_objection(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Find an objection unfounded: the public notice runs on from where it was."""

    def dismiss(opened: Opened) -> str:
        opened.move(CaseState.PUBLIC_NOTICE)
        return ""

    return carry_out(store, acting, CaseAct.DISMISS_OBJECTION, asked, terms, dismiss)


def send_back(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Send a case back to the substantive review; what was signed is void, and the signers told."""

    def back(opened: Opened) -> str:
        _void(opened, f"{opened.actor.name}退回：{asked.opinion.strip()}")
        return ""

    return carry_out(store, acting, CaseAct.SEND_BACK, asked, terms, back)


def sign(opened: Opened) -> None:
    """Sign the step over the evidence as it stands now."""
    opened.signed_sha256 = opened.digest()
    opened.session.add(
        Approval(
            case_id=opened.case.id,
            step=opened.act.value,
            person_id=opened.person_id,
            approver=opened.actor.name,
            opinion=opened.asked.opinion.strip(),
            evidence_sha256=opened.signed_sha256,
            approved_at=opened.terms.at,
        )
    )
    opened.session.flush()


def refuse_other_evidence(opened: Opened) -> None:
    """Refuse an act over evidence that is not what was shown.

    Raises:
        EvidenceChanged: it is not.
    """
    shown = opened.asked.evidence_sha256
    if shown and shown != opened.digest():
        message = f"案件 {opened.case.case_number} 的审核依据在您打开之后有变化"
        raise EvidenceChanged(message)


def send_back_stale(opened: Opened, why: str) -> str:
    """Make the approvals void because what they are over has changed; return why."""
    opened.details["is_sent_back"] = True
    _void(opened, why)
    return why


def raise_if_sent_back(done: Done) -> Done:
    """Tell the person, once it is committed, that the case went back instead.

    Raises:
        EvidenceChanged: it did.
    """
    if done.state is CaseState.SUBSTANTIVE_REVIEW:
        message = f"{done.note}，原签署已作废，案件 {done.case_number} 已退回实质审核"
        raise EvidenceChanged(message)
    return done


def _void(opened: Opened, why: str) -> None:
    opened.details["voided"] = len(approvals_in_force(opened.session, opened.case.id))
    void(
        opened.session,
        opened.case,
        opened.terms,
        actor=opened.actor,
        event=event_of(opened.act),
        why=why,
    )


def _go_on(opened: Opened, done: CaseState) -> str:
    case, terms = opened.case, opened.terms
    to = next_step(done, case.id, case.payable_yuan, terms.rules)
    opened.move(to)
    if to in {CaseState.SECOND_REVIEW, CaseState.AWAITING_DECISION}:
        opened.tell(f"{STATE_NAMES[to]}：应付 {case.payable_yuan:,} 元")
    return ""


def _refuse_what_policy_holds(decision: Decision) -> None:
    pays = decision.outcome is Outcome.ELIGIBLE and decision.payable_yuan > 0
    if pays or decision.outcome is Outcome.NO_FURTHER_AWARD:
        return
    message = f"按所填情况测算，政策不允许通过：{decision.reason}请暂缓、不予奖励，或改正所填情况"
    raise TransitionRefused(message)
