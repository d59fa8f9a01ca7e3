"""An SMS is one segment of 70 characters by design; what is shortened is a name, never a number."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishen.domain.errors import Refused
from jishen.domain.notices import NoticeEvent, NoticeFacts, Office
from notifications.message import Sms
from notifications.render import render
from notifications.sms_text import filled, fitted
from tests.unit.notifications.conftest import make_case_waiting, make_filing_seen

SIGN = "海珠人工智能局"


@pytest.mark.parametrize("event", list(NoticeEvent))
def test_every_event_is_one_segment(
    event: NoticeEvent, facts_of: Callable[[NoticeEvent], NoticeFacts]
) -> None:
    sms = render(event, "k", facts_of(event)).sms

    text = filled(fitted(sms, SIGN), SIGN)

    assert len(text) <= 70
    assert "${" not in text
    assert "://" not in text


def test_amount_number_and_telephone_are_whole_in_an_enterprises_sms() -> None:
    facts = make_filing_seen(ceiling_yuan=1_234_500, office=Office("某局", "020-12345678"))

    text = filled(fitted(render(NoticeEvent.FILING_SEEN, "k", facts).sms, SIGN), SIGN)

    assert "123.45万元" in text
    assert "JS-2026-0007" in text
    assert "020-12345678" in text
    assert "以审核为准" in text


@given(st.text(max_size=4000))
def test_whatever_a_name_holds_the_sms_is_one_line_of_seventy_characters(name: str) -> None:
    facts = make_case_waiting()
    hostile = replace(facts, case=replace(facts.case, enterprise_name=name))

    sms = fitted(render(NoticeEvent.CASE_WAITING, "k", hostile).sms, SIGN)

    text = filled(sms, SIGN)
    assert len(text) <= 70
    assert len(text.splitlines()) == 1
    assert "JS-2026-0009" in text


def test_name_is_shortened_only_as_far_as_it_must_be() -> None:
    sms = Sms("${name}" + "字" * 60, (("name", "一二三四五六七八九十"),), frozenset({"name"}))

    assert filled(fitted(sms, ""), "") == "一二三四五六七八九十" + "字" * 60
    assert filled(fitted(sms, "局"), "局") == "【局】一二三四五六…" + "字" * 60


def test_sms_that_would_need_a_number_cut_is_refused() -> None:
    sms = Sms("${case}" + "字" * 60, (("case", "HZ3-2026-0001"),))

    with pytest.raises(Refused, match="不可截断"):
        fitted(sms, "")


def test_value_that_looks_like_a_place_of_the_wording_changes_no_other_value() -> None:
    sms = Sms("${a}与${b}", (("a", "${b}"), ("b", "乙")))

    assert filled(sms, "") == "${b}与乙"
