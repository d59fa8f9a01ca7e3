"""The evidence bundle of a case: everything an approval rests on, as one digest.

In it are what was published (the bytes' digests, each matched row with every version it ever had),
the judgement on who filed it, the registry's record, the policy's decision with facts and trace,
the amounts and the claim. What changes with other cases, such as the balance of the pool, is not.
"""

import hashlib
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.store.cases import decision_of, filings_of
from jishen.store.entries import current_match
from jishen.store.tables import (
    AwardCase,
    CaseFiling,
    EnterpriseRecord,
    EntryVersion,
    FilingEntry,
)
from jishen.store.tables.base import JsonValue, canonical_json

ClaimDigest = Callable[[Session, str], str]
"""Of a case's id the digest of its claim with the payee; empty when nothing is claimed."""

_CELLS = (
    "filing_number",
    "title",
    "category_or_role",
    "filer_name",
    "products",
    "purpose",
    "remarks",
    "jurisdiction",
    "filed_on_printed",
)


def evidence_digest(session: Session, case: AwardCase, claim: ClaimDigest) -> str:
    """Return the SHA-256 of a case's evidence as it stands now."""
    return digest_of(evidence_bundle(session, case, claim))


def evidence_bundle(session: Session, case: AwardCase, claim: ClaimDigest) -> JsonValue:
    """Return what the digest is over, so that two bundles can be compared part by part."""
    enterprise = session.get_one(EnterpriseRecord, case.uscc)
    return {
        "bundle": 1,
        "case": case.id,
        "policy": case.policy_id,
        "clause": case.clause,
        "enterprise": {
            "uscc": enterprise.uscc,
            "name": enterprise.name,
            "kind": enterprise.kind.value,
            "registered_address": enterprise.registered_address,
        },
        "filings": [
            _filing(session, filing, entry) for filing, entry, _ in filings_of(session, case.id)
        ],
        "decision": _decision(session, case),
        "amounts": {
            "ceiling_yuan": case.ceiling_yuan,
            "determined_yuan": case.determined_yuan,
            "payable_yuan": case.payable_yuan,
            "city_half_yuan": case.city_half_yuan,
            "district_half_yuan": case.district_half_yuan,
        },
        "claim": claim(session, case.id),
    }


def digest_of(value: JsonValue) -> str:
    """Return the SHA-256 of a value's canonical JSON, hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def _filing(session: Session, filing: CaseFiling, entry: FilingEntry) -> JsonValue:
    versions: list[JsonValue] = [
        [version.version, version.attachment_sha256, digest_of(version.cells)]
        for version in session.scalars(
            select(EntryVersion)
            .where(EntryVersion.entry_id == entry.id)
            .order_by(EntryVersion.version)
        )
    ]
    return {
        "entry": entry.id,
        "filing_key": filing.filing_key,
        "is_leading": filing.is_leading,
        "snapshot": entry.attachment_sha256,
        "version": entry.version,
        "versions": versions,
        "cells": digest_of([str(getattr(entry, name)) for name in _CELLS]),
        "is_missing": entry.missing_since is not None,
        "match": _match(session, entry),
    }


def _match(session: Session, entry: FilingEntry) -> JsonValue:
    match = current_match(session, entry.id)
    if match is None:
        return None
    return {
        "round": match.round,
        "verdict": match.verdict.value,
        "uscc": match.uscc,
        "rule": match.rule,
        "reasons": digest_of(match.reasons),
    }


def _decision(session: Session, case: AwardCase) -> JsonValue:
    record = decision_of(session, case.id)
    if record is None:
        return None
    return {
        "occasion": record.occasion,
        "policy_sha256": record.policy_sha256,
        "facts": digest_of(record.facts),
        "decision": digest_of(record.decision),
    }
