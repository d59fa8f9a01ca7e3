"""The group bots against stubs that check what the services check."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from notifications.channels.config import ChannelConfig
from notifications.message import DeliveryOutcome, Message
from notifications.sender import send, settings_fault
from tests.unit.notifications.channels.bot_stubs import KEYS, SECRET, BotStub, bot_stub

URLS = {
    "wecom_bot": f"wecombot://{KEYS['wecom']}",
    "dingtalk": f"dingtalk://{SECRET}@{KEYS['dingtalk']}",
    "feishu": f"feishu://{KEYS['feishu']}?secret={SECRET}",
}
WRONG_KEYS = {
    "wecom_bot": "wecombot://0000aaaa-7a0c-4bc4-97a0-0ec2bbfa5aaa",
    "dingtalk": f"dingtalk://{SECRET}@0000aaaa",
    "feishu": f"feishu://0000aaaa?secret={SECRET}",
}
STUBS = {"wecom_bot": "wecom", "dingtalk": "dingtalk", "feishu": "feishu"}


@pytest.fixture
def stub_of() -> Iterator[Callable[[str], BotStub]]:
    with ExitStack() as stack:
        yield lambda channel: stack.enter_context(bot_stub(STUBS[channel]))


def at(stub: BotStub, url: str) -> ChannelConfig:
    return ChannelConfig(url=url, service_url=f"http://127.0.0.1:{stub.port}/bot")


def said_in(body: dict) -> str:
    """Return what a group would read."""
    if "text" in body:
        return body["text"]["content"]
    post = body["content"]["post"]["zh_cn"]
    return "\n".join([post["title"], *(line[0]["text"] for line in post["content"])])


@pytest.mark.parametrize("channel", URLS)
def test_bot_takes_a_message_with_its_right_key_and_signature(
    stub_of: Callable[[str], BotStub], message: Callable[..., Message], channel: str
) -> None:
    stub = stub_of(channel)

    delivery = send(
        channel, message(brief=("案件页面：https://a.b/c",)), "组", at(stub, URLS[channel])
    )

    (body,) = stub.bodies
    assert delivery.outcome is DeliveryOutcome.ACCEPTED
    assert said_in(body).split("\n") == [
        message().subject,
        "案件页面：https://a.b/c",
        "（通知编号 filing_s，重复收到请忽略）",
    ]


@pytest.mark.parametrize("channel", URLS)
def test_wrong_key_is_no_success_and_does_not_kill_the_letter(
    stub_of: Callable[[str], BotStub], message: Callable[..., Message], channel: str
) -> None:
    delivery = send(channel, message(), "组", at(stub_of(channel), WRONG_KEYS[channel]))

    assert delivery.outcome is DeliveryOutcome.RETRY_LATER
    assert delivery.retry_after_seconds == 900
    assert "0000aaaa" not in delivery.detail


@pytest.mark.parametrize(
    ("channel", "answer", "outcome", "wait"),
    [
        ("wecom_bot", {"errcode": 45009, "errmsg": "api freq out of limit"}, "retry_later", 60),
        ("wecom_bot", {"errcode": 45002, "errmsg": "content size exceed"}, "refused", None),
        ("wecom_bot", {"errcode": 99999, "errmsg": "new"}, "retry_later", None),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast"}, "retry_later", 600),
        ("dingtalk", {"errcode": 310000, "errmsg": "keywords not in content"}, "retry_later", 900),
        ("feishu", {"code": 11232, "msg": "frequency limited"}, "retry_later", 60),
        ("feishu", {"code": 19024, "msg": "Key Words Not Found"}, "retry_later", 900),
        ("feishu", {"StatusCode": 0, "StatusMessage": "success"}, "accepted", None),
    ],
)
def test_code_decides_although_the_status_is_200(
    stub_of: Callable[[str], BotStub],
    message: Callable[..., Message],
    channel: str,
    answer: dict,
    outcome: str,
    wait: int | None,
) -> None:
    stub = stub_of(channel)
    stub.answers.append((200, answer))

    delivery = send(channel, message(), "组", at(stub, URLS[channel]))

    assert (delivery.outcome.value, delivery.retry_after_seconds) == (outcome, wait)


@pytest.mark.parametrize("channel", URLS)
@pytest.mark.parametrize(
    "answer", [(200, "<html>ok</html>"), (200, "[]"), (200, {"ok": True}), (502, "bad gateway")]
)
def test_answer_that_is_not_the_services_is_not_taken_for_success(
    stub_of: Callable[[str], BotStub],
    message: Callable[..., Message],
    channel: str,
    answer: tuple[int, object],
) -> None:
    stub = stub_of(channel)
    stub.answers.append(answer)

    delivery = send(channel, message(), "组", at(stub, URLS[channel]))

    assert delivery.outcome is DeliveryOutcome.RETRY_LATER


def test_long_message_loses_whole_lines_at_its_end_and_says_how_many(
    stub_of: Callable[[str], BotStub], message: Callable[..., Message]
) -> None:
    stub = stub_of("wecom_bot")
    cases = tuple(f"JS-2026-{n:04d}　广州第{n}号科技有限公司　应付上限20万元" for n in range(60))
    brief = ("批次页面：https://desk.example.gov.cn/batches/1", *cases)

    delivery = send("wecom_bot", message(brief=brief), "组", at(stub, URLS["wecom_bot"]))

    lines = said_in(stub.bodies[0]).split("\n")
    assert delivery.outcome is DeliveryOutcome.ACCEPTED
    assert lines[1] == brief[0]
    assert set(lines[2:-2]) <= set(cases)
    assert lines[-2] == f"……其余{60 - (len(lines) - 4)}行从略，请打开页面查看。"


def test_dingtalk_bot_with_a_keyword_gets_it_in_each_text(
    stub_of: Callable[[str], BotStub], message: Callable[..., Message]
) -> None:
    stub = stub_of("dingtalk")

    delivery = send(
        "dingtalk",
        message(subject="批次摘要"),
        "组",
        at(stub, f"dingtalk://{KEYS['dingtalk']}?keyword=即审"),
    )

    assert delivery.outcome is DeliveryOutcome.ACCEPTED
    assert said_in(stub.bodies[0]).endswith("即审（通知编号 filing_s，重复收到请忽略）")


@pytest.mark.parametrize("channel", URLS)
def test_hostile_name_calls_nobody(
    stub_of: Callable[[str], BotStub], message: Callable[..., Message], channel: str
) -> None:
    stub = stub_of(channel)
    name = '<at user_id="all">所有人</at> @all [领取](https：//a.b) **急**'

    send(channel, message(brief=(name,)), "组", at(stub, URLS[channel]))

    (body,) = stub.bodies
    assert name in said_in(body)
    assert not body.get("at", {}).get("isAtAll", False)
    assert "mentioned_list" not in body.get("text", {})
    assert body.get("msgtype", body.get("msg_type")) in {"text", "post"}


@pytest.mark.parametrize(
    ("channel", "url"),
    [
        ("wecom_bot", ""),
        ("wecom_bot", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?secret=SECabcdef"),
        ("dingtalk", "feishu://abc"),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/"),
        ("feishu", "wecombot://abc"),
    ],
)
def test_address_that_is_no_bots_is_found_by_the_check(channel: str, url: str) -> None:
    fault = settings_fault(channel, ChannelConfig(url=url))

    assert "无法识别" in fault
    assert "SECabcdef" not in fault


@pytest.mark.parametrize(
    ("channel", "url"),
    [
        ("wecom_bot", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEYS['wecom']}"),
        (
            "dingtalk",
            f"https://oapi.dingtalk.com/robot/send?access_token={KEYS['dingtalk']}&secret={SECRET}",
        ),
        (
            "feishu",
            f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEYS['feishu']}?secret={SECRET}",
        ),
    ],
)
def test_address_as_the_service_shows_it_can_be_pasted(
    stub_of: Callable[[str], BotStub], message: Callable[..., Message], channel: str, url: str
) -> None:
    delivery = send(channel, message(), "组", at(stub_of(channel), url))

    assert delivery.outcome is DeliveryOutcome.ACCEPTED


@pytest.mark.parametrize("channel", URLS)
def test_key_of_a_bot_is_never_shown(channel: str) -> None:
    config = ChannelConfig(url=URLS[channel])

    shown = [config.masked_url, config.scrub(f"failed: {URLS[channel]}"), repr(config)]

    assert all(key not in text for text in shown for key in (SECRET, *KEYS.values()))


def test_name_of_four_thousand_characters_does_not_push_the_link_out(
    stub_of: Callable[[str], BotStub], message: Callable[..., Message]
) -> None:
    stub = stub_of("wecom_bot")
    notice = message(
        subject="案件JS-2026-0009等待审核：" + "长" * 4000, brief=("案件页面：https://a.b/c",)
    )

    send("wecom_bot", notice, "组", at(stub, URLS["wecom_bot"]))

    assert "案件页面：https://a.b/c" in said_in(stub.bodies[0]).split("\n")
