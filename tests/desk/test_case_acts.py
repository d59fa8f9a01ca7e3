"""People act at the desk: from the claim to the payment request, each step checked and signed."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from jishen.cases.awards import open_pool
from jishen.domain.people import Role
from jishen.domain.states import CaseState
from jishen.settings import Settings
from jishen.store.cases import case_by_number
from jishen.store.tables import CaseActRecord, Payout
from tests.desk.conftest import FIRMS, ROWS, serving_at
from tests.desk.people import put_person, session_token
from tests.desk.records import NOW
from tests.desk.seeding import World, seeded_world

NUMBER = "HZ-2026-0001"
CASE = f"/cases/{NUMBER}"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
REVIEW = {
    "determined_yuan": "200000",
    "same_category": "no",
    "same_category_yuan": "",
    "credit": "clear",
    "operating": "",
}


@dataclass
class Office:
    """The desk with a browser for each of four people."""

    world: World
    people: dict[str, httpx.Client] = field(default_factory=dict)

    def fill(self, who: str, act: str, opinion: str, **fields: str) -> httpx.Response:
        """Open an act's form, fill it in, and send it to be checked (or done at once)."""
        form = self.people[who].get(f"{CASE}/acts/{act}")
        sent = hidden(form) | fields | {"opinion": opinion, "step": "check"}
        return self.people[who].post(f"{CASE}/acts/{act}", data=sent)

    def do(self, who: str, act: str, opinion: str = "同意", **fields: str) -> httpx.Response:
        """Do an act with its check page."""
        answer = self.fill(who, act, opinion, **fields)
        return self.confirm(who, act, answer) if answer.status_code == 200 else answer

    def confirm(self, who: str, act: str, page: httpx.Response) -> httpx.Response:
        """Press the button of a check page."""
        return self.people[who].post(f"{CASE}/acts/{act}", data=hidden(page) | {"step": "confirm"})

    def state(self) -> CaseState:
        with self.world.store.reading() as session:
            case = case_by_number(session, NUMBER)
            assert case is not None
            return case.state

    def to_review(self) -> None:
        for act in ("receive_claim", "take", "accept"):
            answer = self.do("zhao" if act == "receive_claim" else "zhang", act)
            assert answer.status_code == 303, unescape(answer.text)


def hidden(page: httpx.Response) -> dict[str, str]:
    fields = HIDDEN.findall(page.text.partition("<main")[2])
    return {name: unescape(value) for name, value in fields}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    world = seeded_world(tmp_path, FIRMS, ROWS)
    open_pool(world.store, NOW.year, 280_000_000, at=NOW, by="钱七", why="样例")
    office = Office(world)
    settings = Settings(data_folder=tmp_path, review={"sampling_percent": 0})
    with ExitStack() as stack:
        url = stack.enter_context(serving_at(world, settings))
        for login, role in (
            ("zhang", Role.REVIEWER),
            ("zhao", Role.REVIEWER),
            ("wang", Role.APPROVER),
            ("qian", Role.FINANCE),
            ("shen", Role.AUDITOR),
        ):
            client = stack.enter_context(httpx.Client(base_url=url))
            person = put_person(world.store, login, role, at=NOW)
            client.cookies.set("jishen", session_token(world.store, person, NOW))
            office.people[login] = client
        yield office
    world.store.close()


def test_a_case_goes_from_the_claim_to_the_payment_request(office: Office) -> None:
    office.to_review()
    reviewed = office.do("zhang", "review", "材料齐备，按上限核定", **REVIEW)
    decided = office.do("wang", "decide", "同意拨付", typed_yuan="200,000")

    page = office.people["wang"].get(decided.headers["location"]).text
    assert (reviewed.status_code, decided.status_code) == (303, 303)
    assert office.state() is CaseState.PAYMENT_REQUESTED
    assert "已办理“审批通过”，案件现为“已申请拨付”" in page
    assert "材料齐备，按上限核定" in page
    assert "zhang某（zhang）" in page
    with office.world.store.reading() as session:
        (payout,) = session.scalars(select(Payout))
        assert payout.amount_yuan == 200_000


def test_the_check_page_shows_what_will_be_done_and_does_nothing(office: Office) -> None:
    office.to_review()

    page = office.fill("zhang", "review", "按十五万核定", **REVIEW | {"determined_yuan": "150000"})

    text = unescape(page.text)
    assert "尚未办理" in text
    assert "150,000 元（壹拾伍万元整）" in text
    assert "按十五万核定" in text
    assert office.state() is CaseState.SUBSTANTIVE_REVIEW


def test_a_form_that_is_changed_after_the_check_keeps_what_was_typed(office: Office) -> None:
    office.to_review()
    check = office.fill("zhang", "review", "第一稿", **REVIEW)

    sent = hidden(check) | {"step": "edit"}
    form = office.people["zhang"].post(f"{CASE}/acts/review", data=sent)

    assert form.status_code == 200
    assert ">第一稿</textarea>" in form.text
    assert 'value="200000"' in form.text
    assert office.state() is CaseState.SUBSTANTIVE_REVIEW


