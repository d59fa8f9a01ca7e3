"""The acts that ask for nothing beside the opinion, for every place where people act."""

from collections.abc import Callable

from jishen.cases import checking, closing, deciding, leaving, reviewing
from jishen.cases.act_terms import Acting, ActTerms, Asked, Done
from jishen.domain.acts import CaseAct
from jishen.store.session import Store

PlainAct = Callable[[Store, Acting, Asked, ActTerms], Done]

PLAIN_ACTS: dict[CaseAct, PlainAct] = {
    CaseAct.TAKE: checking.take_case,
    CaseAct.WAIT_FOR_WINDOW: checking.wait_for_window,
    CaseAct.OPEN_WINDOW: checking.open_window,
    CaseAct.RECEIVE_CLAIM: checking.receive_claim,
    CaseAct.ACCEPT: checking.accept_form,
    CaseAct.RECEIVE_CORRECTION: checking.receive_correction,
    CaseAct.SECOND_REVIEW: reviewing.second_review,
    CaseAct.CONFIRM_CITY: reviewing.confirm_city,
    CaseAct.END_NOTICE: reviewing.end_notice,
    CaseAct.OBJECT: reviewing.object_to,
    CaseAct.DISMISS_OBJECTION: reviewing.dismiss_objection,
    CaseAct.SEND_BACK: reviewing.send_back,
    CaseAct.DECIDE: deciding.decide,
    CaseAct.HOLD: leaving.hold,
    CaseAct.RELEASE_HOLD: leaving.release_hold,
    CaseAct.WITHDRAW: leaving.withdraw,
    CaseAct.EXPIRE: leaving.expire,
    CaseAct.ARCHIVE: closing.archive,
}
