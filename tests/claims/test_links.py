"""Links: kept as a digest, bound to a case, ending; the token is in the letter alone."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from flows.deliver import deliver_all
from jishen.cases.links import MOST_LIVE, Issuing, issue_link, revoke_links, send_again
from jishen.domain.claim_errors import LinkFault
from jishen.domain.states import CaseState
from jishen.store import audit
from jishen.store.audit import Actor
from jishen.store.links import digest_of, links_of, live_links, open_link
from jishen.store.session import Store
from jishen.store.tables import (
    AuditEntry,
    AwardCase,
    Base,
    DeliveryAttempt,
    EnterpriseLink,
    OutboxMessage,
)
from tests.cases.publishing import AT
from tests.claims.worlds import LATER, ClaimWorld, letters_of, settings_in

MACHINE = Actor("自动发送")


def opens(world: ClaimWorld, token: str, at=LATER) -> bool:
    with world.store.reading() as session:
        return open_link(session, token, at) is not None


def issued_in(session: Session) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.event == "link.issued")))


def everything_in(store: Store) -> str:
    """Return every row of every table as text."""
    with store.engine.connect() as connection:
        rows = [
            str(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in connection.execute(table.select())
        ]
    return "\n".join(rows)


def test_the_letter_bears_a_link_that_opens_the_case(told: ClaimWorld) -> None:
    with told.store.reading() as session:
        link = open_link(session, told.sent_token, LATER)

    assert link is not None
    assert (link.case_id, link.recipient) == (told.case.id, told.case.uscc)
    assert link.notice_key is not None


def test_the_token_is_in_the_letter_and_nowhere_else(
    told: ClaimWorld,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    settings, store = told.settings, told.store
    send_again(store, told.case.case_number, by="张三", why="样例", at=AT)
    caplog.set_level(logging.DEBUG)

    deliver_all(settings)

    world = ClaimWorld(store, settings, "", letters_of(settings, store))
    token, kept = world.sent_token, everything_in(store)
    printed = "".join(capfd.readouterr())
    journal = (settings.notices_folder / "journal.jsonl").read_text(encoding="utf-8")
    assert token not in kept
    assert token not in caplog.text
    assert token not in printed
    assert token not in journal
    assert digest_of(token) in kept


def test_what_is_kept_of_the_letter_shows_where_the_link_stood(told: ClaimWorld) -> None:
    with told.store.reading() as session:
        attempt = session.scalars(
            select(DeliveryAttempt)
            .join(OutboxMessage, OutboxMessage.key == DeliveryAttempt.outbox_key)
            .where(OutboxMessage.audience == "enterprise")
        ).one()

    assert "/e/***" in attempt.text
    assert attempt.text == told.letters[0].partition("\n\n")[2].replace(told.sent_token, "***")


def test_without_a_key_the_letter_has_no_link_and_asks_for_nothing(
    told: ClaimWorld, tmp_path: Path
) -> None:
    store = told.store
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM enterprise_link")
    send_again(store, told.case.case_number, by="张三", why="样例", at=AT)
    settings = settings_in(tmp_path, told.settings.store_url)
    settings.key_file.unlink()

    deliver_all(settings)

    (letter,) = letters_of(settings, store)
    with store.reading() as session:
        links = session.scalars(select(EnterpriseLink)).all()
    assert "/e/" not in letter
    assert "目前无需贵单位提交任何材料" in letter
    assert links == []


def test_a_link_ends_on_its_last_instant(told: ClaimWorld) -> None:
    token = told.new_link(LATER, days=1)

    assert opens(told, token, LATER + timedelta(days=1, seconds=-1))
    assert not opens(told, token, LATER + timedelta(days=1))


@pytest.mark.parametrize("token", ["", "a" * 43, "a" * 42, "a" * 4000, "../../etc/passwd"])
def test_a_guess_opens_nothing(told: ClaimWorld, token: str) -> None:
    assert not opens(told, token)


def test_the_digest_is_no_token(told: ClaimWorld) -> None:
    assert not opens(told, digest_of(told.token)[:43])


def test_a_revoked_link_opens_nothing_and_the_others_do(told: ClaimWorld) -> None:
    token = told.new_link()
    with told.store.reading() as session:
        every = links_of(session, told.case.case_number)
        (named,) = [link.id for link, _ in every if link.token_sha256 == digest_of(token)]

    revoked = revoke_links(told.store, named[:8], by="张三", why="转发给他人", at=LATER)

    assert revoked == [named]
    assert not opens(told, token)
    assert opens(told, told.token)


def test_all_links_of_a_case_can_be_revoked_at_once(told: ClaimWorld) -> None:
    revoke_links(told.store, told.case.case_number, by="张三", why="名册有误", at=LATER)

    assert not opens(told, told.token)
    assert not opens(told, told.sent_token)
    with told.store.reading() as session:
        assert audit.verify(session) is None


@pytest.mark.parametrize("which", ["HZ-1999-0001", "abc", "0000000000"])
def test_revoking_what_is_not_there_is_refused(told: ClaimWorld, which: str) -> None:
    with pytest.raises(LinkFault):
        revoke_links(told.store, which, by="张三", why="样例", at=LATER)


def test_sending_again_keeps_the_key_of_the_notice_and_makes_a_new_link(
    both: ClaimWorld,
) -> None:
    key = send_again(both.store, both.case.case_number, by="张三", why="未收到", at=AT)

    deliver_all(both.settings)

    (letter,) = letters_of(both.settings, both.store)
    again = ClaimWorld(both.store, both.settings, "", (letter,))
    with both.store.reading() as session:
        keys = {link.notice_key for link in session.scalars(select(EnterpriseLink))}
    assert f"Key: {key}" in letter
    assert again.sent_token != both.sent_token
    assert opens(both, again.sent_token)
    assert keys == {key, None}


def test_a_letter_that_waits_goes_out_anyway_and_is_not_sent_again(told: ClaimWorld) -> None:
    send_again(told.store, told.case.case_number, by="张三", why="样例", at=AT)

    with pytest.raises(LinkFault):
        send_again(told.store, told.case.case_number, by="张三", why="样例", at=AT)


def test_attempts_to_send_leave_five_links_open_and_one_audit_entry(told: ClaimWorld) -> None:
    store, case = told.store, told.case
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM enterprise_link")
    with store.reading() as session:
        key = session.scalars(select(OutboxMessage.key)).first()
        before = len(issued_in(session))
    issuing = Issuing(MACHINE, LATER, timedelta(days=1), key)

    for _ in range(MOST_LIVE + 3):
        with store.act("link") as session:
            issue_link(session, session.get_one(AwardCase, case.id), issuing)

    with store.reading() as session:
        live = live_links(session, case.id, LATER)
        issued = issued_in(session)
    assert len(live) == MOST_LIVE
    assert len(issued) == before + 1


def test_a_link_of_another_enterprise_opens_nothing(told: ClaimWorld) -> None:
    with told.store.engine.begin() as connection:
        connection.execute(text("UPDATE enterprise_link SET recipient = '91440105000Y999999'"))

    assert not opens(told, told.token)


def test_a_letter_about_what_is_over_is_not_sent_again(told: ClaimWorld) -> None:
    told.set_state(state=CaseState.SUBSTANTIVE_REVIEW)

    with pytest.raises(LinkFault, match="--show"):
        send_again(told.store, told.case.case_number, by="张三", why="样例", at=AT)
