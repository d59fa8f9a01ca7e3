"""Query parameters as pages take them; whatever does not fit is answered with 400."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BeforeValidator

from jishen.domain.filings import ListKind
from jishen.domain.notices import NoticeEvent
from jishen.domain.states import CaseState
from jishen.store.tables.messages import OutboxState
from jishen.store.views.batches import Shown

FEWEST_CHARACTERS = 2
"""A search for less finds everything and tells nothing."""


def _none_if_blank(value: object) -> object:
    """Return None for what an untouched field of a form sends."""
    return None if value == "" else value


_Blank = BeforeValidator(_none_if_blank)

PageNumber = Annotated[int, Query(ge=1, le=100_000)]
Words = Annotated[str, Query(max_length=60)]
Month = Annotated[str, Query(pattern=r"^(20\d\d-(0[1-9]|1[0-2]))?$")]
EventName = Annotated[str, Query(max_length=80)]
StateChoice = Annotated[CaseState | None, _Blank, Query()]
ListChoice = Annotated[ListKind | None, _Blank, Query(alias="list")]
ShownChoice = Annotated[Shown | None, _Blank, Query(alias="show")]
OutboxStateChoice = Annotated[OutboxState | None, _Blank, Query()]
NoticeEventChoice = Annotated[NoticeEvent | None, _Blank, Query()]


def query(parameters: Mapping[str, object], **changes: object) -> str:
    """Return parameters, with these changes, as the query of a URL; blank ones are left out.

    >>> query({"state": "opened", "q": ""}, page=2)
    '?state=opened&page=2'
    """
    chosen = {name: str(value) for name, value in {**parameters, **changes}.items() if value}
    return f"?{urlencode(chosen)}" if chosen else ""
