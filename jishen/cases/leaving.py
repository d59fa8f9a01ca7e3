"""The side exits: refuse with reason and clause, hold and release, withdraw, let expire."""

from jishen.cases.act_terms import Acting, ActTerms, Asked, Done
from jishen.cases.acting import Opened, carry_out
from jishen.cases.case_news import tell_news
from jishen.cases.holding import state_after_hold
from jishen.cases.reviewing import refuse_other_evidence
from jishen.cases.voiding import is_stale, void
from jishen.domain.acts import CaseAct
from jishen.domain.errors import TransitionRefused
from jishen.domain.notices import NewsKind
from jishen.domain.states import APPROVING_STATES, CaseState, Hold
from jishen.store.approvals import void_approvals_of
from jishen.store.session import Store


def reject(store: Store, acting: Acting, clause: str, asked: Asked, terms: ActTerms) -> Done:
    """Refuse the award by a clause; the opinion is the reason the enterprise is told.

    Raises:
        TransitionRefused: no clause is named.
    """

    def refuse(opened: Opened) -> str:
        if not clause.strip():
            message = "不予奖励须写明所依据的条款"
            raise TransitionRefused(message)
        refuse_other_evidence(opened)
        opened.details["clause"] = clause.strip()
        _end(opened, CaseState.NOT_ELIGIBLE, "不予奖励")
        _tell(opened, NewsKind.REFUSED)
        return ""

    return carry_out(store, acting, CaseAct.REJECT, asked, terms, refuse)


def hold(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Put a case on hold; only a person lets it go on. The opinion is the reason."""

    def stop(opened: Opened) -> str:
        opened.move(CaseState.ON_HOLD, hold=Hold.PERSON)
        return ""

    return carry_out(store, acting, CaseAct.HOLD, asked, terms, stop)


def release_hold(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Let a held case go on where it stood; with stale approvals it goes back to the review."""

    def go_on(opened: Opened) -> str:
        to = state_after_hold(opened.session, opened.case)
        is_to_be_signed_again = to in APPROVING_STATES and is_stale(
            opened.session, opened.case, terms
        )
        if is_to_be_signed_again:
            why = "暂缓期间审核依据有变化"
            void(
                opened.session,
                opened.case,
                terms,
                actor=opened.actor,
                event=f"act.{opened.act.value}",
                why=why,
            )
            return why
        opened.move(to)
        return ""

    return carry_out(store, acting, CaseAct.RELEASE_HOLD, asked, terms, go_on)


def withdraw(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Record that the enterprise withdrew its claim; the opinion names how it said so."""

    def end(opened: Opened) -> str:
        _end(opened, CaseState.WITHDRAWN, "企业撤回")
        return ""

    return carry_out(store, acting, CaseAct.WITHDRAW, asked, terms, end)


def expire(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """End a case that was not claimed, or not corrected, in time."""

    def end(opened: Opened) -> str:
        _end(opened, CaseState.EXPIRED, "逾期失效")
        _tell(opened, NewsKind.EXPIRED)
        return ""

    return carry_out(store, acting, CaseAct.EXPIRE, asked, terms, end)


def _end(opened: Opened, to: CaseState, why: str) -> None:
    """End a case; what was signed for it holds no more."""
    void_approvals_of(opened.session, opened.case.id, opened.terms.at, why)
    opened.move(to)


def _tell(opened: Opened, kind: NewsKind) -> None:
    """Tell the enterprise, unless it was never told of the case."""
    if opened.before is not CaseState.BACKLOG:
        tell_news(opened.session, opened.case, kind, opened.terms.at)
