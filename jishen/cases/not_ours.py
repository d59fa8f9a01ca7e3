"""不是本单位: an enterprise says that a filing is not its own; reviewers settle it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case as case_of
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jishen.cases.case_notices import tell_reviewers
from jishen.cases.claim_terms import CLAIMABLE_STATES
from jishen.domain.claim_errors import ClaimFault
from jishen.domain.notices import Audience
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.cases import case_by_number
from jishen.store.claims import open_not_ours
from jishen.store.links import open_link
from jishen.store.session import Store
from jishen.store.tables import AwardCase, NotOurs, OutboxMessage
from jishen.store.tables.messages import OutboxState

CALLED_OFF = "企业称不是本单位备案，不再发送"


@dataclass(frozen=True, slots=True)
class Said:
    """What an enterprise says about a case of which it was told."""

    token: str
    words: str
    at: datetime
    reviewers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settling:
    """Who settled it, how, and when."""

    by: Actor
    how: str
    at: datetime


def say_not_ours(store: Store, said: Said) -> bool:
    """Record it once, stop the case's notices to the enterprise, tell the reviewers.

    The case keeps its state: what is to become of it a person decides. Returns False when the link
    opens nothing, or the case is past its claim.
    """
    with store.act("not_ours") as session:
        link = open_link(session, said.token, said.at)
        if link is None:
            return False
        case = session.scalars(
            select(AwardCase).where(AwardCase.id == link.case_id).with_for_update()
        ).one()
        if open_not_ours(session, case.id) is not None:
            return True
        if case.state not in CLAIMABLE_STATES:
            return False
        session.add(NotOurs(case_id=case.id, link_id=link.id, words=said.words, said_at=said.at))
        _stop_alerts(session, case.id)
        audit.append(
            session,
            at=said.at,
            actor=Actor(f"企业 {case.uscc}", is_person=True),
            event="claim.not_ours",
            case_id=case.id,
            body={"link": link.id, "has_words": bool(said.words)},
        )
        why = f"企业称所载备案不是本单位的（{said.at:%Y-%m-%d}）：已停止告知，请核对匹配后办结"
        tell_reviewers(session, case, said.reviewers, by="", why=why, at=said.at)
        return True


def settle_not_ours(session: Session, case_number: str, settling: Settling) -> None:
    """Record what a person found and did about it; afterwards the case can be claimed again.

    Raises:
        ClaimFault: no such case, nothing is open in it, or nobody says how it was settled.
    """
    case = case_by_number(session, case_number)
    said = open_not_ours(session, case.id) if case else None
    if said is None or case is None:
        detail = f"案件 {case_number} 没有待办结的“不是本单位”反馈"
        raise ClaimFault(detail)
    if not settling.how.strip():
        detail = "请写明核对结果与处理"
        raise ClaimFault(detail)
    said.settled_at, said.settled_by = settling.at, settling.by.name
    said.settlement = settling.how
    audit.append(
        session,
        at=settling.at,
        actor=settling.by,
        event="claim.not_ours_settled",
        case_id=case.id,
        body={"how": settling.how},
    )


def _stop_alerts(session: Session, case_id: str) -> None:
    """Stop what waits; a letter that was to go out again was accepted before, and stays so."""
    is_before = OutboxMessage.accepted_at.is_not(None)
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.case_id == case_id,
            OutboxMessage.audience == Audience.ENTERPRISE,
            OutboxMessage.state == OutboxState.WAITING,
        )
        .values(
            state=case_of((is_before, OutboxState.ACCEPTED.value), else_=OutboxState.DEAD.value),
            last_detail=CALLED_OFF,
        )
    )
