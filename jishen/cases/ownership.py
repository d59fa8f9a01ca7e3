"""Nobody acts on a case of their own, and nobody signs two steps of one case."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from jishen.cases.claim_records import contact_of
from jishen.domain.acts import ACT_NAMES, APPROVALS, MANUAL_ENTRIES, CaseAct
from jishen.domain.case_errors import NotYours
from jishen.sealing import Seal
from jishen.store.approvals import approvals_in_force, people_who
from jishen.store.audit import Actor
from jishen.store.cases import filings_of
from jishen.store.claims import current_claim
from jishen.store.entries import current_match
from jishen.store.registry import opened
from jishen.store.tables import AwardCase, EnterpriseRecord

_STEP_NAMES = {act.value: ACT_NAMES[act] for act in APPROVALS}


@dataclass(frozen=True, slots=True)
class Who:
    """A person about to act: account, own name, and the name under which they act."""

    person_id: str
    name: str
    actor: Actor


def refuse_own_case(
    session: Session, case: AwardCase, who: Who, act: CaseAct, seal: Seal | None
) -> None:
    """Refuse an act on a case in which the person has a part of their own.

    `seal` opens the registry's personal names.

    Raises:
        NotYours: the person bears the name of the enterprise's or the claim's contact or the legal
            representative; or,
            for an approval, made an entry by hand that the case rests on, or signed another step.
    """
    if act is not CaseAct.ASSIGN and _bare(who.name) in _names_of(session, case, seal):
        message = (
            f"您与案件 {case.case_number} 企业联系人、经办人或法定代表人同名，须回避，由他人办理"
        )
        raise NotYours(message)
    if act in APPROVALS:
        _refuse_who_entered(session, case, who)
        _refuse_who_signed(session, case, who.person_id)


def _names_of(session: Session, case: AwardCase, seal: Seal | None) -> set[str]:
    uscc = case.uscc
    record = session.get_one(EnterpriseRecord, uscc)
    said = (
        opened(seal, uscc, "contact_name", record.contact_name),
        opened(seal, uscc, "legal_representative", record.legal_representative),
    )
    claim = current_claim(session, case.id)
    contact = contact_of(seal, claim) if claim is not None and seal is not None else None
    names = (*said, contact.name if contact is not None else "")
    return {_bare(name) for name in names if name}


def _refuse_who_entered(session: Session, case: AwardCase, who: Who) -> None:
    if who.person_id in people_who(session, case.id, MANUAL_ENTRIES):
        message = f"案件 {case.case_number} 的申报材料由您代录，审核、复核、审批须由他人办理"
        raise NotYours(message)
    matches = (current_match(session, entry.id) for _, entry, _ in filings_of(session, case.id))
    if any(_signer(m.judged_by) == _signer(who.actor.name) for m in matches if m):
        message = f"案件 {case.case_number} 的备案由您认定为该企业，审核、复核、审批须由他人办理"
        raise NotYours(message)


def _refuse_who_signed(session: Session, case: AwardCase, person_id: str) -> None:
    for approval in approvals_in_force(session, case.id):
        if approval.person_id == person_id:
            message = (
                f"案件 {case.case_number} 的“{_STEP_NAMES[approval.step]}”由您办理，"
                "同一案件的审核、复核、审批须由不同人员办理"
            )
            raise NotYours(message)


def _signer(signature: str) -> str:
    """Return whose hand it was: 李四（lisi）代王五（wangwu）（命令行） is 李四（lisi.

    >>> _signer("李四（lisi）代王五（wangwu）") == _signer("李四（lisi）（命令行）")
    True
    """
    return signature.partition("）")[0]


def _bare(name: str) -> str:
    return "".join(name.split())
