"""Reconciling payouts with what the treasury says: differences are named, nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from jishen.cases.paying import Answer
from jishen.store.payments import PaymentRequest, payment_requests
from jishen.store.tables.payments import PaymentAnswer


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How requests and payments stand to each other."""

    not_exported: tuple[PaymentRequest, ...]
    waiting: tuple[PaymentRequest, ...]
    """Handed to the treasury, no answer yet."""
    returned: tuple[PaymentRequest, ...]
    paid: tuple[PaymentRequest, ...]
    differences: tuple[str, ...]
    """What the treasury's file says otherwise than we do, in words."""


def reconcile(session: Session, answers: Sequence[Answer] = ()) -> Reconciled:
    """Compare all requests with a statement of the treasury, or with nothing but our own record.

    After a restore from a backup this comes before anything is handed out again: a payment that
    the treasury knows and we do not is a difference, not a new request.
    """
    requests = payment_requests(session)
    open_ = [request for request in requests if request.paid_on is None]
    return Reconciled(
        not_exported=tuple(r for r in open_ if r.export_id is None),
        waiting=tuple(r for r in open_ if r.export_id is not None and not r.was_returned),
        returned=tuple(r for r in open_ if r.export_id is not None and r.was_returned),
        paid=tuple(request for request in requests if request.paid_on is not None),
        differences=tuple(_differences(requests, answers)) if answers else (),
    )


def _differences(requests: Sequence[PaymentRequest], answers: Sequence[Answer]) -> list[str]:
    known = {request.instruction_key: request for request in requests}
    said: dict[str, list[Answer]] = {}
    for answer in answers:
        if answer.answer is PaymentAnswer.PAID:
            said.setdefault(answer.instruction_key, []).append(answer)
    found = []
    for key, payments in sorted(said.items()):
        request = known.get(key)
        if request is None:
            found.append(f"财政已拨付而本系统没有的付款指令：{key}（第 {_lines(payments)} 行）")
            continue
        found += _about(request, payments)
    found += [
        f"{request.case_number}：本系统记为已于 {request.paid_on} 拨付，财政文件中没有"
        for request in requests
        if request.paid_on is not None and request.instruction_key not in said
    ]
    return found


def _about(request: PaymentRequest, payments: Sequence[Answer]) -> list[str]:
    found = []
    if len(payments) > 1:
        found.append(f"{request.case_number}：财政重复拨付（第 {_lines(payments)} 行）")
    amount = sum(payment.amount_yuan for payment in payments)
    if amount != request.amount_yuan:
        found.append(
            f"{request.case_number}：财政拨付 {amount:,} 元，申请 {request.amount_yuan:,} 元"
        )
    if request.paid_on is None:
        found.append(f"{request.case_number}：财政已拨付，本系统尚未导入回执")
    elif request.paid_on != payments[0].on:
        found.append(
            f"{request.case_number}：拨付日期财政为 {payments[0].on}，本系统为 {request.paid_on}"
        )
    return found


def _lines(payments: Sequence[Answer]) -> str:
    return "、".join(str(payment.row_number) for payment in payments)
