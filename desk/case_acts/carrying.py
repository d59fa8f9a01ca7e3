"""From a filled form to the act itself."""

from collections.abc import Callable
from dataclasses import dataclass

from desk.case_acts.fields import CREDIT, DETERMINED, Filled, operating_status
from jishen.cases import checking, closing, leaving, reviewing
from jishen.cases.act_terms import Acting, ActTerms, Asked, Done
from jishen.cases.plain_acts import PLAIN_ACTS
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
    if act in PLAIN_ACTS:
        return PLAIN_ACTS[act](call.store, call.acting, call.asked, call.terms)
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
    CaseAct.ASSIGN: _assign,
    CaseAct.REQUEST_CORRECTION: _request_correction,
    CaseAct.REVIEW: _review,
    CaseAct.REJECT: _reject,
    CaseAct.CLAW_BACK: _claw_back,
}
"""The acts that ask for more than the opinion; the others are `PLAIN_ACTS`."""
