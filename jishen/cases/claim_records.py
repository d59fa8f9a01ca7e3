"""Writing a claim: sealed, digested, decided anew on what was declared, checked."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy.orm import Session

from jishen.cases.case_facts import refreshed_facts
from jishen.cases.claim_checks import Claimed, checks_of, name_differs
from jishen.cases.claim_terms import ClaimTerms, Submission
from jishen.cases.records_json import from_json, to_json
from jishen.cases.redeciding import take_over
from jishen.cases.zoning import zone_answer
from jishen.domain.claim_fields import masked_account
from jishen.domain.claims import (
    Answer,
    ClaimCheck,
    ClaimForm,
    Contact,
    Filled,
    Material,
    Need,
    Payee,
)
from jishen.domain.decisions import CaseFacts, Decision
from jishen.domain.enterprises import ZoneStatus
from jishen.domain.masking import masked_mail, masked_name, masked_phone
from jishen.domain.zones import ZoneQuestion
from jishen.sealing import Place, Seal, key_id
from jishen.store.calendars import work_calendar
from jishen.store.cases import decision_of
from jishen.store.claims import files_of
from jishen.store.tables import (
    AwardCase,
    Claim,
    ClaimAnswer,
    ClaimDeclaration,
    ClaimFile,
    DecisionRecord,
    EnterpriseLink,
    EnterpriseRecord,
    FilingEntry,
)
from jishen.store.tables.base import JsonValue, canonical_json

OPERATES_IN_ZONE = "operates_in_zone"
SAME_CATEGORY_AWARD = "same_category_award"
"""Declarations that the policy itself asks for as facts."""
_SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewClaim:
    """Everything a new version is made of."""

    case: AwardCase
    link: EnterpriseLink
    before: Claim | None
    files: list[ClaimFile]
    submission: Submission
    terms: ClaimTerms


def materials_asked(form: ClaimForm, printed: str, registered: str) -> tuple[Material, ...]:
    """Return the materials that a case asks for; optional ones are offered beside."""
    differs = name_differs(printed, registered)
    return tuple(
        material
        for material in form.materials
        if material.need is Need.ALWAYS or (material.need is Need.NAME_DIFFERS and differs)
    )


def add_claim(session: Session, new: NewClaim) -> tuple[Claim, tuple[ClaimCheck, ...]]:
    """Write a version with its answers and files, and decide the case anew on what it declares."""
    new = _with_what_stays(new)
    filled, terms = new.submission.filled, new.terms
    account, person = filled.payee, filled.contact
    if account is None or person is None:
        message = "a first claim has an account and a contact"
        raise LookupError(message)
    claim_id, salt = str(uuid.uuid4()), secrets.token_hex(_SALT_BYTES)
    version = new.before.version + 1 if new.before else 1
    checks = _checks(session, new, *_decide_anew(session, new, version))
    payee: dict[str, JsonValue] = {**asdict(account), "salt": salt}
    contact: dict[str, JsonValue] = {**asdict(person), "salt": salt}
    kept = [*files_of(session, new.case.id), *new.files]
    claim = Claim(
        id=claim_id,
        case_id=new.case.id,
        version=version,
        action_key=new.submission.action_key,
        link_id=new.link.id,
        uscc=new.case.uscc,
        language=new.submission.language,
        submitted_at=terms.at,
        key_id=key_id(terms.seal.keys[0]),
        payee_sealed=_sealed(terms.seal, claim_id, "payee_sealed", payee),
        contact_sealed=_sealed(terms.seal, claim_id, "contact_sealed", contact),
        payee_masked=payee_masked(account),
        contact_masked=contact_masked(person),
        payee_sha256=_digest(payee),
        contact_sha256=_digest(contact),
        content_sha256=_content_digest(filled, kept, _digest(payee), _digest(contact)),
        checks=[to_json(check) for check in checks],
    )
    session.add(claim)
    session.flush()
    _add_answers(session, claim, filled)
    for file in new.files:
        file.claim_id = claim.id
    session.flush()
    return claim, checks


def _with_what_stays(new: NewClaim) -> NewClaim:
    """Return the same with the account and contact of the version before, where they stay."""
    filled = new.submission.filled
    if new.before is None or (filled.payee and filled.contact):
        return new
    payee = filled.payee or payee_of(new.terms.seal, new.before)
    contact = filled.contact or contact_of(new.terms.seal, new.before)
    filled = replace(filled, payee=payee, contact=contact)
    return replace(new, submission=replace(new.submission, filled=filled))


def payee_of(seal: Seal, claim: Claim) -> Payee | None:
    """Return a claim's account in the clear, None once it is erased."""
    said = _unsealed(seal, claim, "payee_sealed", claim.payee_sealed)
    return from_json(Payee, said) if said is not None else None


