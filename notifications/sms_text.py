"""The text of an SMS: an approved wording with values, one segment of 70 characters as a whole.

What may be shortened is said in the template (names); an amount, a number or a date never is.
"""

import re
from dataclasses import replace

from jishen.domain.errors import Refused
from notifications.message import Sms

SEGMENT_CHARACTERS = 70
_SHORTEST = 4
_PLACE = re.compile(r"\$\{(\w+)\}")


def read_sms(rendered: str) -> Sms:
    """Return what a rendered `sms.txt` says: the wording, then `name=value`, `~name=value` lines.

    `~` marks a value that may be shortened.
    """
    wording, *lines = [line.strip() for line in rendered.splitlines() if line.strip()]
    pairs = [line.partition("=") for line in lines]
    return Sms(
        wording=wording,
        values=tuple((name.strip().lstrip("~"), value.strip()) for name, _, value in pairs),
        shortened=frozenset(
            name.strip().lstrip("~") for name, _, _ in pairs if name.strip().startswith("~")
        ),
    )


def filled(sms: Sms, sign_name: str) -> str:
    """Return the text as a telephone shows it, with its signature."""
    values = dict(sms.values)
    text = _PLACE.sub(lambda place: values.get(place[1], place[0]), sms.wording)
    return f"【{sign_name}】{text}" if sign_name else text


def fitted(sms: Sms | None, sign_name: str) -> Sms:
    """Return the SMS with names shortened so far that it is one segment; raises Refused."""
    if sms is None:
        detail = "该事项没有短信文本，未予发送；请为收件人改用其他渠道。"
        raise Refused(detail)
    over = len(filled(sms, sign_name)) - SEGMENT_CHARACTERS
    values = []
    for name, value in sms.values:
        cut = max(min(over, len(value) - _SHORTEST), 0) if name in sms.shortened else 0
        over -= cut
        values.append((name, value if not cut else f"{value[: len(value) - cut - 1]}…"))
    if over > 0:
        detail = f"短信全文超过 {SEGMENT_CHARACTERS} 字，且金额、编号不可截断，未予发送。"
        raise Refused(detail)
    return replace(sms, values=tuple(values))
