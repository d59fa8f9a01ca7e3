"""What every run needs: settings, database, clock, policy, names; put together in one place."""

import gc
from datetime import date, datetime

from flows.basics import (
    WATCHER,
    Clock,
    limits_of,
    now,
    raw_of,
    recipients,
    store_of,
    watch_intervals,
    watched_sources,
)
from jishen.cases import holds, vanishing
from jishen.cases.calendar import Ending
from jishen.cases.notice_facts import Surroundings
from jishen.cases.opening import OpeningTerms
from jishen.cases.redeciding import RedecidingTerms
from jishen.domain.errors import SettingsFault
from jishen.domain.lanes import Lane
from jishen.domain.notices import Audience
from jishen.settings import Settings
from jishen.store.audit import Actor
from notifications.channels import CHANNELS
from rules import POLICIES
from rules.machine.entries import PolicyEntry
from scrapers.sources import SOURCES

__all__ = [
    "WATCHER",
    "Clock",
    "limits_of",
    "now",
    "raw_of",
    "recipients",
    "store_of",
    "watch_intervals",
    "watched_sources",
]

MATCHER = Actor("自动比对")
OPENER = Actor("自动立案")
DELIVERER = Actor("自动发送")

OTHER_WORK = {
    "registry": "企业名册",
    "opening": "自动立案",
    "notices": "通知发送",
    "reconcile": "通知核对",
    "policy": "政策有效期",
    "calendar": "工作日历",
    "doubts": "清单读取",
}
"""Work that tells operators of trouble and is not a source, in words."""
NO_GOOD_LOOK, OVERDUE = "no-good-look", "overdue"
WORK_ON_A_SOURCE = (NO_GOOD_LOOK, OVERDUE, holds.WORK, vanishing.WORK)
"""What is told of a source besides the faults of its looks; stands before its key."""


def lanes(settings: Settings) -> tuple[Lane, ...]:
    """Return every channel that somebody's notices go by, with its pace."""
    return settings.lanes({kind: channel.paces for kind, channel in CHANNELS.items()})


def opening_terms(settings: Settings, at: datetime) -> OpeningTerms:
    """Return the terms on which cases are opened: the settings' policy, now."""
    policy = policy_of(settings)
    return OpeningTerms(
        policy_id=policy.policy_id,
        policy=policy.decide,
        actor=OPENER,
        at=at,
        reviewers=recipients(settings, Audience.REVIEWERS),
        zone=policy.zone,
    )


def policy_of(settings: Settings) -> PolicyEntry:
    """Return the policy that the settings choose.

    Raises:
        SettingsFault: there is no such policy, or it is a draft and drafts are not allowed.
    """
    policy = POLICIES.get(settings.policy)
    if policy is None:
        message = f"设置 policy = {settings.policy!r} 不是已有的政策；可用：{'、'.join(POLICIES)}"
        raise SettingsFault(message)
    if policy.is_draft and not settings.draft_policies:
        message = (
            f"政策 {policy.policy_id} 为草案，未经主管部门确认；设 draft_policies = true 才可用"
        )
        raise SettingsFault(message)
    return policy


def redeciding_terms(settings: Settings, at: datetime) -> RedecidingTerms:
    """Return the terms on which undecided cases are decided anew after a ruling."""
    policy = policy_of(settings)
    return RedecidingTerms(
        policy_id=policy.policy_id,
        policy=policy.decide,
        actor=OPENER,
        at=at,
        reviewers=recipients(settings, Audience.REVIEWERS),
        zone=policy.zone,
    )


def endings(settings: Settings, calendar_ends_on: date) -> tuple[Ending, ...]:
    """Return what ends and must not end unnoticed: the policy and the calendar of working days."""
    policy = POLICIES[settings.policy]
    return (
        Ending(
            work="policy",
            subject=policy.name,
            verdict="policy-ends",
            last_day=policy.effective_to,
            stages=(180, 90, 30, 7, 0),
            remedy="请向主管部门了解后续政策并在 rules/ 中增加；期满后未决案件一律暂缓。",
        ),
        Ending(
            work="calendar",
            subject="工作日历",
            verdict="calendar-ends",
            last_day=calendar_ends_on,
            stages=(60, 30, 7, 0),
            remedy="请在国务院办公厅公布下一年度放假安排后运行 jishen calendar load 载入；"
            "在此之前推算的期限均标为暂定。",
        ),
    )


def surroundings(settings: Settings) -> Surroundings:
    """Return what notices need besides the database."""
    other_work = OTHER_WORK | {
        f"{work}.{source.key}": source.name for source in SOURCES for work in WORK_ON_A_SOURCE
    }
    other_work |= {
        f"channel:{lane.channel}": f"通知渠道 {lane.channel}" for lane in lanes(settings)
    }
    return Surroundings(
        office=settings.office.to_office(),
        desk_url=settings.desk.url,
        policy_names={key: policy.name for key, policy in POLICIES.items()},
        policy_ends={key: policy.effective_to for key, policy in POLICIES.items()},
        source_names={source.key: source.name for source in SOURCES} | other_work,
        may_apply={key: policy.may_apply for key, policy in POLICIES.items() if policy.may_apply},
        other_work=frozenset(other_work),
    )


def spare_what_is_loaded() -> None:
    """Keep what is loaded out of the garbage collector's rounds; call where a run begins.

    Prefect and SQLAlchemy are half a million objects that live as long as the process. Walking them
    again and again took a quarter of the CPU time of a batch; they hold nothing to collect.
    """
    gc.freeze()
