"""The life of a case by the acts of people: the straight way, the round trips, the side exits."""

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from jishen.cases.act_terms import Asked
from jishen.cases.checking import (
    Correction,
    accept_form,
    assign_case,
    open_window,
    receive_correction,
    request_correction,
    take_case,
    wait_for_window,
)
from jishen.cases.closing import ClawbackTerms, archive, claw_back
from jishen.cases.deciding import decide
from jishen.cases.leaving import expire, hold, reject, release_hold, withdraw
from jishen.cases.paying import Answer, AnswerFile, acknowledge
from jishen.cases.payment_lists import export_requests
from jishen.cases.reviewing import (
    confirm_city,
    dismiss_objection,
    end_notice,
    object_to,
    review,
    second_review,
    send_back,
)
from jishen.domain.acts import CaseAct
from jishen.domain.case_errors import AlreadyActed, NotYours
from jishen.domain.errors import TransitionRefused
from jishen.domain.review import Determination
from jishen.domain.states import CaseState, Hold
from jishen.sealing import Place, Seal
from jishen.store import audit
from jishen.store.approvals import acts_on, approvals_in_force, approvals_of
from jishen.store.corrections import corrections_of, open_correction
from jishen.store.payments import paid_view
from jishen.store.session import Store
from jishen.store.tables import EnterpriseRecord, MatchRecord, Payout, YearlyPool
from jishen.store.tables.payments import PaymentAnswer
from tests.cases.living import (
    ADMIN,
    AT,
    CLERK,
    FULL,
    LI,
    QIAN,
    WANG,
    ZHANG,
    ZHOU,
    NoRight,
    Office,
    asked,
    days_later,
    now,
    reviewed_by_two,
    walk_to,
)
from tests.cases.publishing import outbox_of

NUMBER = "HZ-2026-0001"


def test_from_the_claim_to_the_archive(one: Store, office: Office) -> None:
    terms = office.terms()
    walk_to(one, NUMBER, CaseState.PAYMENT_REQUESTED, terms)
    listed = export_requests(one, QIAN, office.rights, AT)
    key = listed.requests[0].instruction_key
    paid = Answer(2, key, PaymentAnswer.PAID, 200_000, date(2026, 3, 18), "国库-1")
    file = AnswerFile("回执.xlsx", "f" * 64, 1, 0)
    acknowledge(one, file, [paid], QIAN, office.rights, AT)
    archive(one, QIAN, asked(one, NUMBER), terms)

    with one.reading() as session:
        payout, pool = (
            session.get_one(Payout, now(one, NUMBER).id),
            session.get_one(YearlyPool, 2026),
        )
        acts = [record.act for record in acts_on(session, payout.case_id)]
        view, fault = paid_view(session, 2026, 2026), audit.verify(session)
    assert now(one, NUMBER).state is CaseState.ARCHIVED
    assert (payout.amount_yuan, payout.paid_on) == (200_000, date(2026, 3, 18))
    assert pool.used_yuan == 200_000
    assert (view.awarded, view.paid) == ((200_000, 100_000, 100_000),) * 2
    assert acts == [
        CaseAct.RECEIVE_CLAIM,
        CaseAct.TAKE,
        CaseAct.ACCEPT,
        CaseAct.REVIEW,
        CaseAct.DECIDE,
        CaseAct.ARCHIVE,
    ]
    assert fault is None


def test_each_approval_is_over_the_evidence_that_the_payout_names(
    one: Store, office: Office
) -> None:
    walk_to(one, NUMBER, CaseState.PAYMENT_REQUESTED, office.terms())

    with one.reading() as session:
        signed = approvals_in_force(session, now(one, NUMBER).id)
        payout = session.get_one(Payout, now(one, NUMBER).id)
    assert [approval.step for approval in signed] == ["review", "decide"]
    assert {approval.evidence_sha256 for approval in signed} == {payout.evidence_sha256}


