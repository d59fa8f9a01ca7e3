"""SMS through Aliyun and Tencent, against stubs that work out the signatures by themselves."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from jishen.domain.notices import NoticeEvent, NoticeFacts
from notifications.channels import aliyun_sms, tencent_sms
from notifications.channels.config import ChannelConfig
from notifications.message import DeliveryOutcome, Message
from notifications.render import render
from notifications.sender import send, settings_fault
from tests.unit.notifications.channels.sms_stubs import (
    KEY_ID,
    KEY_SECRET,
    SECRET_ID,
    SECRET_KEY,
    ServiceStub,
    service_stub,
    tencent_status,
)

URLS = {
    "aliyun_sms": f"aliyunsms://{KEY_ID}:{KEY_SECRET}@dysmsapi.aliyuncs.com",
    "tencent_sms": f"tencentsms://{SECRET_ID}:{SECRET_KEY}@1400006666?region=ap-guangzhou",
}
WRONG_URLS = {
    "aliyun_sms": f"aliyunsms://{KEY_ID}:wrong0000@dysmsapi.aliyuncs.com",
    "tencent_sms": f"tencentsms://{SECRET_ID}:wrong0000@1400006666",
}
TEMPLATES = {"aliyun_sms": {"case_overdue": "SMS_1"}, "tencent_sms": {"case_overdue": "1110"}}
MOBILE = "13812345678"


@pytest.fixture
def stub_of() -> Iterator[Callable[[str], ServiceStub]]:
    with ExitStack() as stack:
        yield lambda channel: stack.enter_context(service_stub(channel))


@pytest.fixture
def overdue(facts_of: Callable[[NoticeEvent], NoticeFacts]) -> Message:
    return render(NoticeEvent.CASE_OVERDUE, "0a1b2c3d" * 8, facts_of(NoticeEvent.CASE_OVERDUE))


def at(stub: ServiceStub, channel: str, **changes: object) -> ChannelConfig:
    config = ChannelConfig(
        url=URLS[channel],
        service_url=stub.url,
        sign_name="海珠人工智能局",
        templates=TEMPLATES[channel],
    )
    return replace(config, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("channel", URLS)
def test_service_takes_an_sms_with_its_right_signature_and_values(
    stub_of: Callable[[str], ServiceStub], overdue: Message, channel: str
) -> None:
    stub = stub_of(channel)

    delivery = send(channel, overdue, f"+86 {MOBILE}", at(stub, channel))

    said = str(stub.requests[0])
    assert delivery.outcome is DeliveryOutcome.ACCEPTED, delivery.detail
    assert MOBILE in said
    assert "JS-2026-0009" in said
    assert overdue.key[:32] in said


@pytest.mark.parametrize("channel", URLS)
def test_wrong_secret_is_a_matter_of_the_settings_and_is_never_shown(
    stub_of: Callable[[str], ServiceStub], overdue: Message, channel: str
) -> None:
    config = at(stub_of(channel), channel, url=WRONG_URLS[channel])

    delivery = send(channel, overdue, MOBILE, config)

    assert (delivery.outcome, delivery.is_channel_down) == (DeliveryOutcome.RETRY_LATER, True)
    assert "请核对短信账号" in delivery.detail
    assert "wrong0000" not in delivery.detail + config.masked_url + repr(config)


@pytest.mark.parametrize(
    ("channel", "answer", "outcome", "wait", "is_channel_down"),
    [
        ("aliyun_sms", "isv.BUSINESS_LIMIT_CONTROL", "retry_later", 900, False),
        ("aliyun_sms", "isv.DAY_LIMIT_CONTROL", "retry_later", 86_400, False),
        ("aliyun_sms", "Throttling.User", "retry_later", 60, True),
        ("aliyun_sms", "isv.AMOUNT_NOT_ENOUGH", "retry_later", 900, True),
        ("aliyun_sms", "isv.SMS_SIGNATURE_ILLEGAL", "retry_later", 900, True),
        ("aliyun_sms", "isv.MOBILE_NUMBER_ILLEGAL", "refused", None, False),
        ("aliyun_sms", "isv.PARAM_NOT_SUPPORT_URL", "refused", None, False),
        ("aliyun_sms", "isp.SYSTEM_ERROR", "retry_later", None, False),
        ("tencent_sms", "LimitExceeded.PhoneNumberThirtySecondLimit", "retry_later", 60, False),
        ("tencent_sms", "LimitExceeded.PhoneNumberOneHourLimit", "retry_later", 3600, False),
        ("tencent_sms", "LimitExceeded.PhoneNumberDailyLimit", "retry_later", 86_400, False),
        ("tencent_sms", "LimitExceeded.AppDailyLimit", "retry_later", 3600, True),
        (
            "tencent_sms",
            "FailedOperation.InsufficientBalanceInSmsPackage",
            "retry_later",
            900,
            True,
        ),
        ("tencent_sms", "FailedOperation.ContainSensitiveWord", "refused", None, False),
        ("tencent_sms", "InvalidParameterValue.IncorrectPhoneNumber", "refused", None, False),
        ("tencent_sms", "InternalError.Timeout", "retry_later", None, False),
    ],
)
def test_code_decides_although_the_status_is_200(  # noqa: PLR0913, PLR0917 (a case's columns)
    stub_of: Callable[[str], ServiceStub],
    overdue: Message,
    channel: str,
    answer: str,
    outcome: str,
    wait: int | None,
    is_channel_down: bool,
) -> None:
    stub = stub_of(channel)
    said = {"Code": answer, "Message": "说明"}
    stub.answers.append((200, said if channel == "aliyun_sms" else tencent_status(answer)))

    delivery = send(channel, overdue, MOBILE, at(stub, channel))

    assert delivery.outcome.value == outcome
    assert delivery.retry_after_seconds == wait
    assert delivery.is_channel_down is is_channel_down


@pytest.mark.parametrize("channel", URLS)
@pytest.mark.parametrize("answer", [(200, "<html>"), (200, "[]"), (200, {}), (503, "busy")])
def test_answer_that_is_not_the_services_is_not_taken_for_success(
    stub_of: Callable[[str], ServiceStub],
    overdue: Message,
    channel: str,
    answer: tuple[int, object],
) -> None:
    stub = stub_of(channel)
    stub.answers.append(answer)

    delivery = send(channel, overdue, MOBILE, at(stub, channel))

    assert (delivery.outcome, delivery.is_channel_down) == (DeliveryOutcome.RETRY_LATER, True)


@pytest.mark.parametrize("channel", URLS)
@pytest.mark.parametrize("address", ["", "12345", "a@b.example", f"{MOBILE},{MOBILE}", "+8521234"])
def test_what_is_no_single_chinese_mobile_number_is_refused_before_anything_is_sent(
    stub_of: Callable[[str], ServiceStub], overdue: Message, channel: str, address: str
) -> None:
    stub = stub_of(channel)

    delivery = send(channel, overdue, address, at(stub, channel))

    assert delivery.outcome is DeliveryOutcome.REFUSED
    assert stub.requests == []


@pytest.mark.parametrize("channel", URLS)
def test_event_without_a_template_number_is_refused_and_named(
    stub_of: Callable[[str], ServiceStub], overdue: Message, channel: str
) -> None:
    stub = stub_of(channel)

    delivery = send(channel, overdue, MOBILE, at(stub, channel, templates={"batch_digest": "1"}))

    assert "case_overdue" in delivery.detail
    assert stub.requests == []


@pytest.mark.parametrize("channel", URLS)
def test_settings_without_signature_or_templates_are_found_by_the_check(channel: str) -> None:
    faults = [
        settings_fault(channel, ChannelConfig(url=URLS[channel])),
        settings_fault(channel, ChannelConfig(url="https://x")),
    ]

    assert "sign_name" in faults[0]
    assert "无法识别" in faults[1]


def test_signature_is_the_one_of_aliyuns_own_example() -> None:
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    query = aliyun_sms.canonical_query(
        {
            "RegionId": "cn-shanghai",
            "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        }
    )

    said = aliyun_sms.authorization(query, headers, "YourAccessKeyId", "YourAccessKeySecret")

    assert said.endswith(
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_signature_is_the_one_of_tencents_own_example() -> None:
    body = (
        b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    )
    headers = {
        "content-type": "application/json; charset=utf-8",
        "host": "cvm.tencentcloudapi.com",
    }
    credential = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE")

    said = tencent_sms.authorization("cvm", body, headers, 1551113065, credential)

    assert said.endswith(
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )
