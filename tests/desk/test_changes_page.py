"""What changed between the versions of a list, and the rhythm of a source as a drawing."""

from datetime import date, timedelta

import httpx

from desk.rhythm_drawing import drawing_of
from jishen.cases.vanishing import note_rows_gone
from jishen.domain.announcements import AnnouncementLink
from jishen.domain.rhythm import Announced, rhythm_of
from jishen.store.announcements import add_announcement
from jishen.store.tables import Attachment
from tests.cases.publishing import AT, MACHINE, publish, read, row
from tests.desk.records import NOW
from tests.desk.seeding import World

TEN = [row(serial) for serial in range(1, 11)]
DAYS = ("2026-01-07", "2026-03-12", "2026-05-06", "2026-07-17")


def test_the_first_version_of_a_list_is_not_told_row_by_row(
    client: httpx.Client, world: World
) -> None:
    text = client.get(f"/batches/{world.attachment_id}/changes").text

    assert "首次读取" in text


def test_what_changed_between_versions_is_shown_with_old_and_new(
    own_world: World, own_client: httpx.Client
) -> None:
    attachment_id = publish(own_world.store, *TEN)
    at = AT + timedelta(hours=1)
    rows = [row(1, products="改名后的产品"), *TEN[1:9], row(11)]
    read(own_world.store, attachment_id, rows, version="second", at=at)

    text = own_client.get(f"/batches/{attachment_id}/changes").text

    assert "<del>样例应用</del>" in text
    assert "<ins>改名后的产品</ins>" in text
    assert "新增（1 行）" in text
    assert "不再载有（1 行）" in text
    assert TEN[9].filing_number in text


def test_a_row_that_came_back_is_shown_as_such_and_its_absence_stays_in_the_history(
    own_world: World, own_client: httpx.Client
) -> None:
    attachment_id = publish(own_world.store, *TEN)
    for hours, rows in ((1, TEN[:9]), (2, TEN)):
        at = AT + timedelta(hours=hours)
        read(own_world.store, attachment_id, rows, version=f"{hours}", at=at)
        with own_world.store.act("entries") as session:
            attachment = session.get_one(Attachment, attachment_id)
            note_rows_gone(session, attachment, at=at, actor=MACHINE, operators=())

    text = own_client.get(f"/batches/{attachment_id}/changes").text

    assert "重新出现（1 行）" in text
    assert "不再载有（1 行）" in text


def test_the_rhythm_of_a_source_is_drawn_and_told_in_a_table(
    own_world: World, own_client: httpx.Client
) -> None:
    with own_world.store.act("announcements") as session:
        for day in DAYS:
            link = AnnouncementLink(f"https://x/{day}", "公告", date.fromisoformat(day))
            add_announcement(session, "algorithms", link, is_hub=False, is_baseline=True, at=NOW)

    text = own_client.get("/sources").text

    assert text.count("rhythm-batch") == 4
    assert "下一批预期 2026-09-03 至 2026-10-04" in text


def test_the_drawing_puts_batches_window_and_today_in_their_order() -> None:
    rhythm = rhythm_of([Announced(date.fromisoformat(day)) for day in DAYS])
    assert rhythm is not None

    drawing = drawing_of(rhythm, date(2026, 8, 11))

    places = [mark.x for mark in drawing.marks]
    assert places == sorted(places)
    assert places[-1] < drawing.today_x < drawing.window_x
    assert drawing.window_x + drawing.window_width <= drawing.width
