"""A world with money in it: a paid case, a case that pays nothing, a pool that is half used."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from jishen.domain.decisions import Outcome
from jishen.domain.enterprises import EnterpriseKind, ZoneStatus
from jishen.domain.filings import ListKind
from jishen.domain.states import CaseState
from jishen.store.tables import (
    Announcement,
    Approval,
    Attachment,
    AwardCase,
    Base,
    CaseFiling,
    EnterpriseRecord,
    FilingEntry,
    Payout,
    RegistryImport,
    YearlyPool,
)

AT = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
USCC = "91440105000Y00001X"

ENTRY = {
    "attachment_id": "attachment",
    "list_kind": ListKind.ALGORITHM,
    "row_number": 1,
    "occurrence": 1,
    "version": 1,
    "flags": [],
    "is_baseline": False,
    "first_seen_at": AT,
    "needs_match": False,
    "first_sha256": "a" * 64,
    "attachment_sha256": "a" * 64,
    **dict.fromkeys(
        ("title", "category_or_role", "filer_name", "products", "purpose", "remarks"), "样例"
    ),
    **dict.fromkeys(("filer_key", "filer_canonical_key", "filer_bare_key"), "样例"),
}
CASE = {
    "id": "case",
    "case_number": "HZ-2026-0001",
    "policy_id": "haizhu_2024",
    "clause": "art3_algorithm",
    "filing_key": "one",
    "uscc": USCC,
    "entry_id": "one",
    "state": CaseState.OPENED,
    "version": 1,
    "outcome": Outcome.ELIGIBLE,
    "reason": "样例",
    "ceiling_yuan": 1_000_000,
    "determined_yuan": 1_000_000,
    "payable_yuan": 1_000_000,
    "city_half_yuan": 500_000,
    "district_half_yuan": 500_000,
    "is_backlog": False,
    "opened_at": AT,
}
SECOND_CASE = {**CASE, "id": "second", "case_number": "HZ-2026-0002"}
FILING = {
    "case_id": "case",
    "entry_id": "one",
    "filing_key": "one",
    "clause": "art3_algorithm",
    "uscc": USCC,
    "is_leading": True,
}
APPROVAL = {
    "case_id": "case",
    "person_id": "p1",
    "approver": "张三（zhangs）",
    "step": "second_review",
    "opinion": "同意",
    "evidence_sha256": "e" * 64,
    "approved_at": AT,
}
PAYOUT = {
    "case_id": "case",
    "instruction_key": "i" * 64,
    "uscc": USCC,
    "policy_id": "haizhu_2024",
    "clause": "art3_algorithm",
    "year": 2026,
    "amount_yuan": 1_000_000,
    "city_half_yuan": 500_000,
    "district_half_yuan": 500_000,
    "decided_at": AT,
    "evidence_sha256": "e" * 64,
}
CLOSED_CASE = {
    **SECOND_CASE,
    "id": "closed",
    "filing_key": "two",
    "entry_id": "two",
    "state": CaseState.NO_FURTHER_AWARD,
    "outcome": Outcome.NO_FURTHER_AWARD,
    "case_number": "HZ-2026-0003",
}
IMPORT = {
    "file_name": "x",
    "file_sha256": "5" * 64,
    "imported_at": AT,
    "imported_by": "x",
    **dict.fromkeys(
        ("rows_read", "rows_added", "rows_changed", "rows_unchanged", "rows_refused"), 1
    ),
}
ENTERPRISE = {
    "uscc": USCC,
    "kind": EnterpriseKind.COMPANY,
    "zone_status": ZoneStatus.IN,
    "is_sample": True,
    "import_id": 1,
    "updated_at": AT,
    **dict.fromkeys(("name", "registered_address", "street", "zone_basis"), "样例"),
    **dict.fromkeys(("contact_name", "contact_phone", "contact_email"), "样例"),
}
ANNOUNCEMENT = {
    "id": "announcement",
    "source_key": "algorithms",
    "url": "https://www.cac.gov.cn/x",
    "title": "x",
    "is_hub": True,
    "is_baseline": False,
    "first_seen_at": AT,
}
ATTACHMENT = {
    "id": "attachment",
    "announcement_id": "announcement",
    "source_key": "algorithms",
    "list_kind": ListKind.ALGORITHM,
    "announced_on": date(2026, 3, 12),
    "is_baseline": False,
    "first_seen_at": AT,
    **dict.fromkeys(("label", "label_key", "list_identity", "url", "announced_on_basis"), "x"),
}
POOL = {"year": 2026, "cap_yuan": 280_000_000, "used_yuan": 140_000_000}
NUMBERS = ("one", "two", "three")

WORLD: Sequence[tuple[type[Base], Sequence[dict[str, object]]]] = (
    (RegistryImport, [IMPORT]),
    (EnterpriseRecord, [ENTERPRISE]),
    (Announcement, [ANNOUNCEMENT]),
    (Attachment, [ATTACHMENT]),
    (
        FilingEntry,
        [{**ENTRY, "id": name, "filing_key": name, "filing_number": name} for name in NUMBERS],
    ),
    (AwardCase, [CASE, CLOSED_CASE]),
    (CaseFiling, [FILING]),
    (YearlyPool, [POOL]),
    (Approval, [APPROVAL]),
    (Payout, [PAYOUT]),
)
"""Tables and their rows, in the order in which they can be written."""
