"""The end of a pass over one source: its health, what is due next, what waits for a person."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from flows.found import Pass
from flows.looking import Watcher
from jishen.cases import holds
from jishen.cases.alarms import LookEnd, record_look
from jishen.cases.vanishing import count_good_looks
from jishen.domain.next_look import NextLook, next_look
from jishen.store.calendars import work_calendar
from jishen.store.holds import live_holds
from jishen.store.hosts import manners_of
from jishen.store.timeline import rhythm_of_source


def end_pass(watcher: Watcher, found: Pass) -> None:
    """Record how a look ended, and tell what must be told of it."""
    at = watcher.clock()
    with watcher.store.act("health") as session:
        watcher.book.write(session)
        look = LookEnd(
            found.source.key,
            at,
            tuple(found.faults),
            new_entries=sum(batch.recorded.new for batch in found.batches),
            changed_entries=sum(
                batch.recorded.changed + batch.recorded.missing for batch in found.batches
            ),
            held_lists=found.held_lists,
            was_looked_at=bool(found.asked) or not found.put_off,
            put_off_until=max(found.put_off.values(), default=None),
            next_look=_next_look(watcher, session, found, at),
        )
        record_look(session, look, actor=watcher.actor, operators=watcher.operators)
        if live_holds(session, found.source.key):
            holds.tell_of_source(session, found.source.key, watcher.operators, at)
        count_good_looks(
            session,
            found.source.key,
            found.seen_lists,
            at=at,
            enough=watcher.vanished_after,
            actor=watcher.actor,
            operators=watcher.operators,
        )


def _next_look(watcher: Watcher, session: Session, found: Pass, at: datetime) -> NextLook:
    """Return when this source is due again; where a host is left alone, as soon as it is not."""
    key, hosts = found.source.key, found.source.allowed_hosts
    is_workday = work_calendar(session).is_workday
    rhythm = rhythm_of_source(session, key)
    regular = next_look(key, at, rhythm, watcher.intervals, is_workday)
    known = [manners_of(session, host) for host in hosts]
    ends = [each.left_alone_until for each in known if each and each.left_alone_until]
    alone_until = min((end for end in ends if end > at), default=None)
    if alone_until is None or (alone_until > regular.at and len(ends) < len(hosts)):
        return regular
    reason = f"{'、'.join(sorted(hosts))} 拒绝访问或没有答复，暂停访问至此时"
    return replace(regular, at=alone_until, reason=reason)
