"""A reviewer in the sweep: says once of the first unsure entry that it cannot be judged yet."""

from sqlalchemy import select

from flows.running import now, store_of
from jishen.cases.judging import Judged, judge_entry
from jishen.domain.matches import Verdict
from jishen.settings import Settings
from jishen.store.audit import Actor
from jishen.store.tables import MatchRecord, PersonJudgement


def judge_one(settings: Settings) -> None:
    """Judge, unless that was done before a death; nothing follows from it."""
    store = store_of(settings)
    with store.reading() as session:
        is_done = session.scalars(select(PersonJudgement.id)).first() is not None
        match = session.scalars(
            select(MatchRecord)
            .where(MatchRecord.is_current, MatchRecord.verdict == Verdict.UNSURE)
            .order_by(MatchRecord.entry_id)
        ).first()
    if not is_done and match is not None:
        judged = Judged(Verdict.UNSURE, match.uscc, "待企业说明", match.round)
        with store.act("judge") as session:
            judge_entry(session, match.entry_id, judged, Actor("李四", is_person=True), now())
    store.close()
