"""What every run needs: settings, database, clock, policy, names; put together in one place."""

from datetime import UTC, datetime, timedelta

from jishen.cases.notice_facts import Surroundings
from jishen.cases.opening import OpeningTerms
from jishen.cases.redeciding import RedecidingTerms
from jishen.domain.errors import SettingsFault
from jishen.domain.notices import Audience
from jishen.settings import Settings
from jishen.store.audit import Actor
from jishen.store.raw import RawStore
from jishen.store.session import Store, open_store
from rules import POLICIES
from rules.machine.entries import PolicyEntry
from scrapers.fetch import USER_AGENT, FetchLimits
from scrapers.sources import SOURCES

WATCHER = Actor("自动巡查")
MATCHER = Actor("自动比对")
OPENER = Actor("自动立案")
DELIVERER = Actor("自动发送")

OTHER_WORK = {"registry": "企业名册", "opening": "自动立案", "notices": "通知发送"}
"""Work that tells operators of trouble and is not a source, in words."""


def now() -> datetime:
    """Return the present instant; the one place where flows read the clock."""
    return datetime.now(UTC)


def store_of(settings: Settings) -> Store:
    """Open the database of the settings."""
    return open_store(settings.store_url)


def raw_of(settings: Settings) -> RawStore:
    """Return the raw store of the settings."""
    return RawStore(settings.raw_folder)


def limits_of(settings: Settings) -> FetchLimits:
    """Return the manners of fetching."""
    fetch = settings.fetch
    return FetchLimits(
        max_bytes=fetch.max_bytes,
        total_seconds=fetch.total_seconds,
        host_gap_seconds=fetch.host_gap_seconds,
        user_agent=USER_AGENT.replace("{contact}", fetch.contact or "not given"),
        retries=fetch.retries,
        retry_wait_seconds=fetch.retry_wait_seconds,
    )


def recipients(settings: Settings, audience: Audience) -> tuple[str, ...]:
    """Return the names of those who are told."""
    return tuple(recipient.name for recipient in settings.recipients_of(audience))


def opening_terms(settings: Settings, at: datetime) -> OpeningTerms:
    """Return the terms on which cases are opened: the settings' policy, now."""
    policy = policy_of(settings)
    return OpeningTerms(
        policy_id=policy.policy_id,
        policy=policy.decide,
        actor=OPENER,
        at=at,
        reviewers=recipients(settings, Audience.REVIEWERS),
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
    )


def surroundings(settings: Settings) -> Surroundings:
    """Return what notices need besides the database."""
    return Surroundings(
        office=settings.office.to_office(),
        desk_url=settings.desk.url,
        policy_names={key: policy.name for key, policy in POLICIES.items()},
        policy_ends={key: policy.effective_to for key, policy in POLICIES.items()},
        source_names={source.key: source.name for source in SOURCES} | OTHER_WORK,
        other_work=frozenset(OTHER_WORK),
    )


def watch_times(settings: Settings) -> tuple[timedelta, timedelta]:
    """Return after how long older pages are asked again, and how long one counts as recent."""
    return timedelta(hours=settings.fetch.recheck_hours), timedelta(days=settings.fetch.recent_days)
