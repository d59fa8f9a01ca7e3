"""The step `open_cases`: ask the policy about matched entries, open cases, write digests."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from prefect import get_run_logger, task

from flows.running import (
    OPENER,
    Clock,
    now,
    opening_terms,
    recipients,
    redeciding_terms,
    store_of,
)
from jishen.cases.cancelled_awards import tell_cancelled_awards
from jishen.cases.digest import due_digests, put_digest
from jishen.cases.opening import Opened, OpeningTerms, groups_to_open, open_group
from jishen.cases.redeciding import RedecidingTerms
from jishen.cases.reevaluation import Reevaluated, reevaluate_all
from jishen.cases.rulings import redecide_waiting
from jishen.cases.troubles import Trouble, tell_recovery, tell_trouble
from jishen.cases.window_turns import TurnTerms, turn_with_windows
from jishen.domain.notices import Audience
from jishen.settings import Settings, load_settings
from jishen.store.session import Store
from rules import POLICIES

WORK = "opening"
REEVALUATION, RULINGS = "reevaluation", "rulings"
_log = logging.getLogger("jishen.cases")


@dataclass(slots=True)
class OpenedCases:
    """What one run opened, and how many digests it wrote."""

    groups: list[Opened] = field(default_factory=list)
    digests: int = 0
    reevaluated: list[Reevaluated] = field(default_factory=list)
    """Undecided cases asked about again because the zone's answer changed."""
    held_up: int = 0
    """How many enterprises' filings could not be worked on; operators are told."""

    @property
    def cases(self) -> int:
        """How many cases were opened."""
        return sum(group.state is not None for group in self.groups)


@task(name="open_cases", task_run_name="open_cases 已匹配条目", persist_result=False)
async def open_cases() -> OpenedCases:
    """对已匹配的条目套用政策并立案，写出通知。"""
    done = await asyncio.to_thread(open_all, load_settings())
    get_run_logger().info("立案 %d 件，批次摘要 %d 份", done.cases, done.digests)
    return done


def open_all(settings: Settings, *, clock: Clock = now) -> OpenedCases:
    """Open every case that matched entries call for, then write the digests that are due.

    One enterprise's case that cannot be opened does not hold up the others', only its own later
    filings: which one is the first must not depend on it. Operators are told, and every next run
    tries again.
    """
    done = OpenedCases()
    faults: dict[str, Exception] = {}
    store = store_of(settings)
    terms = opening_terms(settings, clock())
    try:
        _finish_rulings(store, redeciding_terms(settings, clock()), faults)
        for group in groups_to_open(store):
            if group.uscc in faults:
                continue
            try:
                opened = open_group(store, group, terms)
            except Exception as error:  # noqa: BLE001 (operators are told, when the rest is done)
                faults[group.uscc] = error
                continue
            if opened is not None:
                done.groups.append(opened)
        try:
            done.reevaluated = reevaluate_all(store, terms)
            tell_cancelled_awards(store, terms)
            turn_with_windows(store, _turning(terms))
        except Exception as error:  # noqa: BLE001 (as above: new cases do not wait for old ones)
            faults[REEVALUATION] = error
        for due in due_digests(store):
            done.digests += put_digest(
                store, due, at=clock(), actor=OPENER, reviewers=terms.reviewers
            )
        done.held_up = len(faults)
        operators = recipients(settings, Audience.OPERATORS)
        _tell(store, operators, list(faults.values()), clock())
    finally:
        store.close()
    return done


def _turning(terms: OpeningTerms) -> TurnTerms:
    shipped = {key: policy.windows for key, policy in POLICIES.items() if policy.windows}
    return TurnTerms(terms.at, terms.actor, tuple(terms.reviewers), shipped)


def _finish_rulings(store: Store, terms: RedecidingTerms, faults: dict[str, Exception]) -> None:
    """Do what `jishen rulings apply` had not finished when it was cut off."""
    try:
        redecide_waiting(store, terms)
    except Exception as error:  # noqa: BLE001 (new cases do not wait for old ones)
        faults[RULINGS] = error


def _tell(store: Store, operators: Sequence[str], faults: list[Exception], at: datetime) -> None:
    if not faults:
        tell_recovery(store, operators, WORK, at)
        return
    for fault in faults:
        _log.error("case not opened", exc_info=fault)
    kinds = "、".join(sorted({type(fault).__name__ for fault in faults}))
    trouble = Trouble(
        work=WORK,
        subject="",
        verdict="case-failed",
        detail=f"有 {len(faults)} 家企业的已匹配条目未能立案（{kinds}），其余已办理",
        remedy="系统将在每次补查时重试；请查看 advance 任务日志并转交维护人员。",
    )
    tell_trouble(store, operators, trouble, at)
