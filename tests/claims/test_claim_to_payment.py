"""From the enterprise's page to the treasury's list: the claim is evidence, its account is paid."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from commands.payments_file import write_requests
from flows.acting import clause_names, payees_of
from jishen.cases.act_terms import Acting, ActTerms
from jishen.cases.awards import open_pool
from jishen.cases.checking import Correction, accept_form, request_correction, take_case
from jishen.cases.claims import submit_claim
from jishen.cases.deciding import decide
from jishen.cases.payment_lists import export_requests
from jishen.cases.reviewing import review
from jishen.domain.case_errors import NotYours
from jishen.domain.claims import CorrectionAnswer, Filled, Payee
from jishen.domain.states import CaseState
from jishen.store.approvals import approvals_in_force
from jishen.store.claims import claim_digest
from tests.cases.living import FULL, QIAN, WANG, ZHANG, Office, asked
from tests.claims.conftest import Template, copied
from tests.claims.worlds import (
    ACCOUNT,
    CONTACT,
    LATER,
    PAYEE,
    SEAL,
    ClaimWorld,
    declared,
    submission,
    terms,
)

OTHER = "6222021001116245702"
MUCH_LATER = LATER + timedelta(days=1)


@pytest.fixture
def world(told_once: Template, tmp_path: Path) -> Iterator[ClaimWorld]:
    with copied(told_once, tmp_path) as made:
        yield made


def act_terms(office: Office) -> ActTerms:
    return replace(office.terms(MUCH_LATER), claim=claim_digest, seal=SEAL)


def number(world: ClaimWorld) -> str:
    return world.case.case_number


def corrected(world: ClaimWorld) -> Filled:
    payee = Payee(PAYEE.account_name, OTHER, PAYEE.bank_branch)
    answers = (CorrectionAnswer("1-1", "已更正"),)
    assert world.case.state is CaseState.CORRECTION_REQUESTED
    return Filled(payee, CONTACT, declared(), answers)


def test_the_account_that_was_corrected_is_signed_over_and_paid_and_lies_nowhere_in_the_clear(
    world: ClaimWorld, tmp_path: Path
) -> None:
    store, at = world.store, act_terms(Office())
    submit_claim(store, submission(world.token), terms())
    take_case(store, ZHANG, asked(store, number(world)), at)
    before = _digest(world)
    items = [Correction("账户有误", "M7")]
    request_correction(store, ZHANG, items, asked(store, number(world)), at)
    again = submission(world.token, "b" * 32, filled=corrected(world))
    submit_claim(store, again, terms(MUCH_LATER))
    accept_form(store, ZHANG, asked(store, number(world)), at)
    open_pool(store, 2026, 10**8, at=MUCH_LATER, by="钱七", why="样例")
    review(store, ZHANG, FULL, asked(store, number(world)), at)
    decide(store, WANG, asked(store, number(world)), at)
    done = export_requests(store, QIAN, at.rights, MUCH_LATER)
    with store.reading() as session:
        payees = payees_of(world.settings, session, [world.case.id])
        signed = approvals_in_force(session, world.case.id)
    write_requests(tmp_path / "out.xlsx", done.requests, payees, clause_names())

    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    row = [cell.value for cell in sheet[2]]
    assert row[5] == "第三条第（二）项"
    assert (row[11], row[12], row[13]) == (PAYEE.account_name, OTHER, PAYEE.bank_branch)
    assert len(signed) == 2
    assert _digest(world) != before
    store.close()
    kept = Path(world.store.engine.url.database or "").read_bytes()
    assert OTHER.encode() not in kept
    assert ACCOUNT.encode() not in kept


def test_who_bears_the_name_of_the_claims_contact_does_not_act(world: ClaimWorld) -> None:
    office = Office()
    office.held["p-ouyang"] = ZHANG.roles
    submit_claim(world.store, submission(world.token), terms())

    with pytest.raises(NotYours, match="须回避"):
        take_case(
            world.store,
            Acting("p-ouyang", CONTACT.name),
            asked(world.store, number(world)),
            act_terms(office),
        )


def _digest(world: ClaimWorld) -> str:
    with world.store.reading() as session:
        return claim_digest(session, world.case.id)
