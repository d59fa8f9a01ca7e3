"""The sample registry of deploy/sample as the enterprises that an import would hand on."""

import csv
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from jishen.cases.registry import apply_registry
from jishen.cases.registry_terms import Applied, RegistryFile
from jishen.domain.enterprises import Enterprise, EnterpriseKind, FormerName, ZoneStatus
from jishen.store.audit import Actor
from jishen.store.session import Store

SAMPLE = Path(__file__).resolve().parents[1] / "deploy" / "sample"
CLERK = Actor("测试经办人", is_person=True)
IMPORTED_AT = datetime(2026, 3, 1, tzinfo=UTC)

_KINDS = {
    "企业法人": EnterpriseKind.COMPANY,
    "分支机构": EnterpriseKind.BRANCH,
    "个体工商户": EnterpriseKind.INDIVIDUAL_BUSINESS,
}
_ZONES = {"是": ZoneStatus.IN, "否": ZoneStatus.OUT, "待核定": ZoneStatus.UNCERTAIN}


@cache
def sample_enterprises() -> tuple[Enterprise, ...]:
    """Return the 437 enterprises of the sample."""
    with (SAMPLE / "registry.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(_enterprise(record) for record in csv.DictReader(file))


@cache
def matched_enterprises() -> tuple[Enterprise, ...]:
    """Return the 133 of the sample that file something in the lists of 2026-01 and 2026-03."""
    with (SAMPLE / "expected_matches.csv").open(encoding="utf-8-sig", newline="") as file:
        filers = {record["uscc"] for record in csv.DictReader(file)}
    return tuple(known for known in sample_enterprises() if known.uscc in filers)


def import_enterprises(
    store: Store, *enterprises: Enterprise, at: datetime = IMPORTED_AT
) -> Applied:
    """Apply an import of these enterprises."""
    file = RegistryFile("名册.csv", "5" * 64, rows_read=len(enterprises), rows_refused=0)
    return apply_registry(store, file, enterprises, at=at, actor=CLERK)


def _enterprise(record: dict[str, str]) -> Enterprise:
    return Enterprise(
        uscc=record["统一社会信用代码"],
        name=record["企业名称"],
        kind=_KINDS[record["企业类型"]],
        former_names=tuple(_former(said) for said in record["曾用名"].split("；") if said),
        registered_address=record["注册地址"],
        street=record["街道"],
        zone_status=_ZONES[record["示范区"]],
        zone_basis="名册“示范区”列",
        contact_name=record["联系人"],
        contact_phone=record["联系电话"],
        contact_email=record["联系邮箱"],
        is_sample=True,
    )


def _former(said: str) -> FormerName:
    name, _, until = said.partition("|")
    return FormerName(name, date.fromisoformat(until) if until else None)