def test_the_opinion_is_kept_and_the_trail_holds_its_digest_alone(
    one: Store, office: Office
) -> None:
    walk_to(one, NUMBER, CaseState.SUBSTANTIVE_REVIEW, office.terms())
    review(one, ZHANG, FULL, asked(one, NUMBER, "材料齐全，经核属实"), office.terms())

    with one.reading() as session:
        record = acts_on(session, now(one, NUMBER).id)[-1]
        entries = audit.trail_of(session, now(one, NUMBER).id)
    assert record.opinion == "材料齐全，经核属实"
    assert not any("经核属实" in entry.body for entry in entries)
    reviewed = next(entry for entry in entries if entry.event == "act.review")
    assert json.loads(reviewed.body)["payable_yuan"] == 200_000


def test_a_large_case_goes_to_a_second_person(one: Store, office: Office) -> None:
    terms = office.terms(second_review_from_yuan=200_000)
    walk_to(one, NUMBER, CaseState.SUBSTANTIVE_REVIEW, terms)
    review(one, ZHANG, FULL, asked(one, NUMBER), terms)

    before = now(one, NUMBER).state
    second_review(one, LI, asked(one, NUMBER), terms)

    assert before is CaseState.SECOND_REVIEW
    assert now(one, NUMBER).state is CaseState.AWAITING_DECISION


def test_f10_nobody_signs_two_steps_of_one_case(one: Store, office: Office) -> None:
    office.held["p-zhang"] |= WANG.roles
    terms = office.terms(second_review_from_yuan=200_000)
    walk_to(one, NUMBER, CaseState.SUBSTANTIVE_REVIEW, terms)
    review(one, ZHANG, FULL, asked(one, NUMBER), terms)

    with pytest.raises(NotYours, match="“实质审核通过”由您办理"):
        second_review(one, ZHANG, asked(one, NUMBER), terms)
    second_review(one, LI, asked(one, NUMBER), terms)
    with pytest.raises(NotYours, match="须由不同人员办理"):
        decide(one, ZHANG, asked(one, NUMBER), terms)

    assert now(one, NUMBER).state is CaseState.AWAITING_DECISION


def test_who_entered_the_claim_by_hand_does_not_sign(one: Store, office: Office) -> None:
    walk_to(one, NUMBER, CaseState.SUBSTANTIVE_REVIEW, office.terms())

    with pytest.raises(NotYours, match="由您代录"):
        review(one, CLERK, FULL, asked(one, NUMBER), office.terms())


def test_who_said_that_the_filing_is_the_enterprises_does_not_sign(
    one: Store, office: Office
) -> None:
    walk_to(one, NUMBER, CaseState.SUBSTANTIVE_REVIEW, office.terms())
    with one.act("match") as session:
        session.execute(update(MatchRecord).values(judged_by="p-zhang（本人）代王五（wangw）"))

    with pytest.raises(NotYours, match="由您认定"):
        review(one, ZHANG, FULL, asked(one, NUMBER), office.terms())


@pytest.mark.parametrize("column", ["contact_name", "legal_representative"])
def test_who_bears_the_name_of_the_enterprises_people_does_not_act_on_the_case(
    one: Store, office: Office, column: str
) -> None:
    seal = Seal((b"k" * 32,))
    uscc = now(one, NUMBER).uscc
    with one.act("registry") as session:
        sealed = seal.seal("张 三", Place("enterprise", column, uscc))
        session.execute(update(EnterpriseRecord).values({column: sealed}))

    walk_to(one, NUMBER, CaseState.SUBMITTED, office.terms())
    with pytest.raises(NotYours, match="须回避"):
        take_case(one, ZHANG, asked(one, NUMBER), replace(office.terms(), seal=seal))


def test_an_administrator_cannot_approve(one: Store, office: Office) -> None:
    walk_to(one, NUMBER, CaseState.AWAITING_DECISION, office.terms())

    with pytest.raises(NoRight):
        decide(one, ADMIN, asked(one, NUMBER), office.terms())

    assert now(one, NUMBER).state is CaseState.AWAITING_DECISION


