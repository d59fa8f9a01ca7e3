"""The sender's promises: an answer in every case, and no secret anywhere."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from notifications.channels.config import ChannelConfig
from notifications.message import DeliveryOutcome, Message
from notifications.sender import send, settings_fault

PASSWORD = "s3cret-p%40ss"  # noqa: S105  nobody's
TOKEN = "tok3n-9f8e7d6c"  # noqa: S105  nobody's


class Sink(Protocol):
    port: int


def test_unknown_channel_is_refused_with_the_known_ones_named(
    message: Callable[..., Message],
) -> None:
    delivery = send("pigeon", message(), "a@example.com", ChannelConfig())

    assert delivery.outcome is DeliveryOutcome.REFUSED
    assert delivery.detail == (
        "没有名为 pigeon 的通知渠道，可用渠道：mail、webhook、wecom_bot、dingtalk、feishu、"
        "wecom_app、aliyun_sms、tencent_sms、file。"
    )
    assert settings_fault("pigeon", ChannelConfig()) == delivery.detail


def test_fault_of_our_own_is_retried_and_not_raised(message: Callable[..., Message]) -> None:
    broken = ChannelConfig(folder=Path("a\0b"))

    delivery = send("file", message(), "a@example.com", broken)

    assert delivery.outcome is DeliveryOutcome.RETRY_LATER


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        (
            f"mailtos://user:{PASSWORD}@smtp.example.cn:465?from=a@b.cn",
            "mailtos://smtp.example.cn:465/***",
        ),
        (f"jsons://hook.example.cn/{TOKEN}", "jsons://hook.example.cn/***"),
        ("json://hook.example.cn", "json://hook.example.cn"),
        (f"no url {PASSWORD}", "***"),
        (f"json://[{PASSWORD}", "***"),
        ("mailtos://user:12/34@smtp.example.cn", "***"),
        ("mailtos://user:pa#ss@smtp.example.cn", "***"),
        ("", "***"),
    ],
)
def test_shown_url_is_scheme_and_host_only(url: str, masked: str) -> None:
    config = ChannelConfig(url=url)

    assert config.masked_url == masked
    assert url == "" or url not in repr(config) + str(config)


def test_scrubbed_detail_has_no_secret_no_address_and_one_line() -> None:
    config = ChannelConfig(url=f"jsons://user:{PASSWORD}@hook.example.cn/{TOKEN}?key=abcdef")

    shown = config.scrub(
        f"535 s3cret-p@ss {PASSWORD}\r\n {TOKEN} abcdef <zhang@example.com>" + "长" * 500
    )

    assert shown.startswith("535 *** *** *** *** <（收件地址）>")
    assert len(shown) == 300


@pytest.mark.parametrize("receiver", ["office", "nobody", "busy", "drop"])
def test_mail_writes_no_password_to_any_log_or_detail(
    mail_sink: Sink,
    message: Callable[..., Message],
    caplog: pytest.LogCaptureFixture,
    receiver: str,
) -> None:
    caplog.set_level(1)
    caplog.set_level(1, logger="apprise")
    url = f"mailto://user:{PASSWORD}@127.0.0.1:{mail_sink.port}?from=a@b.cn&+X-Token={TOKEN}"

    delivery = send("mail", message(), f"{receiver}@example.com", ChannelConfig(url=url))

    logged = caplog.text + delivery.detail
    assert "s3cret" not in logged
    assert TOKEN not in logged


@pytest.mark.parametrize("path", ["200", "404", "503"])
def test_webhook_writes_no_token_to_any_log_or_detail(
    web_sink: Sink, message: Callable[..., Message], caplog: pytest.LogCaptureFixture, path: str
) -> None:
    caplog.set_level(1)
    caplog.set_level(1, logger="apprise")
    url = f"json://user:{PASSWORD}@127.0.0.1:{web_sink.port}/{TOKEN}/{path}?+X-Token={TOKEN}"

    delivery = send("webhook", message(), "reviewers", ChannelConfig(url=url))

    logged = caplog.text + delivery.detail
    assert "s3cret" not in logged
    assert TOKEN not in logged


def test_unusable_url_is_refused_with_a_masked_detail(
    message: Callable[..., Message], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    config = ChannelConfig(url=f"mailtos://user:{PASSWORD}@smtp.example.cn?from=nonsense&mode=bad")

    delivery = send("mail", message(), "office@example.com", config)

    assert delivery.outcome is DeliveryOutcome.REFUSED
    assert "mailtos://smtp.example.cn/***" in delivery.detail
    assert "s3cret" not in delivery.detail + caplog.text
