"""The enterprise's page: what it shows, what it takes, what it never does."""

import logging
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from sqlalchemy import func, select

from jishen.cases.links import Issuing, issue_by_hand, revoke_links
from jishen.cases.windows import record_window
from jishen.domain.states import CaseState
from jishen.domain.windows import ApplicationWindow, WindowMode
from jishen.store.audit import Actor
from jishen.store.links import digest_of
from jishen.store.tables import (
    AwardCase,
    Claim,
    ClaimFile,
    CorrectionItem,
    CorrectionRequest,
    EnterpriseLink,
    Payout,
    YearlyPool,
)
from tests.cases.publishing import Batch, enterprise, publish, row, work_through
from tests.claims.conftest import SMALL, desk_of, served_desk_of
from tests.claims.pages import Visitor, hidden_of, value_of, words_of
from tests.claims.test_links import everything_in
from tests.claims.worlds import ACCOUNT, CONTACT, LATER, PDF, ClaimWorld, texts
from tests.sample_registry import import_enterprises

HOSTILE = '<script>alert(1)</script>{{7*7}}"\u202e司公\r\nBcc: x@y.cn'


@pytest.fixture
def visitor(page: httpx.Client, told: ClaimWorld) -> Visitor:
    return Visitor(page, told.token)


def count(world: ClaimWorld, kind: type[Claim] | type[ClaimFile] = Claim) -> int:
    with world.store.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def ask_for_correction(world: ClaimWorld) -> None:
    with world.store.act("case_act") as session:
        request = CorrectionRequest(
            case_id=world.case.id,
            round=1,
            requested_at=LATER,
            requested_by="张三",
            due_on=date(2026, 3, 19),
        )
        session.add(request)
        session.flush()
        words = ("租赁合同缺页，请补全", "请说明实际经营面积")
        session.add_all(
            CorrectionItem(request_id=request.id, code=f"1-{n}", about="", words=said)
            for n, said in enumerate(words, start=1)
        )
    world.set_state(state=CaseState.CORRECTION_REQUESTED)


def test_the_page_says_what_was_seen_and_what_it_may_mean(visitor: Visitor) -> None:
    words = words_of(visitor.look())

    assert "最高20 万元，以审核为准" in words
    assert "境内深度合成服务算法备案清单" in words
    assert "91440105000Y00****" in words
    assert "2026年5月11日前" in words
    assert "020-89000000" in words


def test_the_page_needs_no_cookie_and_tells_nobody_its_address(visitor: Visitor) -> None:
    answer = visitor.look()

    assert "set-cookie" not in answer.headers
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert 'rel="noreferrer noopener external"' in answer.text


def test_looking_changes_nothing_however_often(visitor: Visitor, told: ClaimWorld) -> None:
    before = everything_in(told.store)

    answers = [visitor.look(), visitor.look("en"), visitor.client.get(f"{visitor.here}/not-ours")]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert everything_in(told.store) == before


@pytest.mark.parametrize("where", ["check", "edit", "submit"])
def test_what_acts_does_not_answer_get(visitor: Visitor, where: str) -> None:
    assert visitor.client.get(f"{visitor.here}/{where}").status_code == 405


def test_a_claim_goes_from_the_form_over_the_check_page_to_the_progress(
    visitor: Visitor, told: ClaimWorld
) -> None:
    checked = visitor.check()
    before = told.case.state
    sent = visitor.submit(checked)
    page = visitor.look()

    assert checked.status_code == 200
    assert "尚未提交" in words_of(checked)
    assert "4405 0160 4321 0000 987" in words_of(checked)
    assert before is CaseState.ENTERPRISE_NOTIFIED
    assert (sent.status_code, sent.headers["location"]) == (303, f"{visitor.here}?lang=zh")
    assert told.case.state is CaseState.SUBMITTED
    assert "申报已收到" in words_of(page)
    assert "至 2026年3月19日" in words_of(page)
    assert ACCOUNT not in page.text
    assert CONTACT.phone not in page.text


def test_faults_are_told_on_top_and_at_the_field_in_the_same_words(visitor: Visitor) -> None:
    answer = visitor.check(account_number="12ab", contact_mail="nobody")

    assert answer.status_code == 422
    assert answer.text.count("账号只能是数字") == 2
    assert answer.text.count("请填写完整的电子邮箱") == 2
    assert "<title>有误：" in answer.text
    assert 'href="#account_number"' in answer.text


