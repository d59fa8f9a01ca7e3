"""Small pure functions of the domain that others lean on."""

from datetime import date, datetime, time

import pytest
from stdnum.cn.uscc import calc_check_digit

from jishen.domain.case_clock import CaseClock
from jishen.domain.claim_fields import account_number, bounded, mail, phone
from jishen.domain.claim_files import kind_of
from jishen.domain.claims import Answer, Declaration, Declared, Filled, Language, Wording
from jishen.domain.enterprise_words import in_words
from jishen.domain.enterprises import (
    Enterprise,
    EnterpriseKind,
    EnterpriseStatus,
    FormerName,
    ZoneStatus,
)
from jishen.domain.lanes import Elsewhere, Lane
from jishen.domain.matches import Candidate, Match, Verdict
from jishen.domain.notices import Audience
from jishen.domain.office_hours import OfficeHours
from jishen.domain.promise import promise_figures
from jishen.domain.registry import row_of
from jishen.domain.uscc import normal_uscc, uscc_fault
from jishen.domain.workdays import shipped_calendar

WRONG_BODY = "91110000600037342"
HOURS = OfficeHours(time(9), time(18))


@pytest.mark.parametrize(
    ("read", "text", "fault"),
    [
        (account_number, "", "missing"),
        (account_number, "4405A160", "not_digits"),
        (account_number, "123", "account_length"),
        (phone, "", "missing"),
        (phone, "12", "phone"),
        (phone, "+86 13800138000", ""),
        (mail, "", "missing"),
        (mail, "nobody", "mail"),
    ],
)
def test_a_field_of_the_claim_names_its_fault(read, text: str, fault: str) -> None:
    assert read(text)[1] == fault


def test_a_line_is_required_or_not_and_bounded() -> None:
    assert bounded("", 5)[1] == "missing"
    assert bounded("", 5, is_required=False) == ("", "")
    assert bounded("六个字都在这里", 5)[1] == "too_long"


def test_a_wording_is_said_in_both_languages() -> None:
    words = Wording("是", "yes")

    assert (words.said(Language.ZH), words.said(Language.EN)) == ("是", "yes")


def test_a_statement_with_one_answer_can_only_be_agreed_to() -> None:
    words = Wording("真实", "true")
    commitment = Declaration("truth", words, words, (Answer.YES,), Answer.YES)
    question = Declaration("tax", words, words, (Answer.YES, Answer.NO), Answer.YES)

    assert (commitment.is_commitment, question.is_commitment) == (True, False)


def test_what_was_declared_is_found_by_its_key() -> None:
    said = Declared("tax", "税务关系在海珠", Answer.YES)
    filled = Filled(None, None, (said,))

    assert (filled.answer_to("tax"), filled.answer_to("other")) == (said, None)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (EnterpriseStatus.UNKNOWN, ""),
        (EnterpriseKind.COMPANY, "企业法人"),
        (ZoneStatus.IN, "在示范区内"),
        (FormerName("旧名", date(2025, 1, 2)), "旧名（使用至 2025-01-02）"),
        (FormerName("旧名", None), "旧名（停用日期不详）"),
        ((FormerName("甲", None), "乙"), "甲（停用日期不详）；乙"),
        (True, "是"),
        (False, ""),
        (None, ""),
        ("海珠", "海珠"),
    ],
)
def test_a_value_of_the_registry_is_said_in_words(value: object, words: str) -> None:
    assert in_words(value) == words


def test_a_status_has_its_name() -> None:
    statuses = [status for status in EnterpriseStatus if status is not EnterpriseStatus.UNKNOWN]

    assert all(in_words(status) for status in statuses)


def test_a_lane_takes_its_own_and_the_rest_goes_elsewhere() -> None:
    lane = Lane(
        "mail",
        audiences=frozenset({Audience.ENTERPRISE}),
        recipients=frozenset({(Audience.REVIEWERS, "审核组")}),
    )
    rest = Elsewhere((lane,))

    assert lane.takes(Audience.ENTERPRISE, "任何企业")
    assert lane.takes(Audience.REVIEWERS, "审核组")
    assert not rest.takes(Audience.REVIEWERS, "审核组")
    assert rest.takes(Audience.REVIEWERS, "另一组")


@pytest.mark.parametrize(
    ("at", "is_open", "opens"),
    [
        ("2026-03-16T08:59", False, "2026-03-16T09:00"),
        ("2026-03-16T09:00", True, "2026-03-17T09:00"),
        ("2026-03-16T18:00", False, "2026-03-17T09:00"),
        ("2026-03-14T10:00", False, "2026-03-16T09:00"),
    ],
)
def test_office_hours_are_those_of_working_days(at, is_open, opens) -> None:
    calendar = shipped_calendar()
    there = datetime.fromisoformat(f"{at}+08:00")

    assert HOURS.is_open(calendar, there) is is_open
    assert HOURS.next_opening(calendar, there) == datetime.fromisoformat(f"{opens}+08:00")


def clock(started: date | None, ended: date | None, used: int, *, late: bool = False) -> CaseClock:
    is_same_day = started is not None and started == ended
    return CaseClock(started, ended, used, 0, False, None, late, is_same_day)


def test_the_promise_counts_what_was_complete() -> None:
    day, later = date(2026, 3, 16), date(2026, 3, 20)

    figures = promise_figures(
        [
            clock(None, None, 0),
            clock(day, day, 0),
            clock(day, later, 4),
            clock(day, later, 9, late=True),
            clock(day, None, 7, late=True),
        ]
    )

    assert (figures.decided, figures.running) == (3, 1)
    assert (figures.median_workdays, figures.p90_workdays) == (4, 9)
    assert (figures.same_day, figures.decided_late, figures.running_late) == (1, 1, 1)


def test_a_row_says_what_is_not_blank() -> None:
    silent = row_of(Enterprise("91110000600037341L", "甲公司"))
    zoned = row_of(Enterprise("91110000600037341L", "甲公司", zone_status=ZoneStatus.IN))

    assert silent.told == frozenset({"name"})
    assert zoned.told == frozenset({"name", "zone_status", "zone_basis"})


@pytest.mark.parametrize(
    ("uscc", "said"),
    [
        ("", "为空"),
        ("9.11E+17", "存成了数值"),
        ("9111", "应为18位，实为4位"),
        ("91110000600O37341L", "不应出现的字符"),
        (WRONG_BODY + calc_check_digit(WRONG_BODY), "第17位校验码不符"),
    ],
)
def test_a_wrong_credit_code_is_told_why(uscc: str, said: str) -> None:
    assert said in uscc_fault(uscc)


def test_a_whole_credit_code_is_left_as_it_is() -> None:
    assert normal_uscc("91110000600037341L") == "91110000600037341L"


def test_nothing_alike_is_not_the_same_as_refuted() -> None:
    alike = Candidate("91110000600037341L", "甲公司", "相近")

    assert Match(Verdict.NEGATIVE, None, "none/2", ()).is_none
    assert not Match(Verdict.NEGATIVE, None, "none/2", (), (alike,)).is_none


def test_a_picture_without_its_header_is_cut() -> None:
    end = b"\x00\x00\x00\x00IEND\xaeB`\x82"

    assert kind_of(b"\x89PNG\r\n\x1a\n" + b"x" * 20 + end)[1] == "file_cut"