def test_what_is_wrong_is_said_on_top_and_beside_the_field(office: Office) -> None:
    office.to_review()

    page = office.fill(
        "zhang", "review", "", **REVIEW | {"determined_yuan": "二十万", "credit": ""}
    )

    assert page.status_code == 422
    assert page.text.count("“核定额（元）”应为整数元，例如 200000。") == 2
    assert page.text.count("请选择“信用查询结果”。") == 2
    assert page.text.count("请填写办理意见。") == 2
    assert 'value="二十万"' in page.text


def test_another_amount_than_the_one_shown_is_not_approved(office: Office) -> None:
    office.to_review()
    office.do("zhang", "review", **REVIEW)

    page = office.fill("wang", "decide", "同意", typed_yuan="20000")

    assert page.status_code == 422
    assert "录入的金额与页面所示应付金额不一致" in page.text
    assert office.state() is CaseState.AWAITING_DECISION


def test_a_stale_form_says_who_acted_when_and_keeps_the_text(office: Office) -> None:
    office.to_review()
    late = office.fill("zhao", "review", "我的意见很长", **REVIEW)
    office.do("zhang", "review", **REVIEW)

    page = office.confirm("zhao", "review", late)

    text = unescape(page.text)
    assert page.status_code == 409
    assert "本次没有办理" in text
    assert "已由zhang某（zhang）于" in text
    assert "办理“实质审核通过”" in text
    assert "我的意见很长" in text


def test_the_same_form_sent_twice_is_one_act(office: Office) -> None:
    office.to_review()
    check = office.fill("zhang", "review", "同意", **REVIEW)

    first = office.confirm("zhang", "review", check)
    second = office.confirm("zhang", "review", check)

    with office.world.store.reading() as session:
        acts = session.scalars(select(CaseActRecord).where(CaseActRecord.act == "review")).all()
    assert (first.status_code, second.status_code, len(acts)) == (303, 303, 1)


def test_who_reviewed_cannot_decide_and_who_entered_the_claim_cannot_review(
    office: Office,
) -> None:
    office.to_review()

    page = office.do("zhao", "review", "我代录的，我审", **REVIEW)

    assert page.status_code == 409
    assert office.state() is CaseState.SUBSTANTIVE_REVIEW


def test_the_case_page_offers_only_what_the_role_may_do(office: Office) -> None:
    office.to_review()

    reviewer, finance = (office.people[who].get(CASE).text for who in ("zhang", "qian"))

    assert f'href="{CASE}/acts/review"' in reviewer
    assert f'href="{CASE}/acts/decide"' not in reviewer
    assert "/acts/" not in finance


def test_an_act_of_another_state_or_role_has_no_form(office: Office) -> None:
    too_early = office.people["wang"].get(f"{CASE}/acts/decide")
    auditor = office.people["shen"].get(f"{CASE}/acts/take")
    unknown = office.people["wang"].get(f"{CASE}/acts/pay_myself")

    assert (too_early.status_code, auditor.status_code, unknown.status_code) == (409, 403, 404)
    assert "目前不能办理“审批通过”" in too_early.text


def test_the_queue_counts_what_waits_for_a_step_of_the_review(office: Office) -> None:
    before = office.people["zhang"].get("/").text
    office.to_review()

    after = office.people["zhang"].get("/").text

    assert "实质审核中" not in before
    assert '<a href="/?state=substantive_review"><b>1</b>实质审核中</a>' in after


def test_a_correction_is_asked_for_item_by_item(office: Office) -> None:
    office.to_review()

    done = office.do(
        "zhang",
        "request_correction",
        "缺证明",
        items_1="补充经营场所租赁合同",
        items_3="账户名称与企业名称不一致，请更正",
    )

    text = unescape(office.people["zhang"].get(CASE).text)
    assert done.status_code == 303
    assert office.state() is CaseState.CORRECTION_REQUESTED
    assert "<li>补充经营场所租赁合同</li><li>账户名称与企业名称不一致，请更正</li>" in text


def test_a_refusal_names_its_clause(office: Office) -> None:
    office.to_review()

    without = office.fill("zhang", "reject", "不符", clause="")
    done = office.do("zhang", "reject", "注册地不在示范区", clause="第九条")

    assert without.status_code == 422
    assert done.status_code == 303
    assert office.state() is CaseState.NOT_ELIGIBLE


def test_a_case_is_given_to_somebody(office: Office) -> None:
    office.to_review()
    form = office.people["zhang"].get(f"{CASE}/acts/assign")
    to = re.search(r'<option value="([^"]+)">zhao某', form.text)
    assert to is not None

    done = office.do("zhang", "assign", "休假", to=to[1])

    with office.world.store.reading() as session:
        case = case_by_number(session, NUMBER)
        assert case is not None
        assert case.assignee == "zhao某（zhao）"
    assert done.status_code == 303


def test_a_form_of_another_site_does_nothing(office: Office) -> None:
    form = hidden(office.people["zhao"].get(f"{CASE}/acts/receive_claim"))

    page = office.people["zhao"].post(
        f"{CASE}/acts/receive_claim",
        data=form | {"form_key": "x" * 64, "opinion": "同意", "step": "confirm"},
    )

    assert page.status_code == 403
    assert office.state() is CaseState.ENTERPRISE_NOTIFIED
