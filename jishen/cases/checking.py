"""From the claim to the form check: take a case, assign it, check its form, ask for corrections."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from jishen.cases.act_terms import Acting, ActTerms, Asked, Done
from jishen.cases.acting import Opened, carry_out
from jishen.cases.case_news import tell_news
from jishen.domain.acts import CaseAct
from jishen.domain.errors import TransitionRefused
from jishen.domain.notices import NewsKind
from jishen.domain.people import Role
from jishen.domain.states import CaseState
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import AwardCase, CorrectionItem, CorrectionRequest

MOST_ITEMS = 20
_MAY_BE_ASSIGNED = (Role.REVIEWER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Correction:
    """One item that an enterprise must correct."""

    words: str
    about: str = ""
    """Code of a material of the form, such as M7."""


def take_case(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Take a case: it is the person's now; a claim that nobody had goes to the form check."""

    def take(opened: Opened) -> str:
        _assign(opened, acting.person_id, opened.actor.name)
        if opened.case.state is CaseState.SUBMITTED:
            opened.move(CaseState.FORM_CHECK)
        else:
            opened.note()
        return ""

    return carry_out(store, acting, CaseAct.TAKE, asked, terms, take)


def assign_case(store: Store, acting: Acting, to: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Give a case to somebody who may review; that person's rights are read here as well."""

    def assign(opened: Opened) -> str:
        _assign(opened, to.person_id, named[to.person_id].name)
        opened.details["assignee"] = to.person_id
        opened.note()
        return ""

    named: dict[str, Actor] = {}

    def both(session: Session, person_id: str, roles: tuple[Role, ...], at: datetime) -> Actor:
        # In one order, whoever gives to whom: two who give to each other must not wait for ever.
        for each in sorted({person_id, to.person_id}):
            asked_of = roles if each == person_id else _MAY_BE_ASSIGNED
            named[each] = terms.rights(session, each, asked_of, at)
        return named[person_id]

    return carry_out(store, acting, CaseAct.ASSIGN, asked, replace(terms, rights=both), assign)


def receive_claim(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Enter a claim that came on paper; who enters it may not approve the case."""

    def receive(opened: Opened) -> str:
        opened.move(CaseState.SUBMITTED)
        return ""

    return carry_out(store, acting, CaseAct.RECEIVE_CLAIM, asked, terms, receive)


def wait_for_window(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Put a case aside until a window for claims opens."""

    def wait(opened: Opened) -> str:
        opened.move(CaseState.WAITING_FOR_WINDOW)
        return ""

    return carry_out(store, acting, CaseAct.WAIT_FOR_WINDOW, asked, terms, wait)


def open_window(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Let a case go on whose window for claims has opened."""

    def go_on(opened: Opened) -> str:
        opened.move(CaseState.ENTERPRISE_NOTIFIED)
        return ""

    return carry_out(store, acting, CaseAct.OPEN_WINDOW, asked, terms, go_on)


def accept_form(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Pass the form check: the claim is complete and the clock of the decision starts."""

    def accept(opened: Opened) -> str:
        opened.move(CaseState.SUBSTANTIVE_REVIEW)
        return ""

    return carry_out(store, acting, CaseAct.ACCEPT, asked, terms, accept)


def request_correction(
    store: Store,
    acting: Acting,
    items: Sequence[Correction],
    asked: Asked,
    terms: ActTerms,
) -> Done:
    """Ask the enterprise to correct, item by item, as often as the settings allow (once).

    Raises:
        TransitionRefused: no item, an item without words, too many, or asked too often.
    """

    def request(opened: Opened) -> str:
        _refuse_bad_items(items)
        number = _next_round(opened, terms.rules.most_corrections)
        due = terms.calendar.due(terms.today, terms.rules.correction_workdays)
        _add_items(opened, number, items)
        opened.details |= {"round": number, "items": len(items), "due_on": due.on.isoformat()}
        opened.move(CaseState.CORRECTION_REQUESTED)
        tell_news(opened.session, opened.case, NewsKind.CORRECTION, terms.at)
        return f"补正期限至 {due.on}"

    return carry_out(store, acting, CaseAct.REQUEST_CORRECTION, asked, terms, request)


def receive_correction(store: Store, acting: Acting, asked: Asked, terms: ActTerms) -> Done:
    """Enter a correction that came on paper; who enters it may not approve the case."""

    def receive(opened: Opened) -> str:
        close_correction(opened.session, opened.case, terms.at)
        opened.move(CaseState.FORM_CHECK)
        return ""

    return carry_out(store, acting, CaseAct.RECEIVE_CORRECTION, asked, terms, receive)


def close_correction(session: Session, case: AwardCase, at: datetime) -> None:
    """Note that the open request of a case is answered; the caller moves the case on."""
    session.execute(
        update(CorrectionRequest)
        .where(CorrectionRequest.case_id == case.id, CorrectionRequest.answered_at.is_(None))
        .values(answered_at=at)
    )


def _assign(opened: Opened, person_id: str, name: str) -> None:
    opened.case.assignee_id, opened.case.assignee = person_id, name


def _refuse_bad_items(items: Sequence[Correction]) -> None:
    if not items or not all(item.words.strip() for item in items):
        message = "补正须逐项列明，每项写明须补正的内容"
        raise TransitionRefused(message)
    if len(items) > MOST_ITEMS:
        message = f"补正事项过多（{len(items)} 项，至多 {MOST_ITEMS} 项）"
        raise TransitionRefused(message)


def _next_round(opened: Opened, most: int) -> int:
    asked_before = opened.session.scalar(
        select(func.count()).where(CorrectionRequest.case_id == opened.case.id)
    )
    if (asked_before or 0) >= most:
        message = f"案件 {opened.case.case_number} 已要求补正 {asked_before} 次，不得再次要求补正"
        raise TransitionRefused(message)
    return (asked_before or 0) + 1


def _add_items(opened: Opened, number: int, items: Sequence[Correction]) -> None:
    terms = opened.terms
    request = CorrectionRequest(
        case_id=opened.case.id,
        round=number,
        requested_at=terms.at,
        requested_by=opened.actor.name,
        due_on=terms.calendar.due(terms.today, terms.rules.correction_workdays).on,
    )
    opened.session.add(request)
    opened.session.flush()
    opened.session.add_all(
        CorrectionItem(
            request_id=request.id,
            code=f"{number}-{place}",
            about=item.about.strip(),
            words=item.words.strip(),
        )
        for place, item in enumerate(items, start=1)
    )
