"""What an enterprise is told of its case after the first notice: put in, and read when it is sent.

The words are read from the case's records when the notice is rendered: nothing is said twice, and
an outbox row holds ids alone.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases import outbox
from jishen.domain.notices import Audience, CaseNews, NewsKind, NoticeEvent, Office
from jishen.store.corrections import corrections_of
from jishen.store.tables import AwardCase, CaseActRecord, EnterpriseRecord, Payout
from jishen.store.tables.base import JsonValue


def tell_news(session: Session, case: AwardCase, kind: NewsKind, at: datetime) -> None:
    """Put news of its case into the outbox for the enterprise; without an address a person calls.

    A case comes to the same news again (a second correction) in another version.
    """
    if session.get_one(EnterpriseRecord, case.uscc).contact_email:
        outbox.put(
            session,
            NoticeEvent.CASE_NEWS,
            Audience.ENTERPRISE,
            case.uscc,
            subject={"case_id": case.id, "kind": kind.value, "version": case.version},
            case_id=case.id,
            at=at,
        )


def news_of(session: Session, subject: dict[str, JsonValue], office: Office) -> CaseNews:
    """Return the facts of news that was put in."""
    case = session.get_one(AwardCase, str(subject["case_id"]))
    enterprise = session.get_one(EnterpriseRecord, case.uscc)
    kind = NewsKind(str(subject["kind"]))
    corrections = corrections_of(session, case.id) if kind is NewsKind.CORRECTION else []
    refused = _act_of(session, case.id, subject) if kind is NewsKind.REFUSED else None
    payout = session.get(Payout, case.id)
    return CaseNews(
        office=office,
        kind=kind,
        case_number=case.case_number,
        enterprise_name=enterprise.name,
        is_sample=enterprise.is_sample,
        items=tuple(item.words for item in corrections[-1].items) if corrections else (),
        due_on=corrections[-1].due_on if corrections else None,
        amount_yuan=payout.amount_yuan if payout else None,
        on=payout.paid_on if payout else None,
        reason=refused.opinion if refused else "",
        clause=_clause(refused),
    )


def _act_of(session: Session, case_id: str, subject: dict[str, JsonValue]) -> CaseActRecord | None:
    return session.scalar(
        select(CaseActRecord).where(
            CaseActRecord.case_id == case_id, CaseActRecord.version_after == subject["version"]
        )
    )


def _clause(record: CaseActRecord | None) -> str:
    details = record.details if record else None
    return str(details.get("clause", "")) if isinstance(details, dict) else ""
