"""One message from the outbox to one address: facts, wording, channel, and what came of it."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flows.enterprise_link import with_link
from jishen.cases.notice_facts import Surroundings, facts_of
from jishen.cases.outbox import Result
from jishen.domain.masking import masked_mail
from jishen.domain.notices import Audience
from jishen.failpoints import hit
from jishen.sealing import is_sealed, seal_of
from jishen.settings import Settings
from jishen.store.registry import opened
from jishen.store.session import Store
from jishen.store.tables import EnterpriseRecord, OutboxMessage
from notifications.channels.config import ChannelConfig
from notifications.render import render, template_version
from notifications.sender import send, settings_fault


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What sending needs besides the message."""

    store: Store
    settings: Settings
    around: Surroundings


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: the channel's name and kind, the address on it, its configuration."""

    channel: str
    kind: str
    address: str
    config: ChannelConfig


def send_one(out: Outgoing, message: OutboxMessage) -> Result:
    """Make one attempt; raises whatever is wrong with the message's facts or wording."""
    with out.store.reading() as session:
        facts = facts_of(session, message, out.around)
        mail = _mail_of(session, out.settings, message)
    address = _address_of(out.settings, message, mail)
    if address is None:
        detail = "没有可用的收件地址：收件人已从设置中移除，或企业名册中无联系邮箱"
        return Result("refused", detail, "", "", "", "", "")
    fault = settings_fault(address.kind, address.config)
    if fault:
        # Not refused: the letter is not to blame, and a mended setting must send it after all.
        return Result("retry_later", fault, address.channel, "", "", "", "", is_channel_down=True)
    told, kept = with_link(out.store, out.settings, message, facts)
    rendered = render(message.event, message.key, told)
    hit("send.before")
    delivery = send(address.kind, rendered, address.address, address.config)
    hit("send.after")
    return Result(
        outcome=delivery.outcome.value,
        detail=delivery.detail,
        channel=address.channel,
        address_masked=masked_mail(address.address),
        template_version=template_version(message.event),
        title=rendered.subject,
        text=rendered.text if kept is told else render(message.event, message.key, kept).text,
        retry_after_seconds=delivery.retry_after_seconds,
        is_channel_down=delivery.is_channel_down,
    )


def _mail_of(session: Session, settings: Settings, message: OutboxMessage) -> str:
    """Return the enterprise's address, empty when it has none or the message is for others."""
    if message.audience is not Audience.ENTERPRISE:
        return ""
    kept = session.connection().scalar(_MAIL, {"uscc": message.recipient}) or ""
    if not is_sealed(kept):
        return kept
    return opened(seal_of(settings.key_file), message.recipient, "contact_email", kept)


_MAIL = select(EnterpriseRecord.contact_email).where(EnterpriseRecord.uscc == bindparam("uscc"))


def _address_of(settings: Settings, message: OutboxMessage, mail: str) -> Address | None:
    if message.audience is Audience.ENTERPRISE:
        return _address(settings, settings.enterprise_channel, mail) if mail else None
    for recipient in settings.recipients_of(message.audience):
        if recipient.name == message.recipient:
            return _address(settings, recipient.channel, recipient.address)
    return None


def _address(settings: Settings, channel: str, address: str) -> Address:
    config = channel_config(settings, channel)
    return Address(channel, settings.kind_of(channel), address, config)


def channel_config(settings: Settings, name: str) -> ChannelConfig:
    """Return a channel's configuration for the notifications leaf."""
    channel = settings.channel(name)
    folder = channel.folder
    if settings.kind_of(name) == "file":
        folder = folder or settings.notices_folder
    return ChannelConfig(
        url=channel.whole_url(),
        service_url=channel.service_url,
        timeout_seconds=channel.timeout_seconds,
        folder=folder,
        sign_name=channel.sign_name,
        templates={event.value: number for event, number in channel.templates.items()},
    )