def test_a_fault_loses_nothing_that_was_typed_or_uploaded(visitor: Visitor) -> None:
    answer = visitor.check(account_number="12ab", bank_branch="中国银行<b>琶洲</b>支行")

    again = visitor.client.post(
        f"{visitor.here}/check", data={**texts(), "upload": value_of(answer, "upload")}
    )

    assert value_of(answer, "account_number") == "12ab"
    assert value_of(answer, "bank_branch") == "中国银行<b>琶洲</b>支行"
    assert "租赁合同.pdf" in answer.text
    assert again.status_code == 200
    assert "租赁合同.pdf" in again.text


def test_going_back_from_the_check_page_keeps_everything(visitor: Visitor) -> None:
    checked = visitor.check()

    back = visitor.send("edit", hidden_of(checked))

    assert value_of(back, "contact_phone") == CONTACT.phone
    assert value_of(back, "detail_operates_in_zone") == texts()["detail_operates_in_zone"]
    assert "租赁合同.pdf" in back.text


def test_a_form_that_is_sent_twice_is_one_claim(visitor: Visitor, told: ClaimWorld) -> None:
    checked = visitor.check()

    answers = [visitor.submit(checked), visitor.submit(checked)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert count(told) == 1


def test_the_second_device_sees_what_the_first_confirmed(
    visitor: Visitor, told: ClaimWorld
) -> None:
    one, other = visitor.check(), visitor.check()
    visitor.submit(one)

    late = visitor.submit(other)

    assert late.status_code == 303
    assert "申报已收到" in words_of(visitor.look())
    assert count(told) == 1


@pytest.mark.parametrize("typed", ["", "0000", "0002", "91440105000Y000001"])
def test_without_the_last_four_nothing_is_claimed(
    visitor: Visitor, told: ClaimWorld, typed: str
) -> None:
    answer = visitor.submit(visitor.check(), last_four=typed)

    assert answer.status_code == 422
    assert answer.text.count("统一社会信用代码后四位不符") == 2
    assert count(told) == 0


def test_wrong_codes_are_counted_and_the_form_waits(visitor: Visitor, told: ClaimWorld) -> None:
    checked = visitor.check()
    [visitor.submit(checked, last_four="0000") for _ in range(8)]

    refused = visitor.submit(checked)

    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "600"
    assert count(told) == 0
    assert visitor.look().status_code == 200


def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(
    visitor: Visitor, told: ClaimWorld
) -> None:
    revoked, ended = told.new_link(), told.new_link(LATER - timedelta(days=3), days=1)
    with told.store.act("link") as session:
        link = session.scalars(
            select(EnterpriseLink).where(EnterpriseLink.token_sha256 == digest_of(revoked))
        ).one()
        link.revoked_at, link.revoked_by = LATER, "张三"

    tokens = [revoked, ended, "a" * 43, "short", "a" * 500]
    answers = [visitor.client.get(f"/e/{token}") for token in tokens]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "020-89000000" in answers[0].text


def test_guessing_links_ends_in_waiting_and_true_links_still_open(visitor: Visitor) -> None:
    guesses = [visitor.client.get(f"/e/{'a' * 42}{n}").status_code for n in range(10) for _ in "ab"]

    refused = visitor.client.get(f"/e/{'b' * 43}")

    assert set(guesses) == {404}
    assert refused.status_code == 429
    assert visitor.look().status_code == 200


def test_a_forged_form_for_an_unknown_link_is_answered_the_same(visitor: Visitor) -> None:
    forged = Visitor(visitor.client, "a" * 43)

    assert forged.check(file=None).status_code == 404
    assert forged.send("submit", [("last_four", "0001")]).status_code == 404
    assert forged.say_not_ours().status_code == 404


def test_a_link_that_was_revoked_meanwhile_takes_nothing(
    visitor: Visitor, told: ClaimWorld
) -> None:
    checked = visitor.check()
    revoke_links(told.store, told.case.case_number, by="张三", why="样例", at=LATER)

    assert visitor.submit(checked).status_code == 404
    assert count(told) == 0


@pytest.mark.parametrize("name", ["account_name", "bank_branch", "contact_name"])
def test_four_thousand_characters_are_a_fault_and_kept(visitor: Visitor, name: str) -> None:
    answer = visitor.check(**{name: "长" * 4000})

    assert answer.status_code == 422
    assert value_of(answer, name) == "长" * 4000


def test_hostile_text_is_shown_as_text_and_breaks_no_line(visitor: Visitor) -> None:
    answer = visitor.check(bank_branch=HOSTILE, name=HOSTILE)

    assert "<script>" not in answer.text
    assert "\u202e" not in answer.text
    shown = "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}&#34;司公 Bcc: x@y.cn"
    assert shown in " ".join(answer.text.split())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04" + b"\0" * 5000, "只收 PDF、JPG、PNG 文件"),
        (PDF[:-7] + b"/JavaScript (x)\n%%EOF\n", "文件含脚本、附件或自动动作"),
        (PDF[:-8], "文件不完整"),
        (PDF + b"0" * SMALL, "文件超过 0 MB"),
    ],
    ids=["zip", "script", "cut", "large"],
)
def test_a_file_that_cannot_be_taken_is_named(
    visitor: Visitor, told: ClaimWorld, content: bytes, said: str
) -> None:
    answer = visitor.check(file=content)

    assert answer.status_code == 422
    assert answer.text.count(said) == 2
    assert count(told, ClaimFile) == 0


