"""Walking the whole registry, a chunk at a time, and what shows only between two enterprises."""

from collections.abc import Iterator

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from jishen.domain.enterprises import STATUSES_FOR_A_PERSON
from jishen.domain.registry import KnownEnterprise
from jishen.domain.uscc import uscc_fault
from jishen.sealing import Seal
from jishen.store.registry import CHUNK, known_now, shown_now
from jishen.store.tables import EnterpriseName, EnterpriseRecord, RegistryImport


def every_enterprise(session: Session, seal: Seal | None) -> Iterator[KnownEnterprise]:
    """Yield every enterprise in the order of codes; without a seal personal data is masked."""
    last = ""
    while True:
        codes = session.scalars(
            select(EnterpriseRecord.uscc)
            .where(EnterpriseRecord.uscc > last)
            .order_by(EnterpriseRecord.uscc)
            .limit(CHUNK)
        ).all()
        if not codes:
            return
        known = known_now(session, codes, seal) if seal else shown_now(session, codes)
        yield from (known[code] for code in codes)
        last = codes[-1]


def count_enterprises(session: Session) -> int:
    """Return how many enterprises there are."""
    return session.scalar(select(func.count()).select_from(EnterpriseRecord)) or 0


def shared_names(session: Session) -> Iterator[tuple[str, str, str]]:
    """Yield code, name and the other code of every enterprise whose present name another bears."""
    standing = EnterpriseRecord.status.not_in(STATUSES_FOR_A_PERSON)
    twice = (
        select(EnterpriseName.name_key)
        .join(EnterpriseRecord, EnterpriseRecord.uscc == EnterpriseName.uscc)
        .where(EnterpriseName.is_former.is_(False), standing)
        .group_by(EnterpriseName.name_key)
        .having(func.count() > 1)
    )
    found = session.execute(
        select(EnterpriseName.name_key, EnterpriseName.uscc, EnterpriseName.name)
        .join(EnterpriseRecord, EnterpriseRecord.uscc == EnterpriseName.uscc)
        .where(EnterpriseName.is_former.is_(False), standing, EnterpriseName.name_key.in_(twice))
        .order_by(EnterpriseName.name_key, EnterpriseName.uscc)
    ).all()
    by_key: dict[str, list[str]] = {}
    for key, uscc, _ in found:
        by_key.setdefault(key, []).append(uscc)
    for key, uscc, name in found:
        yield uscc, name, next(other for other in by_key[key] if other != uscc)


def unknown_links(session: Session) -> Iterator[tuple[str, str, str]]:
    """Yield code, name and the code of a head office or parent that the registry does not know."""
    for column in (EnterpriseRecord.head_office, EnterpriseRecord.parent):
        known = select(EnterpriseRecord.uscc).scalar_subquery()
        found = session.execute(
            select(EnterpriseRecord.uscc, EnterpriseRecord.name, column)
            .where(column != "", column.not_in(known))
            .order_by(EnterpriseRecord.uscc)
        )
        for uscc, name, linked in found:
            if not uscc_fault(linked):
                yield uscc, name, linked


def refresh_statistics(session: Session) -> None:
    """Have PostgreSQL look at what this transaction has written: it plans by what it last saw.

    Without it the look-up of names walks the whole table for each chunk of a first import.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE enterprise, enterprise_name"))


def import_names(session: Session) -> dict[int, str]:
    """Return what each import is called: its source in words, else its file."""
    found = session.execute(
        select(RegistryImport.id, RegistryImport.source, RegistryImport.file_name)
    )
    return {number: source or file for number, source, file in found}