def contact_of(seal: Seal, claim: Claim) -> Contact | None:
    """Return a claim's contact in the clear, None once it is erased."""
    said = _unsealed(seal, claim, "contact_sealed", claim.contact_sealed)
    return from_json(Contact, said) if said is not None else None


def _sealed(seal: Seal, claim_id: str, column: str, value: JsonValue) -> str:
    return seal.seal(canonical_json(value), Place(Claim.__tablename__, column, claim_id))


def _unsealed(
    seal: Seal, claim: Claim, column: str, sealed: str | None
) -> dict[str, JsonValue] | None:
    if sealed is None:
        return None
    said: JsonValue = json.loads(seal.open(sealed, Place(Claim.__tablename__, column, claim.id)))
    if not isinstance(said, dict):
        return None
    return {name: value for name, value in said.items() if name != "salt"}


def payee_masked(payee: Payee) -> str:
    """Return an account as it is shown: name, branch, last four digits."""
    number = masked_account(payee.account_number)
    return f"{payee.account_name}　{number}　{payee.bank_branch}"


def contact_masked(contact: Contact) -> str:
    """Return a contact as it is shown."""
    parts = (masked_name(contact.name), masked_phone(contact.phone), masked_mail(contact.mail))
    return "　".join(parts)


def _digest(value: JsonValue) -> str:
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def _content_digest(filled: Filled, files: Sequence[ClaimFile], payee: str, contact: str) -> str:
    return _digest(
        {
            "payee": payee,
            "contact": contact,
            "declared": [to_json(declared) for declared in filled.declared],
            "answers": [to_json(answer) for answer in filled.answers],
            "files": [*sorted(f"{file.item}:{file.sha256}" for file in files)],
        }
    )


def _add_answers(session: Session, claim: Claim, filled: Filled) -> None:
    session.add_all(
        ClaimDeclaration(
            claim_id=claim.id,
            key=declared.key,
            statement=declared.statement,
            answer=declared.answer,
            detail=declared.detail,
        )
        for declared in filled.declared
    )
    session.add_all(
        ClaimAnswer(claim_id=claim.id, item=answer.item, words=answer.words)
        for answer in filled.answers
    )


def _decide_anew(session: Session, new: NewClaim, version: int) -> tuple[CaseFacts, Decision]:
    """Ask the policy again, with the day and the declarations of the claim; the newest holds."""
    terms, case = new.terms, new.case
    record = decision_of(session, case.id)
    if record is None:
        message = f"case {case.case_number} has no decision"
        raise LookupError(message)
    facts = refreshed_facts(
        session, from_json(CaseFacts, record.facts), case.policy_id, terms.at, terms.zone
    )
    facts = _with_declarations(facts, new)
    decision = terms.policy(facts)
    session.add(
        DecisionRecord(
            match_id=record.match_id,
            occasion=f"claim:{version}",
            case_id=case.id,
            policy_id=decision.policy_id,
            policy_sha256=decision.policy_sha256,
            outcome=decision.outcome,
            facts=to_json(facts),
            decision=to_json(decision),
            decided_at=terms.at,
        )
    )
    take_over(case, decision)
    session.flush()
    return facts, decision


def _with_declarations(facts: CaseFacts, new: NewClaim) -> CaseFacts:
    filled, today = new.submission.filled, new.terms.today
    same = filled.answer_to(SAME_CATEGORY_AWARD)
    first_on = new.before.submitted_at if new.before else new.terms.at
    return replace(
        facts,
        submitted_on=min(today, first_on.astimezone(new.terms.at.tzinfo).date()),
        same_category_award_this_year=None if same is None else same.answer is Answer.YES,
        operating_zone_status=_operating_status(filled, new),
    )


def _operating_status(filled: Filled, new: NewClaim) -> ZoneStatus | None:
    said = filled.answer_to(OPERATES_IN_ZONE)
    if said is None:
        return None
    if said.answer is not Answer.YES:
        return ZoneStatus.OUT
    question = ZoneQuestion(address=said.detail, asked_on=new.terms.today, uscc=new.case.uscc)
    return zone_answer(question, new.terms.zone).status


def _checks(
    session: Session, new: NewClaim, facts: CaseFacts, decision: Decision
) -> tuple[ClaimCheck, ...]:
    enterprise = session.get_one(EnterpriseRecord, new.case.uscc)
    entry = session.get_one(FilingEntry, new.case.entry_id)
    form = new.terms.form
    kept = [*files_of(session, new.case.id), *new.files]
    claimed = Claimed(
        case=new.case,
        enterprise=enterprise,
        entry=entry,
        filled=new.submission.filled,
        facts=facts,
        decision=decision,
        form=form,
        materials=materials_asked(form, entry.filer_name, enterprise.name),
        items=frozenset(file.item for file in kept),
        policy_ends_on=new.terms.policy_ends_on,
        payee_before=payee_of(new.terms.seal, new.before) if new.before else None,
        today=new.terms.today,
    )
    return checks_of(session, claimed, work_calendar(session))
