"""The WeCom application against a stub with tokens that run out."""

from collections.abc import Callable, Iterator

import pytest

from notifications.channels.config import ChannelConfig
from notifications.channels.wecom_app import TOKENS, _Application
from notifications.message import DeliveryOutcome, Message
from notifications.sender import send, settings_fault
from tests.unit.notifications.channels.sms_stubs import (
    AGENT_ID,
    CORP_ID,
    CORP_SECRET,
    ServiceStub,
    service_stub,
)

URL = f"wecomapp://{CORP_ID}:{CORP_SECRET}@{AGENT_ID}"


@pytest.fixture
def stub() -> Iterator[ServiceStub]:
    with service_stub("wecom_app") as served:
        yield served


def at(stub: ServiceStub, url: str = URL) -> ChannelConfig:
    return ChannelConfig(url=url, service_url=stub.url)


def test_member_gets_a_text_that_the_service_checks_for_copies(
    stub: ServiceStub, message: Callable[..., Message]
) -> None:
    delivery = send("wecom_app", message(brief=("案件页面：https://a.b/c",)), "zhangsan", at(stub))

    (body,) = stub.requests
    assert delivery.outcome is DeliveryOutcome.ACCEPTED
    assert (body["touser"], body["agentid"], body["msgtype"]) == ("zhangsan", 1000002, "text")
    assert body["enable_duplicate_check"] == 1
    assert "案件页面：https://a.b/c" in body["text"]["content"].split("\n")


def test_token_is_asked_for_once_and_kept(
    stub: ServiceStub, message: Callable[..., Message]
) -> None:
    send("wecom_app", message(), "zhangsan", at(stub))

    send("wecom_app", message(), "lisi", at(stub))

    assert len(stub.tokens) == 1
    assert len(stub.requests) == 2


def test_token_that_the_service_has_forgotten_is_asked_for_anew_in_the_same_attempt(
    stub: ServiceStub, message: Callable[..., Message]
) -> None:
    send("wecom_app", message(), "zhangsan", at(stub))
    stub.tokens.append("another instance's")

    delivery = send("wecom_app", message(), "zhangsan", at(stub))

    assert delivery.outcome is DeliveryOutcome.ACCEPTED
    assert len(stub.tokens) == 3


def test_token_near_its_end_is_not_used(stub: ServiceStub) -> None:
    application = _Application(stub.url, CORP_ID, AGENT_ID, CORP_SECRET)

    TOKENS.keep(application, "t", 300)

    assert TOKENS.get(application) is None


def test_wrong_secret_is_a_matter_of_the_settings_and_is_never_shown(
    stub: ServiceStub, message: Callable[..., Message]
) -> None:
    config = at(stub, f"wecomapp://{CORP_ID}:wrong0000@{AGENT_ID}")

    delivery = send("wecom_app", message(), "zhangsan", config)

    assert (delivery.outcome, delivery.is_channel_down) == (DeliveryOutcome.RETRY_LATER, True)
    assert delivery.retry_after_seconds == 900
    assert "wrong0000" not in delivery.detail + config.masked_url + repr(config)
    assert CORP_ID not in config.masked_url


def test_member_who_is_not_there_is_no_success_although_the_code_is_zero(
    stub: ServiceStub, message: Callable[..., Message]
) -> None:
    delivery = send("wecom_app", message(), "nobody", at(stub))

    assert delivery.outcome is DeliveryOutcome.REFUSED


@pytest.mark.parametrize(
    ("code", "outcome", "is_channel_down"),
    [
        (45009, "retry_later", True),
        (60020, "retry_later", True),
        (81013, "refused", False),
        (-1, "retry_later", True),
        (99999, "retry_later", False),
    ],
)
def test_code_decides(
    stub: ServiceStub,
    message: Callable[..., Message],
    code: int,
    outcome: str,
    is_channel_down: bool,
) -> None:
    stub.answers.append((200, {"errcode": code, "errmsg": "m"}))

    delivery = send("wecom_app", message(), "zhangsan", at(stub))

    assert (delivery.outcome.value, delivery.is_channel_down) == (outcome, is_channel_down)


@pytest.mark.parametrize("answer", [(200, "<html>"), (200, "[]"), (200, {"ok": 1}), (502, "bad")])
def test_answer_that_is_not_the_services_is_not_taken_for_success(
    stub: ServiceStub, message: Callable[..., Message], answer: tuple[int, object]
) -> None:
    stub.answers.append(answer)

    delivery = send("wecom_app", message(), "zhangsan", at(stub))

    assert (delivery.outcome, delivery.is_channel_down) == (DeliveryOutcome.RETRY_LATER, True)


@pytest.mark.parametrize("member", ["@all", "a|b", "", "a b"])
def test_nobody_is_called_but_one_member(
    stub: ServiceStub, message: Callable[..., Message], member: str
) -> None:
    delivery = send("wecom_app", message(), member, at(stub))

    assert delivery.outcome is DeliveryOutcome.REFUSED
    assert stub.requests == []


@pytest.mark.parametrize(
    "url", ["", "wecomapp://corp@1000002", "wecomapp://a:b@name", "https://qyapi.weixin.qq.com"]
)
def test_address_that_is_no_applications_is_found_by_the_check(url: str) -> None:
    assert "无法识别" in settings_fault("wecom_app", ChannelConfig(url=url))
