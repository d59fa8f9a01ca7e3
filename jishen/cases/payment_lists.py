"""The list of payment requests that the treasury is asked for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from jishen.cases.act_terms import Acting, Rights
from jishen.cases.evidence import digest_of
from jishen.domain.people import Role
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.cases import next_number
from jishen.store.payments import PaymentRequest, payment_requests
from jishen.store.session import Store
from jishen.store.tables import PaymentExport, Payout

FINANCE = (Role.FINANCE,)
ONE_AT_A_TIME = "payments"
"""Lists and answers wait for each other: two about the same requests must not lock crosswise."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A list of payment requests: its number and the requests in it."""

    number: int | None
    """None when there was nothing to be paid."""
    requests: tuple[PaymentRequest, ...]


def export_requests(
    store: Store, acting: Acting, rights: Rights, at: datetime, *, again: bool = False
) -> Exported:
    """Put every request that no list has held yet into a new one; `again`: every unpaid one.

    A request keeps its instruction key in every list: a treasury that has it pays nothing twice.
    """
    with store.act("payment_export") as session:
        actor = rights(session, acting.person_id, FINANCE, at)
        next_number(session, ONE_AT_A_TIME)
        open_ = payment_requests(session, is_open=True)
        wanted = tuple(r for r in open_ if again or r.export_id is None or r.was_returned)
        if not wanted:
            return Exported(None, ())
        record = _listed(session, wanted, actor, at)
        session.execute(
            update(Payout)
            .where(Payout.case_id.in_([request.case_id for request in wanted]))
            .values(export_id=record.id)
        )
        audit.append(
            session,
            at=at,
            actor=actor,
            event="payments.exported",
            evidence_sha256=record.content_sha256,
            body={
                "export": record.id,
                "requests": record.requests,
                "amount_yuan": record.amount_yuan,
            },
        )
        return Exported(record.id, wanted)


def _listed(
    session: Session, wanted: tuple[PaymentRequest, ...], actor: Actor, at: datetime
) -> PaymentExport:
    record = PaymentExport(
        made_at=at,
        made_by=actor.name,
        requests=len(wanted),
        amount_yuan=sum(request.amount_yuan for request in wanted),
        content_sha256=digest_of([[r.instruction_key, r.amount_yuan] for r in wanted]),
    )
    session.add(record)
    session.flush()
    return record