def test_another_case_s_file_cannot_be_claimed_by_its_id(
    visitor: Visitor, told: ClaimWorld
) -> None:
    other = Visitor(visitor.client, token_of_another_case(told))
    foreign = value_of(other.check(account_number=""), "upload")

    answer = visitor.client.post(f"{visitor.here}/check", data={**texts(), "upload": foreign})

    assert answer.status_code == 422
    assert "先前上传的文件已失效" in answer.text
    assert "租赁合同.pdf" not in answer.text


def token_of_another_case(world: ClaimWorld) -> str:
    name = "广州样例乙科技有限公司"
    import_enterprises(world.store, enterprise(name, 2))
    publish(world.store, row(2, name), batch=Batch(announced_on=date(2026, 4, 12)))
    work_through(world.store)
    with world.store.reading() as session:
        number = session.scalars(select(func.max(AwardCase.case_number))).one()
    issuing = Issuing(Actor("张三", is_person=True), LATER, timedelta(days=1), why="样例")
    return issue_by_hand(world.store, number, issuing)


def test_a_body_beyond_all_files_is_not_read(visitor: Visitor) -> None:
    answer = visitor.client.post(
        f"{visitor.here}/check", content=b"x" * 2_000_000, headers={"content-type": "text/plain"}
    )

    assert answer.status_code == 413


def test_a_form_that_is_none_is_refused(visitor: Visitor) -> None:
    kind = {"content-type": "multipart/form-data; boundary=x"}

    answer = visitor.client.post(f"{visitor.here}/check", content=b"--y\r\n", headers=kind)

    assert answer.status_code in {400, 422}


def test_fields_that_nobody_asked_for_change_nothing(visitor: Visitor, told: ClaimWorld) -> None:
    checked = visitor.check(payable_yuan="9999999", state="paid", determined_yuan="1")

    visitor.submit(checked)

    assert told.case.state is CaseState.SUBMITTED
    assert told.case.payable_yuan == 200_000


def test_without_a_key_nothing_is_stored_and_the_page_says_so(
    visitor: Visitor, told: ClaimWorld
) -> None:
    checked = visitor.check()
    told.settings.key_file.unlink()

    answer = visitor.submit(checked)

    assert answer.status_code == 503
    assert "没有保存任何内容" in words_of(answer)
    assert value_of(answer, "account_number") == texts()["account_number"]
    assert count(told) == 0


def test_neither_token_nor_account_is_in_database_or_log(
    visitor: Visitor, told: ClaimWorld, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.ERROR)  # the test's own client
    logging.getLogger("httpcore").setLevel(logging.ERROR)

    visitor.claim()
    visitor.look()

    seen = everything_in(told.store) + caplog.text
    assert told.token not in seen
    assert ACCOUNT not in seen
    assert CONTACT.phone not in seen


def test_not_ours_wants_the_last_four_and_is_then_told(visitor: Visitor) -> None:
    wrong = visitor.say_not_ours("0000", "不是我们")
    right = visitor.say_not_ours(words="不是我们")

    assert wrong.status_code == 422
    assert value_of(wrong, "words") == "不是我们"
    assert right.status_code == 303
    assert "已收到“不是本单位”的反馈" in words_of(visitor.look())


def test_after_not_ours_the_form_is_closed(visitor: Visitor, told: ClaimWorld) -> None:
    checked = visitor.check()
    visitor.say_not_ours()

    assert visitor.submit(checked).status_code == 303
    assert count(told) == 0
    assert "<form" not in visitor.look().text


def test_before_its_window_the_page_says_from_when(visitor: Visitor, told: ClaimWorld) -> None:
    _only_window(told, date(2026, 4, 1), date(2026, 5, 1))

    page = visitor.look()

    assert "自 2026年4月1日 起可在本页面申报" in words_of(page)
    assert "<form" not in page.text


