"""Applying what was read of a registry source: the report, the operators, the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from commands.registry_file import RegistryReading
from commands.registry_progress import progress_of
from commands.registry_report import Report
from flows.running import now, recipients, store_of
from jishen.cases.registry import apply_rows, previewed
from jishen.cases.registry_terms import Applied, ImportTerms, RegistryFile
from jishen.cases.troubles import Trouble, tell_recovery, tell_trouble
from jishen.domain.errors import RegistryFault
from jishen.domain.notices import Audience
from jishen.sealing import seal_or_new
from jishen.settings import Settings
from jishen.store import schema
from jishen.store.audit import Actor
from jishen.store.session import Store

WORK = "registry"
IMPORTER = Actor("名册导入")
_ROWS_REMEDY = "请按导入报告逐行核对，改正后重新导入；其余各行已生效。"


@dataclass(frozen=True, slots=True)
class Told:
    """What the person who imports says of the source."""

    source: str = ""
    as_of: date | None = None
    report: Path | None = None
    """Where the report goes; None: into the data folder's reports."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, and where its report is; None: there was nothing to tell by row."""

    applied: Applied
    report: Path | None


def import_reading(
    settings: Settings, reading: RegistryReading, actor: Actor, told: Told | None = None
) -> Imported:
    """Apply a reading to the registry; operators hear of refused rows, or that all is well."""
    said = told or Told()
    at = now()
    operators = recipients(settings, Audience.OPERATORS)
    name = f"registry-{at:%Y%m%d-%H%M%S}-{reading.sha256[:8]}.xlsx"
    path = said.report or settings.data_folder / "reports" / name
    with _opened(settings) as store, _report(path, reading) as report:
        kept: list[Path] = []

        def finish(applied: Applied) -> str:
            """Put the report in its place before the commit: no import is without its report."""
            if not report.lines:
                return ""
            report.finish(_summary(reading, said, applied))
            kept.append(path)
            return str(path) if said.report else path.name

        with progress_of("写入名册", len(reading.rows)) as progress:
            terms = ImportTerms(
                at, actor, seal_or_new(settings.key_file), report.note, progress, finish
            )
            applied = apply_rows(store, _file_of(reading, said), reading.rows, terms)
        if reading.rows_refused:
            tell_trouble(store, operators, _rows_trouble(reading), at)
        else:
            tell_recovery(store, operators, WORK, at)
    return Imported(applied, kept[0] if kept else None)


def dry_run(settings: Settings, reading: RegistryReading, told: Told) -> Imported:
    """Tell what an import would do, and write the report only where a place for it is named."""
    applied = _previewed(settings, reading, told)
    if told.report is None:
        return Imported(applied, None)
    with _report(told.report, reading) as report:
        if not report.lines:
            return Imported(applied, None)
        report.finish(_summary(reading, told, applied))
    return Imported(applied, told.report)


def tell_fault(settings: Settings, name: str, fault: RegistryFault) -> None:
    """Tell the operators that a source could not be imported."""
    with _opened(settings) as store:
        detail = f"企业名册文件“{name}”未能导入：{fault}"
        trouble = Trouble(WORK, name, "registry-file", detail, fault.remedy)
        tell_trouble(store, recipients(settings, Audience.OPERATORS), trouble, now())


def _previewed(settings: Settings, reading: RegistryReading, told: Told) -> Applied:
    store = store_of(settings)
    try:
        file = store.engine.url.database
        is_absent = store.engine.dialect.name == "sqlite" and not Path(file or "").exists()
        if is_absent or not schema.is_current(store):
            return Applied(len(reading.rows), 0, 0, 0)
        seal = seal_or_new(settings.key_file)
        with progress_of("比对名册", len(reading.rows)) as progress:
            terms = ImportTerms(now(), IMPORTER, seal, progress=progress)
            return previewed(store, _file_of(reading, told), reading.rows, terms)
    finally:
        store.close()


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    store = store_of(settings)
    try:
        schema.upgrade(store)
        yield store
    finally:
        store.close()


@contextmanager
def _report(path: Path, reading: RegistryReading) -> Iterator[Report]:
    report = Report(path)
    try:
        for row in reading.rows.refused():
            report.refused(row)
        for row in reading.rows.repeated():
            report.repeated(row)
        yield report
    finally:
        report.drop()


def _file_of(reading: RegistryReading, told: Told) -> RegistryFile:
    return RegistryFile(
        reading.file_name,
        reading.sha256,
        reading.rows_read,
        reading.rows_refused,
        source=told.source,
        as_of=told.as_of,
        columns=tuple((column.header, column.name) for column in reading.columns),
    )


def _summary(reading: RegistryReading, told: Told, applied: Applied) -> tuple[tuple[str, str], ...]:
    columns = "、".join(f"{column.header} → {column.name}" for column in reading.columns)
    return (
        ("文件", reading.file_name),
        ("SHA-256", reading.sha256),
        ("来源", told.source or "（未说明）"),
        ("数据日期", told.as_of.isoformat() if told.as_of else "（未说明，或以各行所载为准）"),
        ("识别的列", columns),
        ("未读取的列", "、".join(reading.unknown_headers) or "（无）"),
        ("读到的行", str(reading.rows_read)),
        ("新增", str(applied.added)),
        ("变更", str(applied.changed)),
        ("确认（仅更新数据日期）", str(applied.confirmed)),
        ("未变", str(applied.unchanged)),
        ("待人工处理，未导入", str(applied.asked)),
        ("数据日期较早，未采用", str(applied.older)),
        ("有误，未导入", str(reading.rows_refused)),
        ("重复行，忽略", str(reading.rows_repeated)),
    )


def _rows_trouble(reading: RegistryReading) -> Trouble:
    # Places, not reasons: a reason may quote a cell, and a cell out of place may be a telephone.
    first = next(reading.rows.refused())
    return Trouble(
        work=WORK,
        subject=reading.file_name,
        verdict="registry-rows",
        detail=f"企业名册文件“{reading.file_name}”有 {reading.rows_refused} 行未导入"
        f"（自第 {first.row_number} 行起）",
        remedy=_ROWS_REMEDY,
    )
