"""What a name, a title or a fault's detail may hold must stay what it is: text on one line."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from jishen.domain.notices import FilingSeen, NoticeEvent, Office, SourceAlarm
from notifications.render import render
from notifications.wording import is_web_address, one_line, yuan_wan

FilingMaker = Callable[..., FilingSeen]


def test_template_syntax_in_a_name_is_printed_as_it_is(filing_seen: FilingMaker) -> None:
    message = render(
        NoticeEvent.FILING_SEEN, "k", filing_seen(enterprise_name="{{7*7}}公司{% x %}")
    )

    assert "{{7*7}}公司{% x %}：" in message.text
    assert "{{7*7}}公司{% x %}：" in (message.html or "")


def test_script_in_a_title_is_shown_and_not_run(filing_seen: FilingMaker) -> None:
    facts = filing_seen(
        filing_titles=("<script>alert(1)</script>",), filing_numbers=('"><img src=x>',)
    )

    message = render(NoticeEvent.FILING_SEEN, "k", facts)

    page = BeautifulSoup(message.html or "", "lxml")
    assert page.find_all(["script", "img"]) == []
    assert "<script>alert(1)</script>" in page.get_text()
    assert "<script>alert(1)</script>" in message.text


@pytest.mark.parametrize(
    "separator", ["\r\n", "\n", "\r", "\x0b", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_line_breaks_in_a_name_make_no_line_and_no_header(
    source_alarm: Callable[..., SourceAlarm], separator: str
) -> None:
    facts = source_alarm(source_name=f"某来源{separator}Bcc: evil@example.com")

    message = render(NoticeEvent.SOURCE_FAULT, "k", facts)

    assert (
        message.subject == "【告警】公告来源“某来源 Bcc: evil@example.com”巡查异常（页面结构变化）"
    )
    assert "公告来源“某来源 Bcc: evil@example.com”自" in message.text


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\u00ad"])
def test_marks_that_turn_or_hide_text_are_left_out(filing_seen: FilingMaker, mark: str) -> None:
    message = render(NoticeEvent.FILING_SEEN, "k", filing_seen(enterprise_name=f"甲{mark}乙公司"))

    assert message.text.startswith("甲乙公司：")
    assert mark not in message.subject + message.text + (message.html or "")


def test_controls_are_left_out(filing_seen: FilingMaker) -> None:
    facts = filing_seen(
        office=Office("某\x00某\x07局\x1b[31m", "020-0"), enterprise_name="甲\x00公司"
    )

    message = render(NoticeEvent.FILING_SEEN, "k", facts)

    assert message.subject.startswith("【某 某 局 [31m】")
    assert not set(map(chr, range(32))) & set(message.subject)
    assert "\x00" not in message.text


def test_address_in_a_name_does_not_become_a_link(filing_seen: FilingMaker) -> None:
    facts = filing_seen(enterprise_name="点击https://evil.example.com领取补贴")

    message = render(NoticeEvent.FILING_SEEN, "k", facts)

    assert "https://evil" not in message.text + (message.html or "")
    assert "https：//evil.example.com" in message.text


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://a b", 'https://a"onclick=x', "//evil", "", "https://a\nb"],
)
def test_what_is_no_web_address_is_not_linked(
    source_alarm: Callable[..., SourceAlarm], url: str
) -> None:
    message = render(NoticeEvent.SOURCE_FAULT, "k", source_alarm(url=url, sources_url=url))

    assert not is_web_address(url)
    assert message.text.count("（网址无效，未予列出）") == 1  # the desk's; `url` may name a file
    assert BeautifulSoup(message.html or "", "lxml").find_all("a") == []


def test_half_a_surrogate_does_not_stop_the_outbox(filing_seen: FilingMaker) -> None:
    message = render(NoticeEvent.FILING_SEEN, "k", filing_seen(enterprise_name="甲\ud800公司"))

    assert message.text.encode().decode().startswith("甲�公司：")


@pytest.mark.parametrize(
    ("amount_yuan", "expected"),
    [
        (0, "0元"),
        (9_999, "9999元"),
        (200_000, "20万元"),
        (1_000_000, "100万元"),
        (123_456, "12.3456万元"),
    ],
)
def test_money_is_worded_exactly(amount_yuan: int, expected: str) -> None:
    worded = yuan_wan(amount_yuan)

    assert worded == expected


def test_one_line_keeps_rare_characters() -> None:
    name = "广州𠮷𩽾科技（集团）有限公司"

    assert one_line(name) == name
