"""The flow `deliver`: send what waits in the outbox and record what came of it."""

import asyncio
from dataclasses import dataclass

from prefect import flow, get_run_logger, task
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flows.enterprise_link import with_link
from flows.running import DELIVERER, now, spare_what_is_loaded, store_of, surroundings
from jishen.cases import outbox
from jishen.cases.notice_facts import Surroundings, facts_of
from jishen.cases.outbox import Result
from jishen.cases.transitions import change_state
from jishen.domain.masking import masked_mail
from jishen.domain.notices import Audience, NoticeEvent
from jishen.domain.states import CaseState
from jishen.failpoints import hit
from jishen.settings import Settings, load_settings
from jishen.store.session import Store
from jishen.store.tables import AwardCase, EnterpriseRecord, OutboxMessage
from notifications.channels.config import ChannelConfig
from notifications.render import render, template_version
from notifications.sender import send, settings_fault

CLAIMED_AT_ONCE = 20


@dataclass(slots=True)
class Delivered:
    """How many messages were accepted, put off and refused in one run."""

    accepted: int = 0
    put_off: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: channel, address on it, the channel's configuration."""

    channel: str
    address: str
    config: ChannelConfig


@flow(name="deliver", flow_run_name="deliver 待发通知", timeout_seconds=900)
async def deliver() -> int:
    """发送待发通知并记录结果。返回已被渠道接收的条数。"""
    spare_what_is_loaded()
    return (await send_waiting()).accepted


@task(name="send", task_run_name="send 待发通知", persist_result=False)
async def send_waiting() -> Delivered:
    """Send everything that is due; a task, so that `advance` can do it in its own run."""
    done = await asyncio.to_thread(deliver_all, load_settings())
    get_run_logger().info(
        "通知：渠道已接收 %d 条，稍后重发 %d 条，被拒 %d 条",
        done.accepted,
        done.put_off,
        done.refused,
    )
    return done


def deliver_all(settings: Settings) -> Delivered:
    """Send everything that is due; stops when nothing is, or all that is left was put off."""
    done = Delivered()
    around = surroundings(settings)
    store = store_of(settings)
    try:
        while messages := _claim(store):
            for message in messages:
                result = _try_to_send(store, settings, around, message)
                _record(store, message, result)
                done.accepted += result.outcome == "accepted"
                done.put_off += result.outcome == "retry_later"
                done.refused += result.outcome == "refused"
    finally:
        store.close()
    return done


def _claim(store: Store) -> list[OutboxMessage]:
    with store.act("claim") as session:
        return outbox.claim(session, at=now(), limit=CLAIMED_AT_ONCE)


def _try_to_send(
    store: Store, settings: Settings, around: Surroundings, message: OutboxMessage
) -> Result:
    """Send one message; one that cannot even be written must not hold up those behind it."""
    try:
        return _send_one(store, settings, around, message)
    except Exception as error:  # noqa: BLE001 (whatever is wrong with one message, the rest goes out)
        detail = f"未能生成本通知（{type(error).__name__}），将自动重试"
        return Result("retry_later", detail, "", "", "", "", "")


def _send_one(
    store: Store, settings: Settings, around: Surroundings, message: OutboxMessage
) -> Result:
    with store.reading() as session:
        facts = facts_of(session, message, around)
        mail = _mail_of(session, message)
    address = _address_of(settings, message, mail)
    fault = settings_fault(address.channel, address.config) if address else ""
    if address is not None and fault:
        # Not refused: the letter is not to blame, and a mended setting must send it after all.
        return Result("retry_later", fault, address.channel, "", "", "", "")
    if address is None:
        detail = "没有可用的收件地址：收件人已从设置中移除，或企业名册中无联系邮箱"
        return Result("refused", detail, "", "", "", "", "")
    told, kept = with_link(store, settings, message, facts)
    rendered = render(message.event, message.key, told)
    hit("send.before")
    delivery = send(address.channel, rendered, address.address, address.config)
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
    )


def _mail_of(session: Session, message: OutboxMessage) -> str:
    """Return the enterprise's address, empty when it has none or the message is for others."""
    if message.audience is not Audience.ENTERPRISE:
        return ""
    return session.connection().scalar(_MAIL, {"uscc": message.recipient}) or ""


_MAIL = select(EnterpriseRecord.contact_email).where(EnterpriseRecord.uscc == bindparam("uscc"))


def _address_of(settings: Settings, message: OutboxMessage, mail: str) -> Address | None:
    if message.audience is Audience.ENTERPRISE:
        if not mail:
            return None
        channel, address = settings.enterprise_channel, mail
    else:
        named = {r.name: r for r in settings.recipients_of(message.audience)}
        recipient = named.get(message.recipient)
        if recipient is None:
            return None
        channel, address = recipient.channel, recipient.address
    return Address(channel, address, channel_config(settings, channel))


def channel_config(settings: Settings, name: str) -> ChannelConfig:
    """Return a channel's configuration for the notifications leaf."""
    channel = settings.channel(name)
    folder = settings.notices_folder if name == "file" else channel.folder
    return ChannelConfig(
        url=channel.url,
        service_url=channel.service_url,
        timeout_seconds=channel.timeout_seconds,
        folder=folder,
    )


def _record(store: Store, message: OutboxMessage, result: Result) -> None:
    at = now()
    with store.act("record_delivery") as session:
        held = outbox.record(session, message, result, at=at)
        if not held or result.outcome != "accepted" or message.case_id is None:
            return
        case = session.scalars(_LOCKED_CASE, {"case_id": message.case_id}).one()
        if message.event is NoticeEvent.FILING_SEEN and case.state is CaseState.OPENED:
            change_state(
                session,
                case,
                CaseState.ENTERPRISE_NOTIFIED,
                at=at,
                actor=DELIVERER,
                event="enterprise.notified",
                body={"notice": message.key, "channel": result.channel},
            )


_LOCKED_CASE = select(AwardCase).where(AwardCase.id == bindparam("case_id")).with_for_update()
