"""Mail against a real mail server on loopback."""

from collections.abc import Callable
from typing import Protocol

import pytest

from notifications.channels.config import ChannelConfig
from notifications.message import DeliveryOutcome, Message
from notifications.sender import send, settings_fault

FROM = "from=notice@gov.example.cn"


class MailSink(Protocol):
    port: int
    letters: list
    recipients: list


def config(port: int, *, seconds: float = 10, query: str = FROM, user: str = "") -> ChannelConfig:
    return ChannelConfig(url=f"mailto://{user}127.0.0.1:{port}?{query}", timeout_seconds=seconds)


def test_mail_arrives_with_text_html_and_key(
    mail_sink: MailSink, message: Callable[..., Message]
) -> None:
    notice = message()

    delivery = send("mail", notice, "office@example.com", config(mail_sink.port))

    (letter,) = mail_sink.letters
    assert delivery.outcome is DeliveryOutcome.ACCEPTED
    assert letter["Subject"] == "关于贵单位备案信息的告知"
    assert letter["X-Jishen-Key"] == "filing_seen:JS-2026-0007"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert (letter["From"], letter["To"]) == ("notice@gov.example.cn", "office@example.com")
    assert letter.get_body(("plain",)).get_content().splitlines() == notice.text.splitlines()
    assert letter.get_body(("html",)).get_content().strip() == notice.html


def test_mail_goes_to_its_one_receiver_only(
    mail_sink: MailSink, message: Callable[..., Message]
) -> None:
    send("mail", message(), "office@example.com", config(mail_sink.port))

    assert mail_sink.recipients == [["office@example.com"]]


def test_message_without_html_is_plain_text(
    mail_sink: MailSink, message: Callable[..., Message]
) -> None:
    send("mail", message(html=None), "office@example.com", config(mail_sink.port))

    assert mail_sink.letters[0].get_content_type() == "text/plain"


def test_second_copy_bears_the_same_message_id(
    mail_sink: MailSink, message: Callable[..., Message]
) -> None:
    send("mail", message(), "office@example.com", config(mail_sink.port))
    send("mail", message(), "office@example.com", config(mail_sink.port))

    first, second = mail_sink.letters
    assert first.get_all("Message-ID") == second.get_all("Message-ID")
    assert len(first.get_all("Message-ID")) == 1


def test_another_key_or_receiver_makes_another_message_id(
    mail_sink: MailSink, message: Callable[..., Message]
) -> None:
    send("mail", message(), "office@example.com", config(mail_sink.port))
    send("mail", message("other"), "office@example.com", config(mail_sink.port))
    send("mail", message(), "second@example.com", config(mail_sink.port))

    assert len({letter["Message-ID"] for letter in mail_sink.letters}) == 3


def test_sender_name_and_reply_address_come_from_the_settings(
    mail_sink: MailSink, message: Callable[..., Message]
) -> None:
    query = f"{FROM}&name=%E6%9F%90%E5%B1%80&reply=answers@gov.example.cn"

    send("mail", message(), "office@example.com", config(mail_sink.port, query=query))

    assert mail_sink.letters[0]["From"] == "某局 <notice@gov.example.cn>"
    assert mail_sink.letters[0]["Reply-To"] == "answers@gov.example.cn"


def test_header_of_the_settings_is_added_but_never_replaces_ours(
    mail_sink: MailSink, message: Callable[..., Message]
) -> None:
    query = f"{FROM}&+X-Unit=AB&+Message-ID=%3Cmine%40x%3E&+Subject=mine"

    send("mail", message(), "office@example.com", config(mail_sink.port, query=query))

    (letter,) = mail_sink.letters
    assert letter["X-Unit"] == "AB"
    assert letter.get_all("Subject") == ["关于贵单位备案信息的告知"]
    assert "mine" not in letter.get_all("Message-ID")[0]


def test_subject_with_line_breaks_adds_no_header(
    mail_sink: MailSink, message: Callable[..., Message]
) -> None:
    notice = message(subject="告知\r\nBcc: evil@example.com", key="k\r\nBcc: evil@example.com")

    delivery = send("mail", notice, "office@example.com", config(mail_sink.port))

    assert delivery.outcome is DeliveryOutcome.ACCEPTED
    assert mail_sink.letters[0]["Bcc"] is None
    assert mail_sink.letters[0]["Subject"] == "告知 Bcc: evil@example.com"


@pytest.mark.parametrize(
    ("receiver", "outcome", "said"),
    [
        ("nobody", DeliveryOutcome.REFUSED, "550"),
        ("spam", DeliveryOutcome.REFUSED, "554"),
        ("busy", DeliveryOutcome.RETRY_LATER, "451"),
        ("sign-in", DeliveryOutcome.RETRY_LATER, "530"),
        ("drop", DeliveryOutcome.RETRY_LATER, "未能交付"),
    ],
)
def test_answer_of_the_server_decides_between_refused_and_retry_later(
    mail_sink: MailSink,
    message: Callable[..., Message],
    receiver: str,
    outcome: DeliveryOutcome,
    said: str,
) -> None:
    delivery = send("mail", message(), f"{receiver}@example.com", config(mail_sink.port))

    assert delivery.outcome is outcome
    assert said in delivery.detail
    assert "@" not in delivery.detail


