"""What the templates of the enterprise's page are filled with."""

from calendar import month_name
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fastapi import Request
from fastapi.responses import HTMLResponse

from desk.amounts import wan
from desk.context import Desk, desk_of
from desk.enterprise.reading import CONTACT_FIELDS, PAYEE_FIELDS, Asked, Fault
from desk.enterprise.stage import Stage, steps_of
from desk.enterprise.typed import Typed
from desk.enterprise.words import speaker
from desk.rendering import show
from desk.wording import SHANGHAI, instant
from jishen.cases.claim_checks import DECIDE_WITHIN_WORKDAYS
from jishen.cases.claim_records import materials_asked
from jishen.cases.records_json import from_json
from jishen.domain.claim_fields import masked_uscc
from jishen.domain.claims import Answer, ClaimForm, CorrectionItem, Language, Need
from jishen.domain.decisions import Decision
from jishen.domain.filings import LIST_NAMES
from jishen.domain.matches import MatchReason
from jishen.domain.windows import WindowAnswer
from jishen.domain.workdays import WorkCalendar
from jishen.store.registry import personal_shown
from jishen.store.tables import ClaimFile
from jishen.store.views.enterprise_page import PageFacts
from rules import POLICIES

Say = Callable[..., str]
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that a link opened: whose, in which language, at what stage."""

    token: str
    facts: PageFacts
    language: Language
    stage: Stage
    form: ClaimForm | None
    window: WindowAnswer
    today: date
    calendar: WorkCalendar
    corrections: tuple[CorrectionItem, ...] = ()
    correct_before: date | None = None
    """Last day of the term of a request for correction."""
    kept: tuple[ClaimFile, ...] = ()
    """Files that this form has handed in and no claim has yet."""

    @property
    def here(self) -> str:
        """The page's own path."""
        return f"/e/{self.token}"

    @property
    def asked(self) -> Asked | None:
        """What the form asks for; None where there is none now."""
        if self.form is None or self.stage not in {Stage.CLAIM, Stage.CORRECTION}:
            return None
        printed, registered = self.facts.entries[0].filer_name, self.facts.enterprise.name
        return Asked(
            form=self.form,
            language=self.language,
            required=materials_asked(self.form, printed, registered),
            optional=tuple(m for m in self.form.materials if m.need is Need.OPTIONAL),
            corrections=self.corrections,
            is_correction=self.stage is Stage.CORRECTION,
        )


@dataclass(frozen=True, slots=True)
class ShownFault:
    """A fault in words, with the field it stands at and the element its link goes to."""

    field: str
    words: str
    target: str


