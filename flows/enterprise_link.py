"""The enterprise's alert with its link: one text to send, one to keep, only the first has it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from flows.running import DELIVERER, now
from jishen.cases.links import Issuing, issue_link
from jishen.cases.window_turns import SHANGHAI
from jishen.domain.notices import FilingSeen, NoticeFacts
from jishen.domain.registry_errors import SealFault
from jishen.domain.windows import WindowAnswer, window_on
from jishen.sealing import seal_of
from jishen.settings import Settings
from jishen.store.session import Store
from jishen.store.tables import AwardCase, OutboxMessage
from jishen.store.windows import windows_of
from rules import POLICIES

HIDDEN = "***"
"""Stands for the token in what is kept of a notice."""


def with_link(
    store: Store, settings: Settings, message: OutboxMessage, facts: NoticeFacts
) -> tuple[NoticeFacts, NoticeFacts]:
    """Return the facts to send and the facts to keep; they differ by the link's token alone.

    Without a key nothing could be claimed: the alert then says, as before, that nothing is to do.
    """
    if not isinstance(facts, FilingSeen) or not _can_be_claimed(settings):
        return facts, facts
    at, lasts = now(), timedelta(days=settings.claims.link_days)
    issuing = Issuing(DELIVERER, at, lasts, message.key)
    with store.act("link") as session:
        token = issue_link(session, session.get_one(AwardCase, message.case_id), issuing)
        window = _window_of(session, session.get_one(AwardCase, message.case_id), at)
    ends_on = (at + lasts).date()
    kept = replace(
        facts,
        claim_url=page_url(settings, HIDDEN),
        claim_until=ends_on,
        window_says=window.says,
        is_window_open=window.is_open,
    )
    return replace(kept, claim_url=page_url(settings, token)), kept


def _window_of(session: Session, case: AwardCase, at: datetime) -> WindowAnswer:
    windows = windows_of(session, case.policy_id, POLICIES[case.policy_id].windows)
    return window_on(windows, at.astimezone(SHANGHAI).date())


def page_url(settings: Settings, token: str) -> str:
    """Return the address of the page that a token opens."""
    return f"{settings.desk.url}/e/{token}"


def _can_be_claimed(settings: Settings) -> bool:
    try:
        seal_of(settings.key_file)
    except SealFault:
        return False
    return True
