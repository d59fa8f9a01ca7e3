"""A small world for tests of the cases: announcements, rows and enterprises put in by hand."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from jishen.cases.identification import Identified, identify_entries
from jishen.cases.opening import Opened, OpeningTerms, groups_to_open, open_group
from jishen.cases.recording import Recorded, record_rows
from jishen.domain.announcements import AnnouncementLink, AttachmentLink
from jishen.domain.enterprises import Enterprise, EnterpriseKind, ZoneStatus
from jishen.domain.filings import FilingRow, ListKind
from jishen.store.announcements import NewAttachment, add_announcement, derived_id, put_attachment
from jishen.store.audit import Actor
from jishen.store.looking import FetchFacts, log_fetch
from jishen.store.session import Store
from jishen.store.tables import Announcement, Attachment, AwardCase, FilingEntry, OutboxMessage
from rules import POLICIES

AT = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 12)
MACHINE = Actor("自动办理")
HAIZHU_CODE = "440105"
POLICY = POLICIES["haizhu_2024"]
TERMS = OpeningTerms(POLICY.policy_id, POLICY.decide, MACHINE, AT, ("审核组",))

FILER = "广州样例甲科技有限公司"
STRANGER = "杭州样例外地科技有限公司"


@dataclass(frozen=True, slots=True)
class Batch:
    """One list of one month, announced on a day."""

    kind: ListKind = ListKind.DEEP_SYNTHESIS
    period: str = "2026年3月"
    announced_on: date = DAY
    is_baseline: bool = False

    @property
    def label(self) -> str:
        """The label of its attachment."""
        return f"附件：境内清单（{self.period}）"


def number(serial: int, division: str = HAIZHU_CODE) -> str:
    """Return a filing number whose check digit holds."""
    digits = f"{division}{serial:07d}01250{serial % 100:02d}"[:20]
    total = sum(int(digit) << (20 - place) for place, digit in enumerate(digits))
    return f"网信算备{digits}{(1 - total) % 10}号"


def row(serial: int, filer: str = FILER, *, row_number: int = 0, **cells: str) -> FilingRow:
    """Return a row of a list; cells not named are filled in."""
    said = {
        "title": f"样例算法{serial}",
        "category_or_role": "服务提供者",
        "products": "样例应用",
        "purpose": "略",
        "filing_number": number(serial),
        "remarks": "",
    }
    return FilingRow(
        list_kind=ListKind.DEEP_SYNTHESIS,
        row_number=row_number or serial,
        filer_name=filer,
        **{**said, **cells},
    )


def enterprise(name: str = FILER, serial: int = 1, **values: object) -> Enterprise:
    """Return an enterprise in the zone that can be reached by mail, unless told otherwise."""
    said: dict[str, object] = {
        "kind": EnterpriseKind.COMPANY,
        "registered_address": "样例：广州市海珠区",
        "zone_status": ZoneStatus.IN,
        "zone_basis": "名册",
        "contact_email": f"contact-{serial}@sample.example",
    }
    return Enterprise(uscc=f"91440105000Y{serial:06d}", name=name, **{**said, **values})  # type: ignore[arg-type]


def announce(store: Store, batch: Batch = Batch()) -> str:
    """Announce a batch; return its attachment's id."""
    url = f"https://www.cac.gov.cn/{batch.kind}/{batch.announced_on}.htm"
    link = AnnouncementLink(url, f"公告 {batch.period}", batch.announced_on)
    with store.act("announcements") as session:
        add_announcement(
            session, batch.kind, link, is_hub=False, is_baseline=batch.is_baseline, at=AT
        )
        page = session.get_one(Announcement, derived_id(batch.kind, url))
        new = NewAttachment(
            link=AttachmentLink(f"{url}?token", batch.label),
            list_kind=batch.kind,
            is_baseline=batch.is_baseline,
            announced_on=batch.announced_on,
            announced_on_basis="公告页面发布日期",
        )
        return put_attachment(session, page, new, AT).id


def read(
    store: Store,
    attachment_id: str,
    rows: Sequence[FilingRow],
    version: str = "first",
    at: datetime = AT,
) -> Recorded:
    """Record what a version of an attachment's bytes says."""
    sha256 = hashlib.sha256(f"{attachment_id} {version}".encode()).hexdigest()
    with store.act("entries") as session:
        log_fetch(session, FetchFacts("test", "https://test", "", at, "ok", 200, sha256=sha256))
        attachment = session.get_one(Attachment, attachment_id)
        return record_rows(session, attachment, rows, sha256=sha256, at=at, actor=MACHINE)


def publish(store: Store, *rows: FilingRow, batch: Batch = Batch()) -> str:
    """Announce a batch and read its rows; return the attachment's id."""
    attachment_id = announce(store, batch)
    read(store, attachment_id, rows)
    return attachment_id


def identify(store: Store, at: datetime = AT) -> Identified:
    """Judge every entry that waits."""
    return identify_entries(store, at=at, actor=MACHINE, district_code=HAIZHU_CODE)


def open_waiting(store: Store, terms: OpeningTerms = TERMS) -> list[Opened | None]:
    """Ask the policy about everything that waits."""
    return [open_group(store, group, terms) for group in groups_to_open(store)]


def work_through(store: Store) -> list[Opened | None]:
    """Judge, then open."""
    identify(store)
    return open_waiting(store)


def cases_in(store: Store) -> list[AwardCase]:
    """Return every case by number."""
    with store.reading() as session:
        return list(session.scalars(select(AwardCase).order_by(AwardCase.case_number)))


def outbox_of(store: Store) -> list[OutboxMessage]:
    """Return every message of the outbox, oldest first."""
    with store.reading() as session:
        return list(
            session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at, "key"))
        )


def entries_of(store: Store, attachment_id: str) -> dict[tuple[str, int], FilingEntry]:
    """Return an attachment's entries by number as printed and occurrence."""
    with store.reading() as session:
        found = session.scalars(
            select(FilingEntry).where(FilingEntry.attachment_id == attachment_id)
        )
        return {(entry.filing_number, entry.occurrence): entry for entry in found}