def test_f16_a_role_taken_away_while_the_form_was_open_is_missed_at_the_act(
    one: Store, office: Office
) -> None:
    walk_to(one, NUMBER, CaseState.AWAITING_DECISION, office.terms())
    form = asked(one, NUMBER)
    office.held["p-wang"] = frozenset()

    with pytest.raises(NoRight):
        decide(one, WANG, form, office.terms())

    with one.reading() as session:
        assert session.get(Payout, now(one, NUMBER).id) is None


def test_a_correction_is_asked_for_once_item_by_item(one: Store, office: Office) -> None:
    terms = office.terms()
    walk_to(one, NUMBER, CaseState.FORM_CHECK, terms)
    items = [Correction("请补营业执照清晰件", "M3"), Correction("账户名称与企业不符", "M7")]
    request_correction(one, ZHANG, items, asked(one, NUMBER), terms)

    with one.reading() as session:
        waiting = open_correction(session, now(one, NUMBER).id)
    receive_correction(one, CLERK, asked(one, NUMBER), terms)
    with one.reading() as session:
        (request,) = corrections_of(session, now(one, NUMBER).id)
    assert waiting is not None
    assert [item.code for item in waiting.items] == ["1-1", "1-2"]
    assert request.answered_at == AT
    assert now(one, NUMBER).state is CaseState.FORM_CHECK
    with pytest.raises(TransitionRefused, match="不得再次要求补正"):
        request_correction(one, ZHANG, items, asked(one, NUMBER), terms)


@pytest.mark.parametrize("items", [[], [Correction("  ")], [Correction("x")] * 21])
def test_a_correction_without_proper_items_is_refused(
    one: Store, office: Office, items: list[Correction]
) -> None:
    walk_to(one, NUMBER, CaseState.FORM_CHECK, office.terms())

    with pytest.raises(TransitionRefused, match="补正"):
        request_correction(one, ZHANG, items, asked(one, NUMBER), office.terms())


