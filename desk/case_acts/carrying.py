"""From a filled form to the act itself."""

from collections.abc import Callable
from dataclasses import dataclass

from desk.case_acts.fields import CREDIT, DETERMINED, Filled, operating_status
from jishen.cases import checking, closing, deciding, leaving, reviewing
from jishen.cases.act_terms import Acting, ActTerms, Asked, Done
from jishen.domain.acts import CaseAct
from jishen.domain.decisions import CreditStanding
from jishen.domain.errors import TransitionRefused
from jishen.domain.review import Determination
from jishen.store.session import Store
from jishen.store.tables import Person


@dataclass(frozen=True, slots=True)
class Call:
    """An act about to be carried out: who, on what, on which terms, with what was typed."""

    store: Store
    acting: Acting
    asked: Asked
    terms: ActTerms
    filled: Filled


def carry_out_form(act: CaseAct, call: Call) -> Done:
    """Carry out an act as its form asks.

    Raises:
        JishenError: it was refused; nothing was changed, the message says why.
    """
    return _ACTS[act](call)


def determination_of(filled: Filled) -> Determination:
    """Return what a reviewer determined and found."""
    return Determination(
        determined_yuan=filled.yuan(DETERMINED.name) or 0,
        has_same_category_award=filled.text("same_category") == "yes",
        same_category_award_yuan=filled.yuan("same_category_yuan"),
        credit=CreditStanding(filled.text(CREDIT.name)),
        operating_zone_status=operating_status(filled),
    )


def _plain(what: Callable[[Store, Acting, Asked, ActTerms], Done]) -> Callable[[Call], Done]:
    return lambda call: what(call.store, call.acting, call.asked, call.terms)


def _assign(call: Call) -> Done:
    with call.store.reading() as session:
        person = session.get(Person, call.filled.text("to"))
    if person is None:
        message = "请选择分派给谁"
        raise TransitionRefused(message)
    to = Acting(person.id, person.name)
    return checking.assign_case(call.store, call.acting, to, call.asked, call.terms)


def _request_correction(call: Call) -> Done:
    items = [checking.Correction(words) for words in call.filled.values.get("items", ())]
    return checking.request_correction(call.store, call.acting, items, call.asked, call.terms)


def _review(call: Call) -> Done:
    found = determination_of(call.filled)
    return reviewing.review(call.store, call.acting, found, call.asked, call.terms)


def _reject(call: Call) -> Done:
    clause = call.filled.text("clause")
    return leaving.reject(call.store, call.acting, clause, call.asked, call.terms)


def _claw_back(call: Call) -> Done:
    amount = call.filled.yuan("amount_yuan") or 0
    back = closing.ClawbackTerms(amount, call.filled.text("document"))
    return closing.claw_back(call.store, call.acting, back, call.asked, call.terms)


_ACTS: dict[CaseAct, Callable[[Call], Done]] = {
    CaseAct.TAKE: _plain(checking.take_case),
    CaseAct.ASSIGN: _assign,
    CaseAct.WAIT_FOR_WINDOW: _plain(checking.wait_for_window),
    CaseAct.OPEN_WINDOW: _plain(checking.open_window),
    CaseAct.RECEIVE_CLAIM: _plain(checking.receive_claim),
    CaseAct.ACCEPT: _plain(checking.accept_form),
    CaseAct.REQUEST_CORRECTION: _request_correction,
    CaseAct.RECEIVE_CORRECTION: _plain(checking.receive_correction),
    CaseAct.REVIEW: _review,
    CaseAct.SECOND_REVIEW: _plain(reviewing.second_review),
    CaseAct.CONFIRM_CITY: _plain(reviewing.confirm_city),
    CaseAct.END_NOTICE: _plain(reviewing.end_notice),
    CaseAct.OBJECT: _plain(reviewing.object_to),
    CaseAct.DISMISS_OBJECTION: _plain(reviewing.dismiss_objection),
    CaseAct.SEND_BACK: _plain(reviewing.send_back),
    CaseAct.DECIDE: _plain(deciding.decide),
    CaseAct.REJECT: _reject,
    CaseAct.HOLD: _plain(leaving.hold),
    CaseAct.RELEASE_HOLD: _plain(leaving.release_hold),
    CaseAct.WITHDRAW: _plain(leaving.withdraw),
    CaseAct.EXPIRE: _plain(leaving.expire),
    CaseAct.ARCHIVE: _plain(closing.archive),
    CaseAct.CLAW_BACK: _claw_back,
}
