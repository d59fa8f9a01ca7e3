"""What a claim is taken on: the terms, the submission, the states in which there can be one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jishen.cases.case_facts import SHANGHAI
from jishen.domain.claims import ClaimForm, Filled, Language
from jishen.domain.decisions import Policy
from jishen.domain.states import CaseState
from jishen.domain.windows import ApplicationWindow
from jishen.domain.zones import ZoneTest
from jishen.sealing import Seal

CLAIMABLE_STATES = frozenset(
    {CaseState.OPENED, CaseState.ENTERPRISE_NOTIFIED, CaseState.WAITING_FOR_WINDOW}
)
"""Opened too: the link arrived, so the notice did, whatever the channel has answered so far."""


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """What taking a claim needs besides the database."""

    policy_id: str
    policy: Policy
    policy_ends_on: date
    form: ClaimForm
    seal: Seal
    at: datetime
    reviewers: tuple[str, ...]
    status_lasts: timedelta
    """How long the link still opens the page after the claim."""
    zone: ZoneTest | None = None
    windows: tuple[ApplicationWindow, ...] = ()
    """Those that ship with the policy; the office's own are in the database."""

    @property
    def today(self) -> date:
        """The day in Guangzhou."""
        return self.at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Submission:
    """A form that was checked and confirmed."""

    token: str
    action_key: str
    language: Language
    filled: Filled
    upload_ids: tuple[str, ...] = ()
