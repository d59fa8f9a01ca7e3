"""From the letter to the payment: the enterprise on its page, the office by its acts."""

from dataclasses import replace

import httpx
from sqlalchemy import select

from desk.enterprise.reading import CONTACT_FIELDS, PAYEE_FIELDS
from jishen.cases.act_terms import ActTerms
from jishen.cases.awards import open_pool
from jishen.cases.checking import Correction, accept_form, request_correction, take_case
from jishen.cases.deciding import decide
from jishen.cases.reviewing import review
from jishen.cases.voiding import void_stale_approvals
from jishen.domain.states import CaseState
from jishen.store import audit
from jishen.store.claims import claim_digest
from jishen.store.tables import Approval, Payout
from tests.cases.living import FULL, POOL_YUAN, WANG, ZHANG, Office, asked
from tests.claims.pages import Visitor, words_of
from tests.claims.worlds import LATER, ClaimWorld, texts

OFFICE = Office()
ITEM = Correction("租赁合同缺页，请补全", "M8")


def terms() -> ActTerms:
    """Return the office's terms, with what is claimed on the page as part of the evidence."""
    return replace(OFFICE.terms(LATER), claim=claim_digest)


def answered(visitor: Visitor) -> httpx.Response:
    """Answer the one item, leave account and contact as they are, and confirm."""
    empty = dict.fromkeys((*PAYEE_FIELDS, *CONTACT_FIELDS), "")
    checked = visitor.client.post(
        f"{visitor.here}/check", data={**texts(), **empty, "answer_1-1": "已补全"}
    )
    return visitor.submit(checked)


def test_an_enterprise_follows_its_claim_from_the_link_to_the_decision(
    page: httpx.Client, told: ClaimWorld
) -> None:
    visitor, store, number = Visitor(page, told.token), told.store, told.case.case_number
    open_pool(store, 2026, POOL_YUAN, at=LATER, by="钱七", why="样例")
    seen = []

    visitor.claim()
    take_case(store, ZHANG, asked(store, number), terms())
    seen.append(words_of(visitor.look()))
    request_correction(store, ZHANG, [ITEM], asked(store, number), terms())
    seen.append(words_of(visitor.look()))
    answered(visitor)
    accept_form(store, ZHANG, asked(store, number), terms())
    review(store, ZHANG, FULL, asked(store, number), terms())
    seen.append(words_of(visitor.look()))
    decide(store, WANG, asked(store, number), terms())
    seen.append(words_of(visitor.look()))

    said = ("正在审核", "租赁合同缺页，请补全", "正在审核", "本次奖励金额为 20 万元")
    assert [words in text for words, text in zip(said, seen, strict=True)] == [True] * 4
    with store.reading() as session:
        payout = session.scalars(select(Payout)).one()
        fault = audit.verify(session)
    assert payout.amount_yuan == 200_000
    assert told.case.state is CaseState.PAYMENT_REQUESTED
    assert fault is None


def test_a_claim_that_changes_under_an_approval_makes_it_void(
    page: httpx.Client, told: ClaimWorld
) -> None:
    visitor, store, number = Visitor(page, told.token), told.store, told.case.case_number
    visitor.claim()
    take_case(store, ZHANG, asked(store, number), terms())
    accept_form(store, ZHANG, asked(store, number), terms())
    review(store, ZHANG, FULL, asked(store, number), terms())
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE claim SET content_sha256 = payee_sha256")

    void_stale_approvals(store, terms())

    with store.reading() as session:
        standing = session.scalars(select(Approval).where(Approval.voided_at.is_(None))).all()
    assert standing == []
    assert told.case.state is CaseState.SUBSTANTIVE_REVIEW
