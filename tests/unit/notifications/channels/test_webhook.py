"""The webhook against a real web server on loopback."""

from collections.abc import Callable
from typing import Protocol

import pytest

from notifications.channels.config import ChannelConfig
from notifications.message import DeliveryOutcome, Message
from notifications.sender import send, settings_fault


class WebSink(Protocol):
    port: int
    requests: list


def config(port: int, path: str, *, seconds: float = 10) -> ChannelConfig:
    return ChannelConfig(url=f"json://127.0.0.1:{port}/{path}", timeout_seconds=seconds)


def test_message_is_posted_with_its_key_and_event(
    web_sink: WebSink, message: Callable[..., Message]
) -> None:
    notice = message()

    delivery = send("webhook", notice, "reviewers", config(web_sink.port, "hook/200"))

    ((headers, body),) = web_sink.requests
    assert delivery.outcome is DeliveryOutcome.ACCEPTED
    assert headers["Idempotency-Key"] == "filing_seen:JS-2026-0007"
    assert headers["X-Jishen-Event"] == "filing_seen"
    assert body["title"] == notice.subject
    assert body["message"] == notice.text


def test_key_that_no_header_can_hold_is_escaped(
    web_sink: WebSink, message: Callable[..., Message]
) -> None:
    send("webhook", message("案件\r\nX: y"), "reviewers", config(web_sink.port, "200"))

    headers, _ = web_sink.requests[0]
    assert headers["Idempotency-Key"] == "%E6%A1%88%E4%BB%B6%0D%0AX: y"
    assert "X" not in headers


@pytest.mark.parametrize(
    ("status", "outcome", "retry_after_seconds"),
    [
        (200, DeliveryOutcome.ACCEPTED, None),
        (204, DeliveryOutcome.ACCEPTED, None),
        (302, DeliveryOutcome.RETRY_LATER, None),
        (400, DeliveryOutcome.REFUSED, None),
        (404, DeliveryOutcome.REFUSED, None),
        (407, DeliveryOutcome.RETRY_LATER, 120),
        (429, DeliveryOutcome.RETRY_LATER, 120),
        (500, DeliveryOutcome.RETRY_LATER, 120),
        (503, DeliveryOutcome.RETRY_LATER, 120),
    ],
)
def test_status_decides_what_became_of_it(
    web_sink: WebSink,
    message: Callable[..., Message],
    status: int,
    outcome: DeliveryOutcome,
    retry_after_seconds: int | None,
) -> None:
    delivery = send("webhook", message(), "reviewers", config(web_sink.port, str(status)))

    assert delivery.outcome is outcome
    assert delivery.retry_after_seconds == retry_after_seconds
    assert str(status) in delivery.detail
    assert len(web_sink.requests) == 1


def test_answer_that_does_not_come_in_time_is_retried(
    web_sink: WebSink, message: Callable[..., Message]
) -> None:
    delivery = send("webhook", message(), "reviewers", config(web_sink.port, "silent", seconds=0.4))

    assert delivery.outcome is DeliveryOutcome.RETRY_LATER
    assert delivery.detail.startswith("未能交付接收地址：")


def test_server_that_sends_a_byte_at_a_time_is_cut_off(
    trickling_port: int, message: Callable[..., Message]
) -> None:
    delivery = send("webhook", message(), "reviewers", config(trickling_port, "x", seconds=0.4))

    assert delivery.outcome is DeliveryOutcome.RETRY_LATER
    assert "未在时限内完成应答" in delivery.detail


def test_refused_connection_is_retried(closed_port: int, message: Callable[..., Message]) -> None:
    delivery = send("webhook", message(), "reviewers", config(closed_port, "200"))

    assert delivery.outcome is DeliveryOutcome.RETRY_LATER
    assert delivery.detail == "未能交付接收地址：连接被拒绝。"


def test_grammar_of_apprise_json_urls_holds(
    web_sink: WebSink, message: Callable[..., Message]
) -> None:
    url = (
        f"json://user:word@127.0.0.1:{web_sink.port}/a/200"
        "?+X-Token=t1&-room=7&:message=content&:version=&:kind=notice"
    )

    delivery = send("webhook", message(), "reviewers", ChannelConfig(url=url))

    headers, body = web_sink.requests[0]
    assert delivery.outcome is DeliveryOutcome.ACCEPTED
    assert headers["X-Token"] == "t1"
    assert headers["Authorization"].startswith("Basic ")
    assert body["content"].startswith("广州某某科技有限公司")
    assert set(body) == {"title", "content", "attachments", "type", "kind"}


@pytest.mark.parametrize(
    "url", ["", "https://127.0.0.1/x", "json://", "json://127.0.0.1/x?method=GET"]
)
def test_settings_that_cannot_send_are_refused_and_found_by_the_check(
    message: Callable[..., Message], url: str
) -> None:
    settings = ChannelConfig(url=url)

    delivery = send("webhook", message(), "reviewers", settings)

    assert delivery.outcome is DeliveryOutcome.REFUSED
    assert settings_fault("webhook", settings) != ""