def shown_faults(faults: tuple[Fault, ...], say: Say, desk: Desk) -> list[ShownFault]:
    """Return faults in words: the same above the form and at the field."""
    claims = desk.settings.claims
    limits = {"size": claims.max_file_bytes // MEGABYTE, "count": claims.max_files}
    fields = {*PAYEE_FIELDS, *CONTACT_FIELDS}
    return [
        ShownFault(
            fault.field,
            say(
                f"fault_{fault.key}",
                about=say(fault.about) if fault.about in fields else fault.about,
                **limits,
            ),
            fault.field,
        )
        for fault in faults
    ]


def show_page(
    request: Request,
    opened: Opened,
    template: str = "page.html",
    *,
    status: int = 200,
    typed: Typed | None = None,
    faults: tuple[Fault, ...] = (),
    **more: object,
) -> HTMLResponse:
    """Return a page of the enterprise's in its language."""
    desk = desk_of(request)
    say = speaker(opened.language)
    return show(
        request,
        f"enterprise/{template}",
        status=status,
        t=say,
        language=opened.language.value,
        here=opened.here,
        facts=opened.facts,
        stage=opened.stage.value,
        typed=typed or first_texts(opened),
        faults=shown_faults(faults, say, desk),
        asked=opened.asked,
        kept_of=lambda code: [file for file in opened.kept if file.item == code],
        **{"said": "", **_described(opened, say, desk), **more},
    )


def first_texts(opened: Opened) -> Typed:
    """Return what a form begins with: the name that is known, the answers given before."""
    before = {declared.key: declared for declared in opened.facts.declared}
    texts = {key: declared.answer.value for key, declared in before.items()}
    texts |= {f"detail_{key}": declared.detail for key, declared in before.items()}
    if opened.stage is Stage.CLAIM:
        texts["account_name"] = opened.facts.enterprise.name
    return Typed(texts)


def _described(opened: Opened, say: Say, desk: Desk) -> dict[str, object]:
    facts, case = opened.facts, opened.facts.case
    decision = from_json(Decision, facts.decision.decision) if facts.decision else None
    reasons = from_json(list[MatchReason], facts.match.reasons) if facts.match else []
    policy = POLICIES.get(case.policy_id)
    enterprise = facts.enterprise
    shown = personal_shown(enterprise)
    on_file = (shown.get(name, "") for name in ("contact_name", "contact_phone", "contact_email"))
    claims = desk.settings.claims
    return {
        "ceiling": amount(case.ceiling_yuan, say),
        "payable": amount(case.payable_yuan, say),
        "policy_name": desk.names.policies.get(case.policy_id, case.policy_id),
        "policy_until": day_of(policy.effective_to, say) if policy else "",
        "clause_name": decision.clause_name if decision else "",
        "act_before": day_of(_act_before(opened), say),
        "link_until": day_of(facts.link.expires_at.astimezone(SHANGHAI).date(), say),
        "list_name": LIST_NAMES[facts.entries[0].list_kind],
        "announced_on": day_of(facts.attachment.announced_on, say),
        "findings": [f"{r.compared}：{r.finding}" for r in reasons if r.agrees],
        "uscc": masked_uscc(case.uscc),
        "zone_status": enterprise.zone_status.value,
        "contact_on_file": "　".join(filter(None, on_file)),
        "origin": f"{desk.settings.desk.url}/e/",
        "steps": steps_of(opened.stage),
        "stage_values": _stage_values(opened, say),
        "most_megabytes": claims.max_file_bytes // MEGABYTE,
        "most_files": claims.max_files,
        "retention_days": claims.retention_days,
    }


def amount(yuan: int, say: Say) -> str:
    """Return an amount as the language writes it."""
    return say("amount_zh", wan=wan(yuan), yuan=f"{yuan:,}")


def day_of(day: date, say: Say) -> str:
    """Return a day as the language writes it."""
    name = month_name[day.month]
    return say("date_form", year=day.year, month=day.month, day=day.day, name=name)


def _act_before(opened: Opened) -> date:
    """Return the first of what ends: the link, the window, the policy."""
    policy = POLICIES.get(opened.facts.case.policy_id)
    window = opened.window.window
    ends = [opened.facts.link.expires_at.astimezone(SHANGHAI).date()]
    ends += [policy.effective_to] if policy else []
    ends += [window.closes_on] if window and window.closes_on else []
    return min(ends)


def _stage_values(opened: Opened, say: Say) -> dict[str, object]:
    facts = opened.facts
    yuan = facts.payout.amount_yuan if facts.payout else facts.case.payable_yuan
    values: dict[str, object] = {"amount": amount(yuan, say)}
    window = opened.window.window
    if window is not None:
        values["opens"] = day_of(window.opens_on, say)
    if opened.correct_before is not None:
        values["before"] = day_of(opened.correct_before, say)
    if facts.claim is not None:
        received_on = facts.claim.submitted_at.astimezone(SHANGHAI).date()
        due = opened.calendar.due(received_on, DECIDE_WITHIN_WORKDAYS)
        values["submitted"] = instant(facts.claim.submitted_at)
        values["days"] = DECIDE_WITHIN_WORKDAYS
        values["due"] = day_of(due.on, say)
    return values


def commitments(form: ClaimForm) -> dict[str, bool]:
    """Return of each declaration whether it can only be agreed to."""
    return {d.key: d.answers == (Answer.YES,) for d in form.declarations}