def test_after_the_last_window_the_page_says_whom_to_call(
    visitor: Visitor, told: ClaimWorld
) -> None:
    _only_window(told, date(2024, 7, 2), date(2024, 8, 1))

    assert "目前不能在本页面申报" in words_of(visitor.look())


def _only_window(world: ClaimWorld, opens: date, closes: date) -> None:
    shipped = "第一批（新生产经营奖励项目）"
    window = ApplicationWindow(shipped, WindowMode.DATED, opens, closes, "样例通知")
    record_window(world.store, "haizhu_2024", window, at=LATER, by="张三")


def test_a_correction_is_answered_item_by_item_on_the_same_link(
    visitor: Visitor, told: ClaimWorld
) -> None:
    visitor.claim()
    ask_for_correction(told)
    page = visitor.look()
    empty = visitor.client.post(f"{visitor.here}/check", data=_corrected())
    answered = visitor.client.post(
        f"{visitor.here}/check",
        data={**_corrected(), "answer_1-1": "已补全，见附件", "answer_1-2": "120 平方米"},
        files={"file_1-1": ("合同全本.pdf", PDF + b"\n", "application/pdf")},
    )
    sent = visitor.submit(answered)

    assert "请于 2026年3月19日 前逐项答复" in words_of(page)
    assert empty.status_code == 422
    assert empty.text.count("请答复：租赁合同缺页，请补全") == 2
    assert "沿用上一版" in words_of(answered)
    assert sent.status_code == 303
    assert told.case.state is CaseState.FORM_CHECK
    assert "第 2 版" in words_of(visitor.look())
    with told.store.reading() as session:
        assert session.scalars(select(CorrectionRequest.answered_at)).one() == LATER


def _corrected() -> dict[str, str]:
    left_empty = ("account_name", "account_number", "bank_branch")
    left_empty += ("contact_name", "contact_phone", "contact_mail")
    return {**texts(), **dict.fromkeys(left_empty, "")}


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (CaseState.FORM_CHECK, "正在审核"),
        (CaseState.SECOND_REVIEW, "正在审核"),
        (CaseState.PUBLIC_NOTICE, "正在公示"),
        (CaseState.PAYMENT_REQUESTED, "已决定给予奖励 "),
        (CaseState.PAID, "奖励已拨付"),
        (CaseState.ON_HOLD, "暂不需要办理"),
        (CaseState.NOT_ELIGIBLE, "未予奖励"),
        (CaseState.NO_FURTHER_AWARD, "不再另行奖励"),
        (CaseState.WITHDRAWN, "申报已撤回"),
        (CaseState.EXPIRED, "已逾期"),
        (CaseState.CLAWBACK, "资金追缴"),
        (CaseState.BACKLOG, "暂不需要办理"),
    ],
)
def test_the_same_link_tells_where_the_case_stands(
    visitor: Visitor, told: ClaimWorld, state: CaseState, said: str
) -> None:
    visitor.claim()
    told.set_state(state=state)

    page = visitor.look()

    assert said in words_of(page)
    assert "<form" not in page.text
    assert visitor.look("en").status_code == 200


def test_what_was_paid_is_told_as_it_was_decided(visitor: Visitor, told: ClaimWorld) -> None:
    visitor.claim()
    told.set_state(state=CaseState.PAID)
    with told.store.act("decide_case") as session:
        session.add(YearlyPool(year=2026, cap_yuan=10**8, used_yuan=150_000))
        session.flush()
        session.add(
            Payout(
                case_id=told.case.id,
                instruction_key="k" * 64,
                uscc=told.case.uscc,
                policy_id="haizhu_2024",
                clause=told.case.clause,
                year=2026,
                amount_yuan=150_000,
                city_half_yuan=75_000,
                district_half_yuan=75_000,
                decided_at=LATER,
                evidence_sha256="e" * 64,
            )
        )

    assert "奖励 15 万元 已拨付至下列账户" in words_of(visitor.look())


def test_after_its_last_day_a_link_opens_nothing(told: ClaimWorld) -> None:
    with desk_of(told, datetime(2027, 12, 1, tzinfo=UTC)) as client:
        assert client.get(f"/e/{told.token}").status_code == 404


def test_the_whole_way_over_the_real_server(told: ClaimWorld) -> None:
    with served_desk_of(told) as client:
        visitor = Visitor(client, told.token)
        faults = visitor.check(account_number="")
        sent = visitor.submit(visitor.check())
        page = visitor.look("en")

    assert (faults.status_code, sent.status_code) == (422, 303)
    assert "Your claim has arrived" in words_of(page)
