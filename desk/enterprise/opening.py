"""From a link's token to the page it opens."""

from fastapi import Request

from desk.context import desk_of
from desk.enterprise.stage import Stage, stage_of
from desk.enterprise.typed import Typed
from desk.enterprise.view import Opened
from desk.wording import SHANGHAI
from jishen.domain.claims import Language
from jishen.domain.windows import window_on
from jishen.store.calendars import work_calendar
from jishen.store.claims import correction_items, uploads_of
from jishen.store.corrections import open_correction
from jishen.store.links import open_link
from jishen.store.views.enterprise_page import page_facts
from jishen.store.windows import windows_of
from rules import POLICIES


def open_page(request: Request, token: str, lang: str, typed: Typed | None = None) -> Opened | None:
    """Return the page that a token opens now, None when it opens none."""
    desk = desk_of(request)
    at = desk.clock()
    today = at.astimezone(SHANGHAI).date()
    with desk.store.reading() as session:
        link = open_link(session, token, at)
        if link is None:
            return None
        facts = page_facts(session, link)
        policy = POLICIES.get(facts.case.policy_id)
        form = policy.claim_form if policy else None
        shipped = policy.windows if policy else ()
        window = window_on(windows_of(session, facts.case.policy_id, shipped), today)
        stage = stage_of(facts, form, window)
        asked = open_correction(session, facts.case.id) if stage is Stage.CORRECTION else None
        items = correction_items(session, facts.case.id) if asked else []
        kept = uploads_of(session, facts.case.id, typed.uploads) if typed else []
        return Opened(
            token=token,
            facts=facts,
            language=Language.EN if lang == Language.EN else Language.ZH,
            stage=stage,
            form=form,
            window=window,
            today=today,
            calendar=work_calendar(session),
            corrections=tuple(items),
            correct_before=asked.due_on if asked else None,
            kept=tuple(f for f in kept if not (typed and typed.text(f"remove_{f.id}"))),
        )