@pytest.mark.parametrize(("determined", "payable"), [(150_001, 150_001), (1, 1)])
def test_what_is_payable_follows_from_what_was_determined(
    one: Store, office: Office, determined: int, payable: int
) -> None:
    walk_to(one, NUMBER, CaseState.SUBSTANTIVE_REVIEW, office.terms())
    review(one, ZHANG, Determination(determined), asked(one, NUMBER), office.terms())

    case = now(one, NUMBER)
    assert (case.determined_yuan, case.payable_yuan) == (determined, payable)
    assert (case.city_half_yuan, case.district_half_yuan) == (payable // 2, payable - payable // 2)


@pytest.mark.parametrize("determined", [-1, 200_001])
def test_more_than_the_ceiling_or_less_than_nothing_is_not_determined(
    one: Store, office: Office, determined: int
) -> None:
    walk_to(one, NUMBER, CaseState.SUBSTANTIVE_REVIEW, office.terms())

    with pytest.raises(TransitionRefused, match="核定额"):
        review(one, ZHANG, Determination(determined), asked(one, NUMBER), office.terms())


def test_nothing_determined_closes_the_case_without_an_award(one: Store, office: Office) -> None:
    walk_to(one, NUMBER, CaseState.SUBSTANTIVE_REVIEW, office.terms())

    done = review(one, ZHANG, Determination(0), asked(one, NUMBER), office.terms())

    assert done.state is CaseState.NO_FURTHER_AWARD


def test_an_award_of_the_same_category_does_not_pass_the_review(one: Store, office: Office) -> None:
    walk_to(one, NUMBER, CaseState.SUBSTANTIVE_REVIEW, office.terms())
    found = Determination(200_000, has_same_category_award=True)

    with pytest.raises(TransitionRefused, match="政策不允许通过"):
        review(one, ZHANG, found, asked(one, NUMBER), office.terms())


def test_city_notice_and_objection_are_passed_where_the_settings_ask_for_them(
    one: Store, office: Office
) -> None:
    rules = {"asks_city": True, "public_notice_workdays": 5}
    terms, later = office.terms(**rules), office.terms(days_later(8), **rules)
    walk_to(one, NUMBER, CaseState.SUBSTANTIVE_REVIEW, terms)
    review(one, ZHANG, FULL, asked(one, NUMBER), terms)
    seen = [now(one, NUMBER).state]
    confirm_city(one, ZHANG, asked(one, NUMBER, "市级复函"), terms)
    seen.append(now(one, NUMBER).state)
    object_to(one, ZHANG, asked(one, NUMBER, "来电异议"), terms)
    seen.append(now(one, NUMBER).state)
    dismiss_objection(one, LI, asked(one, NUMBER, "查无实据"), terms)
    with pytest.raises(TransitionRefused, match="公示期至 2026-03-23，尚未届满"):
        end_notice(one, ZHANG, asked(one, NUMBER), terms)
    end_notice(one, ZHANG, asked(one, NUMBER), later)

    assert seen == [CaseState.CITY_CONFIRMATION, CaseState.PUBLIC_NOTICE, CaseState.OBJECTION]
    assert now(one, NUMBER).state is CaseState.AWAITING_DECISION


def test_sending_back_makes_what_was_signed_void_and_keeps_it(one: Store, office: Office) -> None:
    terms = office.terms(second_review_from_yuan=200_000)
    reviewed_by_two(one, NUMBER, terms)
    send_back(one, WANG, asked(one, NUMBER, "金额请再核"), terms)
    again = review(one, ZHANG, FULL, asked(one, NUMBER), terms)

    with one.reading() as session:
        signed = approvals_of(session, now(one, NUMBER).id)
    told = [m for m in outbox_of(one) if "原签署作废" in str(m.subject)]
    assert again.state is CaseState.SECOND_REVIEW
    assert [(a.step, a.voided_at is None) for a in signed] == [
        ("review", False),
        ("second_review", False),
        ("review", True),
    ]
    assert len(told) == 1
    assert "p-zhang（本人）、p-li（本人）" in str(told[0].subject)


def test_a_refusal_names_its_clause_and_makes_room(one: Store, office: Office) -> None:
    walk_to(one, NUMBER, CaseState.SUBSTANTIVE_REVIEW, office.terms())
    with pytest.raises(TransitionRefused, match="条款"):
        reject(one, ZHANG, " ", asked(one, NUMBER), office.terms())

    done = reject(one, ZHANG, "第二条", asked(one, NUMBER, "不属市场主体"), office.terms())

    with one.reading() as session:
        record = acts_on(session, now(one, NUMBER).id)[-1]
    assert done.state is CaseState.NOT_ELIGIBLE
    assert record.details == {"clause": "第二条"}


def test_a_held_case_goes_on_where_it_stood(one: Store, office: Office) -> None:
    walk_to(one, NUMBER, CaseState.AWAITING_DECISION, office.terms())
    hold(one, WANG, asked(one, NUMBER, "待核实"), office.terms())
    held = now(one, NUMBER)

    release_hold(one, WANG, asked(one, NUMBER, "已核实"), office.terms())

    assert (held.state, held.hold) == (CaseState.ON_HOLD, Hold.PERSON)
    assert now(one, NUMBER).state is CaseState.AWAITING_DECISION


def test_a_case_held_before_the_notice_went_out_goes_back_to_opened(
    one: Store, office: Office
) -> None:
    hold(one, ZHANG, asked(one, NUMBER), office.terms())

    release_hold(one, ZHANG, asked(one, NUMBER), office.terms())

    assert now(one, NUMBER).state is CaseState.OPENED


def test_a_withdrawn_case_is_at_its_end(one: Store, office: Office) -> None:
    walk_to(one, NUMBER, CaseState.AWAITING_DECISION, office.terms())
    withdraw(one, ZHANG, asked(one, NUMBER, "企业来函"), office.terms())

    with pytest.raises(TransitionRefused, match="当前为“已撤回”"):
        decide(one, WANG, asked(one, NUMBER), office.terms())

    with one.reading() as session:
        assert approvals_in_force(session, now(one, NUMBER).id) == []


def test_a_case_waits_for_a_window_and_expires(one: Store, office: Office) -> None:
    wait_for_window(one, ZHANG, asked(one, NUMBER), office.terms())
    open_window(one, ZHANG, asked(one, NUMBER), office.terms())
    told = now(one, NUMBER).state

    expire(one, ZHANG, asked(one, NUMBER, "窗口已闭，未申报"), office.terms())

    assert told is CaseState.ENTERPRISE_NOTIFIED
    assert now(one, NUMBER).state is CaseState.EXPIRED


def test_a_case_is_assigned_to_somebody_who_may_review_it(one: Store, office: Office) -> None:
    assign_case(one, ZHANG, LI, asked(one, NUMBER), office.terms())
    with pytest.raises(NoRight):
        assign_case(one, ZHANG, QIAN, asked(one, NUMBER), office.terms())

    assert now(one, NUMBER).assignee_id == "p-li"


def test_a_stale_form_says_who_acted_when_and_what(one: Store, office: Office) -> None:
    walk_to(one, NUMBER, CaseState.SUBMITTED, office.terms())
    form = asked(one, NUMBER)
    take_case(one, LI, form, office.terms())

    with pytest.raises(AlreadyActed) as refused:
        take_case(one, ZHANG, form, office.terms())

    assert str(refused.value) == (
        "案件 HZ-2026-0001 已由p-li（本人）于 2026-03-16 10:00 办理“接办”，现为“形式审核”"
    )


def test_f11_the_same_form_sent_twice_is_one_act(one: Store, office: Office) -> None:
    walk_to(one, NUMBER, CaseState.FORM_CHECK, office.terms())
    form = asked(one, NUMBER, action_key="k1")
    first = accept_form(one, ZHANG, form, office.terms())

    second = accept_form(one, ZHANG, form, office.terms())

    with one.reading() as session:
        acts = acts_on(session, now(one, NUMBER).id)
    assert (second.version, second.is_repeat) == (first.version, True)
    assert [record.act for record in acts].count(CaseAct.ACCEPT) == 1
    with pytest.raises(AlreadyActed, match="已用于另一次办理"):
        accept_form(one, LI, form, office.terms())


@pytest.mark.parametrize("opinion", ["", "  ", "长" * 2001])
def test_an_act_needs_an_opinion_of_a_proper_length(
    one: Store, office: Office, opinion: str
) -> None:
    with pytest.raises(TransitionRefused, match="意见"):
        hold(one, ZHANG, asked(one, NUMBER, opinion), office.terms())


def test_an_unknown_case_is_said_to_be_unknown(one: Store, office: Office) -> None:
    with pytest.raises(TransitionRefused, match="没有编号为"):
        hold(one, ZHANG, Asked("HZ-2026-9999", 1, "x"), office.terms())


def test_a_clawback_is_recorded_with_its_document(one: Store, office: Office) -> None:
    walk_to(one, NUMBER, CaseState.PAYMENT_REQUESTED, office.terms())
    key = export_requests(one, QIAN, office.rights, AT).requests[0].instruction_key
    paid = Answer(2, key, PaymentAnswer.PAID, 200_000, date(2026, 3, 18), "国库-1")
    acknowledge(one, AnswerFile("x", "f" * 64, 1, 0), [paid], QIAN, office.rights, AT)
    with pytest.raises(TransitionRefused, match="追缴"):
        claw_back(one, QIAN, ClawbackTerms(200_001, "函"), asked(one, NUMBER), office.terms())
    claw_back(one, QIAN, ClawbackTerms(50_000, "函〔2026〕1号"), asked(one, NUMBER), office.terms())

    with one.reading() as session:
        view = paid_view(session, 2026, 2026)
    assert now(one, NUMBER).state is CaseState.CLAWBACK
    assert (view.clawed_back_yuan, view.awarded[0]) == (50_000, 200_000)


def test_two_approvers_one_after_the_other_pay_once(one: Store, office: Office) -> None:
    walk_to(one, NUMBER, CaseState.AWAITING_DECISION, office.terms())
    form = asked(one, NUMBER)
    decide(one, WANG, form, office.terms())

    with pytest.raises(AlreadyActed, match=r"已由p-wang（本人）于 .* 办理“审批通过”"):
        decide(one, ZHOU, form, office.terms())
