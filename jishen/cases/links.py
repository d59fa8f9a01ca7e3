"""Links to the enterprise's page: issue, revoke, send again; a token leaves here only once."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.claim_terms import CLAIMABLE_STATES
from jishen.domain.claim_errors import LinkFault
from jishen.domain.notices import NoticeEvent
from jishen.domain.states import STATE_NAMES, CaseState
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.cases import case_by_number
from jishen.store.links import digest_of, live_links
from jishen.store.session import Store
from jishen.store.tables import AwardCase, EnterpriseLink, OutboxMessage
from jishen.store.tables.base import JsonValue
from jishen.store.tables.messages import OutboxState

TOKEN_BYTES = 32
MOST_LIVE = 5
"""A sixth link of a notice revokes the oldest: each attempt to send makes one."""
SUPERSEDED = "同一通知已重新发出链接"
_SHORTEST_PREFIX = 8


@dataclass(frozen=True, slots=True)
class Issuing:
    """Who issues a link, when, for how long, and with which notice."""

    by: Actor
    at: datetime
    lasts: timedelta
    notice_key: str | None = None
    why: str = ""


def issue_link(session: Session, case: AwardCase, issuing: Issuing) -> str:
    """Make a link to a case's page for its enterprise; return the token, which is not kept.

    A notice is sent again until a service takes it, and any attempt may have arrived: its earlier
    links stay open, five at most. The first of a notice, and each one a person makes, is audited.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    earlier = [
        link
        for link in live_links(session, case.id, issuing.at)
        if link.notice_key == issuing.notice_key
    ]
    link = EnterpriseLink(
        id=str(uuid.uuid4()),
        token_sha256=digest_of(token),
        case_id=case.id,
        recipient=case.uscc,
        notice_key=issuing.notice_key,
        issued_at=issuing.at,
        issued_by=issuing.by.name,
        expires_at=issuing.at + issuing.lasts,
    )
    session.add(link)
    for old in earlier[: max(len(earlier) + 1 - MOST_LIVE, 0)]:
        old.revoked_at, old.revoked_by = issuing.at, issuing.by.name
        old.revoked_why = SUPERSEDED
    session.flush()
    if not earlier or issuing.by.is_person:
        _note_issued(session, link, issuing)
    return token


def _note_issued(session: Session, link: EnterpriseLink, issuing: Issuing) -> None:
    body: dict[str, JsonValue] = {
        "link": link.id,
        "notice": issuing.notice_key,
        "expires_at": link.expires_at.isoformat(),
        "why": issuing.why,
    }
    audit.append(
        session,
        at=issuing.at,
        actor=issuing.by,
        event="link.issued",
        case_id=link.case_id,
        body=body,
    )


def issue_by_hand(store: Store, case_number: str, issuing: Issuing) -> str:
    """Make a link that a person hands over; return its token.

    Raises:
        LinkFault: no such case.
    """
    with store.act("link") as session:
        return issue_link(session, _case(session, case_number), issuing)


def revoke_links(store: Store, which: str, *, by: str, why: str, at: datetime) -> list[str]:
    """Revoke a case's links, or one link by its id or the first eight characters; return the ids.

    Raises:
        LinkFault: there is no such case or link, or none of them is open any more.
    """
    with store.act("link") as session:
        links = _links_named(session, which, at)
        for link in links:
            link.revoked_at, link.revoked_by, link.revoked_why = at, by, why
            audit.append(
                session,
                at=at,
                actor=Actor(by, is_person=True),
                event="link.revoked",
                case_id=link.case_id,
                body={"link": link.id, "why": why},
            )
        return [link.id for link in links]


def send_again(store: Store, case_number: str, *, by: str, why: str, at: datetime) -> str:
    """Have a case's alert sent once more, with a new link and under its own key; return the key.

    Raises:
        LinkFault: no such case, its alert tells of what is over, or none of it was ever sent (a
            waiting one goes out anyway).
    """
    with store.act("link") as session:
        case = _case(session, case_number)
        if case.state not in CLAIMABLE_STATES | {CaseState.CORRECTION_REQUESTED}:
            detail = (
                f"案件 {case_number} 现为“{STATE_NAMES[case.state]}”，原告知已不适用；"
                "请加 --show 生成链接，另行交给企业"
            )
            raise LinkFault(detail)
        message = session.scalar(
            select(OutboxMessage)
            .where(OutboxMessage.case_id == case.id, OutboxMessage.event == NoticeEvent.FILING_SEEN)
            .with_for_update()
        )
        if message is None or message.state not in {OutboxState.ACCEPTED, OutboxState.DEAD}:
            detail = f"案件 {case_number} 没有已发出的告知可以重发（待发的会自动发出）"
            raise LinkFault(detail)
        message.state, message.due_at, message.attempts = OutboxState.WAITING, at, 0
        audit.append(
            session,
            at=at,
            actor=Actor(by, is_person=True),
            event="notice.resent",
            case_id=case.id,
            body={"notice": message.key, "why": why},
        )
        return message.key


def _case(session: Session, case_number: str) -> AwardCase:
    case = case_by_number(session, case_number)
    if case is None:
        detail = f"没有编号为 {case_number} 的案件"
        raise LinkFault(detail)
    return case


def _links_named(session: Session, which: str, at: datetime) -> list[EnterpriseLink]:
    case = case_by_number(session, which)
    if case is not None:
        links = live_links(session, case.id, at)
    elif len(which) < _SHORTEST_PREFIX:
        detail = f"链接编号 {which} 过短，请至少给出前 {_SHORTEST_PREFIX} 位"
        raise LinkFault(detail)
    else:
        links = list(
            session.scalars(
                select(EnterpriseLink).where(
                    EnterpriseLink.id.startswith(which, autoescape=True),
                    EnterpriseLink.revoked_at.is_(None),
                    EnterpriseLink.expires_at > at,
                )
            )
        )
    if not links:
        detail = f"{which} 没有仍然有效的链接"
        raise LinkFault(detail)
    return links
