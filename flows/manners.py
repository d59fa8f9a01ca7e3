"""Manners towards each host: its robots.txt, read once a day and kept; leaving it alone."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from flows.looking import Watcher
from jishen.domain.errors import ServerFault, SourceFault
from jishen.store.hosts import RobotsAnswer, all_manners, keep_robots
from jishen.store.tables import HostManners
from scrapers.fetch import Request
from scrapers.robots import Robots, means_no_rules, robots_text

ROBOTS_AFTER = timedelta(hours=24)
_log = logging.getLogger("jishen.watch")


def obey_robots(watcher: Watcher, hosts: Iterable[str]) -> None:
    """Hold this run's requests to each host's robots.txt, read at most once a day.

    One that cannot be had is not a no: a site that is down must be found down by the look itself.
    Then the rules last read stay in force; where none are known and the server is in trouble, it
    is asked slowly.
    """
    with watcher.store.reading() as session:
        known = all_manners(session)
    for host in sorted(set(hosts)):
        if watcher.fetcher.knows_robots_of(host):
            continue
        watcher.fetcher.obey(host, _robots(watcher, host, known.get(host)))


def _robots(watcher: Watcher, host: str, known: HostManners | None) -> Robots:
    now = watcher.clock()
    kept = Robots() if known is None or known.robots_text is None else Robots(known.robots_text)
    if known is not None and (_is_fresh(known, now) or _is_left_alone(watcher, known, now)):
        return kept
    answer, is_in_trouble = _ask(watcher, host, now)
    with watcher.store.act("health") as session:
        keep_robots(session, answer)
    if answer.text is not None:
        return Robots(answer.text)
    is_known = known is not None and known.robots_text is not None
    return kept if is_known or not is_in_trouble else Robots(is_guess=True)


def _is_fresh(known: HostManners, now: datetime) -> bool:
    return known.robots_read_at is not None and known.robots_read_at > now - ROBOTS_AFTER


def _is_left_alone(watcher: Watcher, known: HostManners, now: datetime) -> bool:
    until = known.left_alone_until
    return watcher.is_scheduled and until is not None and until > now


def _ask(watcher: Watcher, host: str, now: datetime) -> tuple[RobotsAnswer, bool]:
    """Ask a host for its rules; tell also whether its server is in trouble (5xx, 429)."""
    try:
        answer = watcher.fetcher.get(Request(f"https://{host}/robots.txt", frozenset({host})))
    except SourceFault as fault:
        if means_no_rules(fault):
            return RobotsAnswer(host, now, ""), False
        _log.warning("robots.txt of %s cannot be had: %s", host, fault)
        return RobotsAnswer(host, now, None, str(fault)), isinstance(fault, ServerFault)
    text = robots_text(answer.body)
    said = None if text is not None else "答复是网页，不是规则"
    return RobotsAnswer(host, now, text, said), False
