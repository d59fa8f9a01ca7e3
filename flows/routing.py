"""Who gets what and when, from the settings, as the core wants to know it."""

from jishen.cases.arranging import Routing, Wish
from jishen.domain.lanes import Lane
from jishen.domain.notices import Audience
from jishen.settings import Settings


def routing(settings: Settings) -> Routing:
    """Return the rules that the settings make."""
    rules = settings.routing
    named = [
        (audience, recipient)
        for audience in Audience
        if audience is not Audience.ENTERPRISE
        for recipient in settings.recipients_of(audience)
    ]
    working = frozenset(
        (audience, recipient.name)
        for audience, recipient in named
        if recipient.hours == "working" or (not recipient.hours and audience in rules.quiet)
    )
    enterprises = frozenset({Audience.ENTERPRISE} & set(rules.quiet))
    return Routing(
        hours=rules.office_hours,
        urgent_events=rules.urgent_events,
        quiet=Lane("", audiences=enterprises, recipients=working),
        wishes=tuple(
            Wish(audience, recipient.name, frozenset(recipient.events), recipient.at_least_yuan)
            for audience, recipient in named
            if recipient.events or recipient.at_least_yuan
        ),
    )
