"""What a pass over one source found."""

from dataclasses import dataclass, field
from datetime import datetime

from jishen.cases.alarms import LookFault
from jishen.cases.recording import Recorded
from scrapers.source import Source


@dataclass(frozen=True, slots=True)
class Batch:
    """A version of an attachment that was recorded in this pass."""

    attachment_id: str
    label: str
    period: str
    recorded: Recorded
    is_baseline: bool


@dataclass(slots=True)
class Pass:
    """What a pass over one source found."""

    source: Source
    faults: list[LookFault] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    put_off: dict[str, datetime] = field(default_factory=dict)
    """What was not asked, because its host is left alone until then."""
    seen_lists: set[str] = field(default_factory=set)
    """Attachments that answered well."""
    held_lists: int = 0
    """Those that changed too much and wait for a person."""
    asked: int = 0
    """How many addresses were asked, with whatever result."""

    @property
    def news(self) -> list[Batch]:
        """The recorded batches that are not history."""
        return [batch for batch in self.batches if not batch.is_baseline]
