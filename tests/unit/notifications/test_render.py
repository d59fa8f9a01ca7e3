"""The wording of each event, compared with texts a person has reviewed."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup

from jishen.domain.errors import Refused
from jishen.domain.notices import (
    BatchDigest,
    CaseLine,
    CaseNews,
    CaseWaiting,
    FilingSeen,
    NewsKind,
    NoticeEvent,
    NoticeFacts,
    SourceAlarm,
)
from notifications.message import Message
from notifications.render import render, template_version

Golden = Callable[[str, str], None]


def as_text(message: Message) -> str:
    return f"{message.subject}\n----\n{message.text}----\n{message.html}\n"


def test_enterprise_is_told_what_was_seen_and_what_it_may_mean(
    golden: Golden, filing_seen: Callable[..., FilingSeen]
) -> None:
    message = render(NoticeEvent.FILING_SEEN, "k", filing_seen())

    golden("filing_seen.txt", as_text(message))


def test_enterprise_with_an_earlier_award_is_told_the_payable_ceiling_too(
    golden: Golden, filing_seen: Callable[..., FilingSeen]
) -> None:
    facts = filing_seen(
        list_name="生成式人工智能服务已备案信息",
        clause_name="第三条第（一）项",
        period="",
        ceiling_yuan=1_000_000,
        payable_yuan=800_000,
        reply_by=None,
        policy_valid_until=None,
        filing_titles=("某某大模型",),
        filing_numbers=("Guangdong-MouMou-202603010001",),
    )

    message = render(NoticeEvent.FILING_SEEN, "k", facts)

    golden("filing_seen_top_up.txt", as_text(message))


def test_sample_notice_says_so_in_subject_and_body(
    golden: Golden, filing_seen: Callable[..., FilingSeen]
) -> None:
    message = render(NoticeEvent.FILING_SEEN, "k", filing_seen(is_sample=True, payable_yuan=0))

    golden("filing_seen_sample.txt", as_text(message))


def test_reviewers_get_a_digest_grouped_by_state_with_calls_to_make_first(
    golden: Golden, batch_digest: Callable[..., BatchDigest]
) -> None:
    message = render(NoticeEvent.BATCH_DIGEST, "k", batch_digest())

    golden("batch_digest.txt", as_text(message))


@pytest.mark.parametrize("event", list(NoticeEvent))
def test_chat_gets_the_same_in_a_few_lines_with_the_links_first(
    golden: Golden, facts_of: Callable[[NoticeEvent], NoticeFacts], event: NoticeEvent
) -> None:
    message = render(event, "k", facts_of(event))

    golden(f"brief_{event}.txt", "\n".join([message.subject, *message.brief]) + "\n")


def test_digest_of_nothing_says_nothing_was_found(
    golden: Golden, batch_digest: Callable[..., BatchDigest]
) -> None:
    facts = batch_digest(matched=0, cases=(), unsure=(), leads=(), period="")

    message = render(NoticeEvent.BATCH_DIGEST, "k", facts)

    golden("batch_digest_empty.txt", as_text(message))


def test_reviewers_are_told_of_a_released_case(
    golden: Golden, case_waiting: Callable[..., CaseWaiting]
) -> None:
    message = render(NoticeEvent.CASE_WAITING, "k", case_waiting())

    golden("case_waiting.txt", as_text(message))


def test_operators_are_told_what_to_do_about_a_source_fault(
    golden: Golden, source_alarm: Callable[..., SourceAlarm]
) -> None:
    message = render(NoticeEvent.SOURCE_FAULT, "k", source_alarm())

    golden("source_fault.txt", as_text(message))


def test_operators_are_told_when_a_source_is_well_again(
    golden: Golden, source_alarm: Callable[..., SourceAlarm]
) -> None:
    message = render(NoticeEvent.SOURCE_RECOVERED, "k", source_alarm(remedy=""))

    golden("source_recovered.txt", as_text(message))


def test_digest_of_sixty_cases_names_each_case_once_and_counts_them_by_state(
    batch_digest: Callable[..., BatchDigest], case_line: Callable[..., CaseLine]
) -> None:
    waiting = tuple(case_line(serial) for serial in range(40))
    on_hold = tuple(case_line(serial, state_name="暂缓") for serial in range(40, 60))

    message = render(NoticeEvent.BATCH_DIGEST, "k", batch_digest(cases=waiting + on_hold))

    assert "【待审核】40件" in message.text
    assert "【暂缓】20件" in message.text
    assert len(set(re.findall(r"JS-2026-\d{4}", message.text))) == 60
    assert len(re.findall(r"JS-2026-\d{4}", message.text)) == 60
    assert message.text.count("\n") < 230


def test_only_link_an_enterprise_gets_is_the_official_page(
    filing_seen: Callable[..., FilingSeen],
) -> None:
    facts = filing_seen()

    message = render(NoticeEvent.FILING_SEEN, "k", facts)

    page = BeautifulSoup(message.html or "", "lxml")
    assert re.findall(r"https?://\S+", message.text) == [facts.official_url]
    assert [anchor["href"] for anchor in page.find_all("a")] == [facts.official_url]
    assert page.find_all(["img", "script", "link", "iframe", "form"]) == []
    assert all("url(" not in style.get_text() for style in page.find_all("style"))


def test_message_carries_its_key_and_event(filing_seen: Callable[..., FilingSeen]) -> None:
    message = render(NoticeEvent.FILING_SEEN, "row-7", filing_seen())

    assert (message.key, message.event) == ("row-7", NoticeEvent.FILING_SEEN)


def test_facts_of_another_event_are_refused(filing_seen: Callable[..., FilingSeen]) -> None:
    facts = filing_seen()

    with pytest.raises(Refused, match="FilingSeen"):
        render(NoticeEvent.BATCH_DIGEST, "k", facts)


def test_each_event_has_its_own_template_version() -> None:
    versions = {template_version(event) for event in NoticeEvent}

    assert len(versions) == len(NoticeEvent)


@pytest.mark.parametrize(
    "said",
    [
        {"kind": NewsKind.CORRECTION},
        {"kind": NewsKind.DECIDED, "amount_yuan": 200_000},
        {"kind": NewsKind.PAID, "amount_yuan": 200_000, "on": date(2026, 4, 20)},
        {"kind": NewsKind.REFUSED, "clause": "第二条", "reason": "申报主体不属于市场主体"},
        {"kind": NewsKind.EXPIRED},
    ],
    ids=lambda said: said["kind"],
)
def test_an_enterprise_is_told_what_has_come_of_its_case(
    golden: Golden, case_news: Callable[..., CaseNews], said: dict[str, object]
) -> None:
    message = render(NoticeEvent.CASE_NEWS, "k", case_news(**said))

    golden(f"case_news_{said['kind']}.txt", as_text(message))
    assert "://" not in message.text