def test_refused_connection_is_retried(closed_port: int, message: Callable[..., Message]) -> None:
    delivery = send("mail", message(), "office@example.com", config(closed_port))

    assert delivery.outcome is DeliveryOutcome.RETRY_LATER
    assert delivery.detail == "未能交付邮件服务器：连接被拒绝。"


def test_unknown_mail_host_is_retried_and_named_as_such(message: Callable[..., Message]) -> None:
    settings = ChannelConfig(url=f"mailto://mail.invalid:25?{FROM}", timeout_seconds=10)

    delivery = send("mail", message(), "office@example.com", settings)

    assert delivery.outcome is DeliveryOutcome.RETRY_LATER
    assert delivery.detail == "未能交付邮件服务器：域名无法解析。"


def test_server_that_sends_a_byte_at_a_time_is_cut_off(
    trickling_port: int, message: Callable[..., Message]
) -> None:
    delivery = send("mail", message(), "office@example.com", config(trickling_port, seconds=0.4))

    assert delivery.outcome is DeliveryOutcome.RETRY_LATER
    assert delivery.detail == "邮件服务器未在0.4秒内完成应答，结果不明。"


def test_sign_in_with_the_right_password_sends(
    signing_in_mail_sink: MailSink, message: Callable[..., Message]
) -> None:
    settings = config(signing_in_mail_sink.port, user="notice:p%40ss%2Fword@")

    delivery = send("mail", message(), "office@example.com", settings)

    assert delivery.outcome is DeliveryOutcome.ACCEPTED


def test_wrong_password_is_retried_because_the_letter_is_not_to_blame(
    signing_in_mail_sink: MailSink, message: Callable[..., Message]
) -> None:
    settings = config(signing_in_mail_sink.port, user="notice:wrong%40one@")

    delivery = send("mail", message(), "office@example.com", settings)

    assert delivery.outcome is DeliveryOutcome.RETRY_LATER
    assert "请核对渠道账号与密码" in delivery.detail


@pytest.mark.parametrize(
    ("sink", "mode"), [("tls_mail_sink", "ssl"), ("starttls_mail_sink", "starttls")]
)
def test_encrypted_mail_arrives_when_the_certificate_is_not_checked(
    request: pytest.FixtureRequest, message: Callable[..., Message], sink: str, mode: str
) -> None:
    server = request.getfixturevalue(sink)
    url = f"mailtos://127.0.0.1:{server.port}?{FROM}&mode={mode}&verify=no"

    delivery = send("mail", message(), "office@example.com", ChannelConfig(url=url))

    assert delivery.outcome is DeliveryOutcome.ACCEPTED
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    ("sink", "mode"), [("tls_mail_sink", "ssl"), ("starttls_mail_sink", "starttls")]
)
def test_certificate_that_fails_is_named_and_nothing_is_sent(
    request: pytest.FixtureRequest, message: Callable[..., Message], sink: str, mode: str
) -> None:
    server = request.getfixturevalue(sink)
    url = f"mailtos://127.0.0.1:{server.port}?{FROM}&mode={mode}"

    delivery = send("mail", message(), "office@example.com", ChannelConfig(url=url))

    assert delivery.outcome is DeliveryOutcome.RETRY_LATER
    assert delivery.detail == "未能交付邮件服务器：证书校验未通过。"
    assert server.letters == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@example.com,b@example.com",
        "甲 <a@example.com>",
        "张三@example.com",
        "a@b.c\r\nX: y",
    ],
)
def test_what_is_not_one_mailbox_is_refused_before_anything_is_sent(
    mail_sink: MailSink, message: Callable[..., Message], address: str
) -> None:
    delivery = send("mail", message(), address, config(mail_sink.port))

    assert delivery.outcome is DeliveryOutcome.REFUSED
    assert "收件地址无效" in delivery.detail
    assert mail_sink.letters == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "json://127.0.0.1",
        "mailto://",
        "mailto://127.0.0.1:25",
        "mailto://127.0.0.1:25?from=%E5%85%AC%E5%91%8A%40example.cn",
        f"mailto://127.0.0.1:25?{FROM}&mode=none",
        f"mailto://127.0.0.1:25?{FROM}&to=a@example.com",
        f"mailto://127.0.0.1:25/a@example.com?{FROM}",
        f"mailto://127.0.0.1:25?{FROM}&bcc=a@example.com",
    ],
)
def test_settings_that_cannot_send_are_refused_and_found_by_the_check(
    message: Callable[..., Message], url: str
) -> None:
    settings = ChannelConfig(url=url)

    delivery = send("mail", message(), "office@example.com", settings)

    assert delivery.outcome is DeliveryOutcome.REFUSED
    assert settings_fault("mail", settings) != ""


def test_port_465_means_tls_from_the_first_byte() -> None:
    settings = ChannelConfig(url=f"mailtos://127.0.0.1:465?{FROM}")

    assert settings_fault("mail", settings) == ""


def test_retry_and_optional_in_the_settings_change_nothing(
    mail_sink: MailSink, message: Callable[..., Message]
) -> None:
    query = f"{FROM}&retry=3&wait=0&optional=yes&overflow=split&format=html"

    delivery = send("mail", message(), "nobody@example.com", config(mail_sink.port, query=query))

    assert delivery.outcome is DeliveryOutcome.REFUSED
