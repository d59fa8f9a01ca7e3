"""Every template on every channel as it goes over the wire; hostile names change only words."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jishen.domain.notices import NoticeEvent, NoticeFacts
from notifications.render import render
from tests.unit.notifications.channels.conftest import MailSink
from tests.unit.notifications.channels.wire import CHANNELS, Wire, wire
from tests.unit.notifications.conftest import make_case_waiting

GOLDEN = Path(__file__).parents[3] / "golden" / "notices"
KEY = "0a1b2c3d" * 8
HOSTILE = {
    "line breaks": "甲公司\r\nBcc: evil@example.com\r\n\r\n<script>",
    "markdown": "**甲** [领取](https://evil.example) # 标题\n> 引用 `码`",
    "template": "{{7*7}}{% for x in y %}${enterprise}${case}",
    "mention": '@all <at user_id="all">所有人</at> @所有人',
    "bidi": "甲\u202e司公\u2066乙\u200b",
    "json": '","mentioned_list":["@all"],"x":"',
    "long": "甲" * 4000,
}


@pytest.fixture
def served(mail_sink: MailSink, tmp_path: Path) -> Iterator[Wire]:
    with wire(mail_sink, tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("event", list(NoticeEvent))
@pytest.mark.parametrize("channel", CHANNELS)
def test_message_goes_over_the_wire_as_it_was_reviewed(
    served: Wire,
    facts_of: Callable[[NoticeEvent], NoticeFacts],
    channel: str,
    event: NoticeEvent,
) -> None:
    sent = served.sent(channel, render(event, KEY, facts_of(event)))

    path = GOLDEN / channel / f"{event}.txt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sent, encoding="utf-8")
        pytest.fail(f"{path.name} was written: review it, then run again")
    assert sent == path.read_text(encoding="utf-8")


def sent_with(served: Wire, channel: str, name: str) -> str:
    facts = make_case_waiting()
    named = replace(facts, case=replace(facts.case, enterprise_name=name))
    return served.sent(channel, render(NoticeEvent.CASE_WAITING, KEY, named))


def shape(channel: str, sent: str) -> list[str]:
    """Return what a name must not change: headers, elements, links, lines, keys of a body."""
    if channel in {"mail", "file"}:
        return [
            *re.findall(r"^[A-Z][\w-]*(?=: )", sent, re.MULTILINE),
            *re.findall(r"</?[a-z]\w*", sent.partition("\n----\n")[2]),
            *re.findall(r"https?://[^\s\"<]+", sent),
            str(sent.count("\n")),
        ]
    said = json.loads(sent)
    return [*_keys(said), *re.findall(r"https?://[^\s\"\\]+", sent), str(sent.count("\\n"))]


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        yield str(len(value))
        for inner in value:
            yield from _keys(inner)


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("channel", CHANNELS)
def test_hostile_name_changes_nothing_but_the_visible_text(
    served: Wire, channel: str, kind: str
) -> None:
    usual = sent_with(served, channel, "甲公司")

    hostile = sent_with(served, channel, HOSTILE[kind])

    assert shape(channel, hostile) == shape(channel, usual)
    assert "JS-2026-0009" in hostile
    assert "\u202e" not in hostile
    assert "evil.example/" not in hostile


def test_text_element_of_feishu_is_taken_to_the_letter(served: Wire) -> None:
    sent = json.loads(sent_with(served, "feishu", HOSTILE["mention"]))

    lines = sent["content"]["post"]["zh_cn"]["content"]
    assert {element["tag"] for line in lines for element in line} == {"text"}
