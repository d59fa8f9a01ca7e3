"""Personal data in clear: shown to a person who says why, and written down before it is shown."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from jishen.domain.access_errors import ReasonMissing
from jishen.domain.enterprises import PERSONAL_FIELDS
from jishen.sealing import Seal
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.registry import opened
from jishen.store.tables import AwardCase, EnterpriseRecord

FEWEST_CHARACTERS = 4
MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Revealed:
    """Whose data was revealed, and the data by field."""

    enterprise_name: str
    texts: dict[str, str]


def reveal_contacts(
    session: Session, case: AwardCase, why: str, seal: Seal, actor: Actor, at: datetime
) -> Revealed:
    """Return the personal data that the registry has of a case's enterprise, in clear.

    Raises:
        ReasonMissing: nothing, or next to nothing, is said of why.
    """
    if not FEWEST_CHARACTERS <= len(why) <= MOST_CHARACTERS:
        message = f"请填写查看理由（{FEWEST_CHARACTERS} 至 {MOST_CHARACTERS} 字）"
        raise ReasonMissing(message)
    enterprise = session.get_one(EnterpriseRecord, case.uscc)
    audit.append(
        session,
        at=at,
        actor=actor,
        event="personal.revealed",
        case_id=case.id,
        body={"what": "contacts", "why": why},
    )
    return Revealed(
        enterprise.name,
        {
            name: opened(seal, case.uscc, name, getattr(enterprise, name))
            for name in PERSONAL_FIELDS
        },
    )
