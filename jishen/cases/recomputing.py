"""Recomputing: does a stored decision still come out of its stored facts, to the byte?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.cases.records_json import from_json, to_json
from jishen.domain.decisions import CaseFacts, Decision, Policy
from jishen.domain.errors import PolicyFault
from jishen.store.tables import AwardCase, DecisionRecord
from jishen.store.tables.base import canonical_json


class Comparison(StrEnum):
    """What came of recomputing a decision."""

    SAME = "same"
    SAME_BY_OTHER_FILES = "same_by_other_files"
    """The policy's files have changed since, and say the same of these facts."""
    DIFFERENT_BY_OTHER_FILES = "different_by_other_files"
    """The files have changed since and say something else: take the files of that time."""
    DIFFERENT = "different"
    """Equal files and facts, another decision: somebody changed a row."""
    NOT_READABLE = "not_readable"
    UNKNOWN_POLICY = "unknown_policy"


FAULTS = frozenset({Comparison.DIFFERENT, Comparison.NOT_READABLE, Comparison.UNKNOWN_POLICY})


@dataclass(frozen=True, slots=True)
class Recomputed:
    """One stored decision and what came of recomputing it."""

    decision_id: int
    case_number: str | None
    """None for a decision that opened no case."""
    comparison: Comparison


def recompute(
    session: Session, policies: Mapping[str, Policy], case_number: str | None = None
) -> Iterator[Recomputed]:
    """Recompute the decisions of one case, or of all, oldest first."""
    query = (
        select(DecisionRecord, AwardCase.case_number)
        .outerjoin(AwardCase, AwardCase.id == DecisionRecord.case_id)
        .order_by(DecisionRecord.id)
    )
    if case_number is not None:
        query = query.where(AwardCase.case_number == case_number)
    for record, number in session.execute(query):
        yield Recomputed(record.id, number, compare(record, policies.get(record.policy_id)))


def compare(record: DecisionRecord, policy: Policy | None) -> Comparison:
    """Return what comes of asking the policy again about the stored facts."""
    if policy is None:
        return Comparison.UNKNOWN_POLICY
    try:
        again = policy(from_json(CaseFacts, record.facts))
        stored = from_json(Decision, record.decision)
    except (ValidationError, PolicyFault):
        return Comparison.NOT_READABLE
    if again.policy_sha256 == record.policy_sha256:
        is_same = canonical_json(to_json(again)) == canonical_json(record.decision)
        return Comparison.SAME if is_same else Comparison.DIFFERENT
    is_same = replace(again, policy_sha256=stored.policy_sha256) == stored
    return Comparison.SAME_BY_OTHER_FILES if is_same else Comparison.DIFFERENT_BY_OTHER_FILES
