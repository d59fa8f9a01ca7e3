"""What people judged about entries: what is in force, and what it teaches."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jishen.domain.matches import Verdict
from jishen.store.tables import EnterpriseRecord, FilingEntry, PersonJudgement

_CHUNK = 400  # SQLite's variable limit is 999 in old builds


def judgement_of(session: Session, entry_id: str) -> PersonJudgement | None:
    """Return what a person judged about an entry, unless it was undone."""
    return session.scalar(
        select(PersonJudgement).where(
            PersonJudgement.entry_id == entry_id, PersonJudgement.undone_at.is_(None)
        )
    )


def judgements_in_force(
    session: Session, entry_ids: Collection[str]
) -> dict[str, tuple[PersonJudgement, str]]:
    """Return of these entries what people judged, with the enterprise's name of now."""
    found: dict[str, tuple[PersonJudgement, str]] = {}
    wanted = sorted(entry_ids)
    for start in range(0, len(wanted), _CHUNK):
        rows = session.execute(
            select(PersonJudgement, EnterpriseRecord.name)
            .outerjoin(EnterpriseRecord, EnterpriseRecord.uscc == PersonJudgement.uscc)
            .where(
                PersonJudgement.entry_id.in_(wanted[start : start + _CHUNK]),
                PersonJudgement.undone_at.is_(None),
            )
        )
        found |= {judged.entry_id: (judged, name or "") for judged, name in rows}
    return found


def judgements_of_entry(session: Session, entry_id: str) -> Sequence[PersonJudgement]:
    """Return everything that people ever judged about an entry, newest first."""
    return session.scalars(
        select(PersonJudgement)
        .where(PersonJudgement.entry_id == entry_id)
        .order_by(PersonJudgement.id.desc())
    ).all()


def all_in_force(session: Session) -> Sequence[PersonJudgement]:
    """Return every judgement of a person that was not undone, in the order of judging."""
    return session.scalars(
        select(PersonJudgement)
        .where(PersonJudgement.undone_at.is_(None), PersonJudgement.verdict != Verdict.UNSURE)
        .order_by(PersonJudgement.id)
    ).all()


def ask_judged_again(session: Session, usccs: Iterable[str]) -> int:
    """Put up again what people judged to be these enterprises', whose names may have changed."""
    wanted = sorted(set(usccs))
    count = 0
    for start in range(0, len(wanted), _CHUNK):
        judged = select(PersonJudgement.entry_id).where(
            PersonJudgement.undone_at.is_(None),
            PersonJudgement.uscc.in_(wanted[start : start + _CHUNK]),
        )
        changed = session.scalars(
            update(FilingEntry)
            .where(FilingEntry.id.in_(judged), FilingEntry.needs_match.is_(False))
            .values(needs_match=True)
            .returning(FilingEntry.id)
        )
        count += len(changed.all())
    return count
