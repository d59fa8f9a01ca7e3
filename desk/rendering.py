"""Templates to pages: the one place where a Jinja environment is made."""

from functools import cache

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from desk import amounts, wording
from desk.assets import asset_url
from desk.context import desk_of
from desk.enterprise.words import lines
from desk.forms import new_action_key
from desk.guard import signed_in_person
from desk.parameters import query
from jishen.domain import masking

_FILTERS = (
    amounts.yuan,
    amounts.wan,
    amounts.in_capitals,
    masking.masked_name,
    masking.masked_phone,
    masking.masked_mail,
    masking.masked_text,
    wording.name_of,
    wording.short_list,
    wording.month,
    wording.day,
    wording.instant,
    wording.look_verdict,
    wording.audit_event,
    wording.attempt_outcome,
    wording.channel_name,
    wording.flags_in_words,
    lines,
)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("desk"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=wording.visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for filter_ in _FILTERS:
        environment.filters[filter_.__name__] = filter_
    environment.globals.update(
        asset_url=asset_url,
        query=query,
        new_action_key=new_action_key,
        revealing_roles=masking.REVEALING_ROLES,
    )
    return environment


def show(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page; every value is escaped, and invisible characters in it are spelt out."""
    desk, who = desk_of(request), signed_in_person(request)
    text = (
        _environment()
        .get_template(template)
        .render(
            values,
            path=request.url.path,
            who=who,
            office=desk.settings.office,
            is_demonstration=desk.settings.is_demonstration,
            rendered_at=desk.clock(),
        )
    )
    return HTMLResponse(text, status_code=status)
