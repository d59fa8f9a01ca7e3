"""A channel as the sender sees it: whose notices go by it, and how fast it may be fed."""

from dataclasses import dataclass, field

from jishen.domain.notices import Audience


@dataclass(frozen=True, slots=True)
class Pace:
    """At most so many messages in any stretch of so many seconds."""

    messages: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A channel by its name in the settings, with those whose notices go by it."""

    channel: str
    paces: tuple[Pace, ...] = ()
    audiences: frozenset[Audience] = field(default_factory=frozenset)
    """Audiences that go by it whole (enterprises)."""
    recipients: frozenset[tuple[Audience, str]] = field(default_factory=frozenset)

    def takes(self, audience: Audience, recipient: str) -> bool:
        """Tell whether this recipient's notices go by this channel."""
        return audience in self.audiences or (audience, recipient) in self.recipients


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Everything that goes by none of these lanes: with no lanes, everything there is."""

    lanes: tuple[Lane, ...] = ()
    channel: str = ""
    paces: tuple[Pace, ...] = ()

    def takes(self, audience: Audience, recipient: str) -> bool:
        """Tell whether this recipient's notices go by none of the lanes."""
        return not any(lane.takes(audience, recipient) for lane in self.lanes)
