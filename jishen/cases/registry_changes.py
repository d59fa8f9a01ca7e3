"""What a row changes of what the registry knows of an enterprise: values in, values out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from jishen.domain.enterprises import FIELD_NAMES, Enterprise, FormerName
from jishen.domain.registry import FieldOrigin, KnownEnterprise, RegistryRow
from jishen.matching.names import name_key

_ZONE = frozenset({"zone_status", "zone_basis"})


class RowResult(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    UNCHANGED = "unchanged"
    ASKED = "asked"
    """Held until a person has said whether it is a rename."""
    OLDER = "older"
    """It speaks of a day before the one we know of."""


ROW_RESULT_NAMES = {
    RowResult.ADDED: "新增",
    RowResult.CHANGED: "变更",
    RowResult.CONFIRMED: "确认（仅更新数据日期）",
    RowResult.UNCHANGED: "未变",
    RowResult.ASKED: "待人工处理，未导入",
    RowResult.OLDER: "数据日期较早，未采用",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row beside what is known: what the registry knows after it, and what changed."""

    result: RowResult
    enterprise: Enterprise
    origins: Mapping[str, FieldOrigin]
    changed: tuple[str, ...] = ()
    """Names of the fields, in the order of FIELD_NAMES."""

    @property
    def is_renamed(self) -> bool:
        """Tell whether the name changed."""
        return "name" in self.changed


def first_known(row: RegistryRow, import_id: int) -> Outcome:
    """Return the outcome of a row whose enterprise is new."""
    origin = FieldOrigin(import_id, row.as_of)
    former = _joined((), row.said.former_names, row.said.name)
    said = replace(row.said, former_names=former) if row.said.former_names else row.said
    return Outcome(RowResult.ADDED, said, dict.fromkeys(row.told, origin))


def compared(known: KnownEnterprise, row: RegistryRow, import_id: int) -> Outcome:
    """Return what a row changes: a blank cell says nothing, an older day overrules nothing.

    A name other than the known one is taken only where the row itself says that it is a rename: it
    names the known one as a former name, or the day of the rename. A name that differs in spelling
    alone is no other name.
    """
    told = frozenset(field for field in row.told if not _is_older(known, field, row.as_of))
    before = known.enterprise
    if row.told and not told:
        return Outcome(RowResult.OLDER, before, known.origins)
    if "name" in told and is_other_name(before.name, row.said.name) and not is_rename(before, row):
        return Outcome(RowResult.ASKED, before, known.origins)
    return merged(known, row, told, import_id)


def merged(
    known: KnownEnterprise, row: RegistryRow, told: frozenset[str], import_id: int
) -> Outcome:
    """Return what is known after the row, taking these of its fields."""
    before, said = known.enterprise, row.said
    values = {field: getattr(said, field) for field in told if field != "former_names"}
    after = replace(before, **values)
    after = replace(after, former_names=_former_names(known, row, after, told))
    changed = tuple(f for f in FIELD_NAMES if getattr(before, f) != getattr(after, f))
    origin = FieldOrigin(import_id, row.as_of)
    news = set(changed) | {field for field in told if _is_newer(known, field, row.as_of)}
    origins = {**known.origins, **dict.fromkeys(news, origin)}
    same = RowResult.CONFIRMED if news else RowResult.UNCHANGED
    return Outcome(RowResult.CHANGED if changed else same, after, origins, changed)


def is_other_name(known: str, said: str) -> bool:
    """Tell whether two names differ in more than spelling."""
    return known != said and name_key(known) != name_key(said)


def is_rename(before: Enterprise, row: RegistryRow) -> bool:
    """Tell whether a row itself says that its enterprise bore the known name before."""
    key = name_key(before.name)
    names_it = any(name_key(former.name) == key for former in row.said.former_names)
    return row.renamed_on is not None or names_it


def _former_names(
    known: KnownEnterprise, row: RegistryRow, after: Enterprise, told: frozenset[str]
) -> tuple[FormerName, ...]:
    """Return the former names: none is ever lost, a day that becomes known is added."""
    before = known.enterprise
    said = list(row.said.former_names) if "former_names" in told else []
    if is_other_name(before.name, after.name):
        said.append(FormerName(before.name, _last_day(known, row)))
    return _joined(before.former_names, said, after.name)


def _joined(
    known: Iterable[FormerName], said: Iterable[FormerName], present: str
) -> tuple[FormerName, ...]:
    """Return both together, each name once under its first spelling, without the present one."""
    until: dict[str, date | None] = {former.name: former.until for former in known}
    for former in said:
        spelt = _spelling(former.name, until)
        is_told_better = former.until is not None and former.name == spelt
        if until.get(spelt) is None or is_told_better:
            until[spelt] = former.until
    names = (FormerName(name, day) for name, day in until.items())
    return tuple(former for former in names if former.name != present)


def _spelling(name: str, known: Iterable[str]) -> str:
    """Return the spelling under which a former name is kept already, else its own."""
    key = name_key(name)
    return next((each for each in known if name_key(each) == key), name)


def _last_day(known: KnownEnterprise, row: RegistryRow) -> date:
    """Return the last day on which the given-up name is known to have been borne.

    Without the row's word it is the last day for which a source had it: later days are not proven.
    """
    key = name_key(known.enterprise.name)
    days = [f.until for f in row.said.former_names if name_key(f.name) == key and f.until]
    if days:
        return max(days)
    if row.renamed_on is not None:
        return row.renamed_on - timedelta(days=1)
    origin = known.origins.get("name")
    return (origin and origin.as_of) or known.known_from.date()


def _is_older(known: KnownEnterprise, field: str, as_of: date | None) -> bool:
    origin = known.origins.get(field)
    return bool(as_of and origin and origin.as_of and as_of < origin.as_of)


def _is_newer(known: KnownEnterprise, field: str, as_of: date | None) -> bool:
    origin = known.origins.get(field)
    if as_of is None:
        return False
    return origin is None or origin.as_of is None or as_of > origin.as_of
