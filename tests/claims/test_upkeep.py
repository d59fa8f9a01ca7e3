"""Keys change and personal data goes; digests, evidence and the trail stay."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from jishen.cases.claim_erasing import Erasing, due_claims, erase
from jishen.cases.claim_records import contact_of, payee_of
from jishen.cases.claim_uploads import FOLDER, NotKept, Upload, keep_upload
from jishen.cases.claims import Taken, submit_claim
from jishen.cases.key_rotation import SEALED_TABLES, count_by_key, rotate
from jishen.domain.registry_errors import SealFault
from jishen.domain.states import CaseState
from jishen.sealing import KEY_BYTES, Place, Seal, key_id
from jishen.store import audit
from jishen.store.claims import claim_digest, claims_of, current_claim, files_of
from jishen.store.raw import RawStore
from jishen.store.tables import AuditEntry, Base, Claim, ClaimFile, EnterpriseRecord
from tests.claims.worlds import (
    CONTACT,
    LATER,
    PAYEE,
    PDF,
    SEAL,
    ClaimWorld,
    submission,
    terms,
)

NEW = Seal((b"n" * KEY_BYTES, *SEAL.keys))
YEARS_LATER = datetime(2100, 1, 1, tzinfo=UTC)
"""The sender of these worlds reads the real clock: later than any of it."""
ERASING = Erasing("张三", YEARS_LATER, timedelta(days=1095))


def folder_of(world: ClaimWorld) -> RawStore:
    return RawStore(world.settings.data_folder / FOLDER)


def upload(world: ClaimWorld, content: bytes = PDF, most_files: int = 6) -> str | NotKept:
    file = Upload(world.token, "M8", content, "application/pdf", "租赁合同.pdf")
    return keep_upload(world.store, folder_of(world), file, at=LATER, most_files=most_files)


def claim_with_file(world: ClaimWorld) -> None:
    taken = submit_claim(
        world.store, submission(world.token, upload_ids=(str(upload(world)),)), terms()
    )
    assert taken.taken is Taken.NEW


def test_everything_that_is_sealed_is_sealed_anew() -> None:
    said = {(t.kind.__tablename__, name) for t in SEALED_TABLES for name in t.columns}
    named = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_sealed")
    }

    assert named <= said


def test_a_new_key_takes_over_without_changing_a_digest(both: ClaimWorld) -> None:
    claim_with_file(both)
    with both.store.engine.begin() as connection:
        uscc = both.case.uscc
        sealed = SEAL.seal("欧阳明", Place("enterprise", "contact_name", uscc))
        connection.execute(EnterpriseRecord.__table__.update().values(contact_name=sealed))
    with both.store.reading() as session:
        before = claim_digest(session, both.case.id)

    rows = rotate(both.store, NEW, by="张三", at=LATER)

    with both.store.reading() as session:
        claim = current_claim(session, both.case.id)
        assert claim is not None
        used = count_by_key(session)
        after = claim_digest(session, both.case.id)
        opened = payee_of(Seal(NEW.keys[:1]), claim)
        fault = audit.verify(session)
    assert (rows, used) == (2, {key_id(NEW.keys[0]): 2})
    assert (after, opened, fault) == (before, PAYEE, None)
    assert rotate(both.store, NEW, by="张三", at=LATER) == 0


def test_a_lost_key_stops_the_change_and_loses_nothing(told: ClaimWorld) -> None:
    claim_with_file(told)

    with pytest.raises(SealFault):
        rotate(told.store, Seal(NEW.keys[:1]), by="张三", at=LATER)

    with told.store.reading() as session:
        claim = current_claim(session, told.case.id)
        assert claim is not None
        assert contact_of(SEAL, claim) == CONTACT


def test_an_account_moved_to_another_claim_does_not_open(told: ClaimWorld) -> None:
    claim_with_file(told)
    told.set_state(state=CaseState.CORRECTION_REQUESTED)
    submit_claim(told.store, submission(told.token, "b" * 32), terms())
    with told.store.act("claim_upkeep") as session:
        first, second = claims_of(session, told.case.id)
        second.payee_sealed = first.payee_sealed

    with told.store.reading() as session, pytest.raises(SealFault):
        payee_of(SEAL, claims_of(session, told.case.id)[1])


def test_a_case_that_has_not_ended_long_enough_keeps_its_data(told: ClaimWorld) -> None:
    claim_with_file(told)
    told.set_state(state=CaseState.ARCHIVED)

    with told.store.reading() as session:
        early = due_claims(session, replace(ERASING, at=LATER + timedelta(days=1000)))
        due = due_claims(session, ERASING)
    told.set_state(state=CaseState.PAID)
    with told.store.reading() as session:
        not_ended = due_claims(session, ERASING)
    assert (early, [one.claims for one in due], not_ended) == ([], [1], [])


def test_erasing_empties_the_claim_removes_its_files_and_keeps_the_digests(
    both: ClaimWorld,
) -> None:
    claim_with_file(both)
    both.set_state(state=CaseState.ARCHIVED)
    with both.store.reading() as session:
        before = claim_digest(session, both.case.id)
        (file,) = files_of(session, both.case.id)
    path = folder_of(both).path_of(file.sha256)
    os.utime(path, (0, 0))

    erase(both.store, folder_of(both), ERASING)

    with both.store.reading() as session:
        claim = session.scalars(select(Claim)).one()
        after = claim_digest(session, both.case.id)
        events = session.scalars(select(AuditEntry.event)).all()
        fault = audit.verify(session)
    assert (claim.payee_sealed, claim.contact_masked, claim.key_id) == (None, "", None)
    assert claim.erased_at == YEARS_LATER
    assert payee_of(SEAL, claim) is None
    assert (after, events.count("claim.erased"), fault) == (before, 1, None)
    assert not path.exists()
    assert erase(both.store, folder_of(both), ERASING) == []


def test_a_file_that_was_never_submitted_goes_after_a_day(told: ClaimWorld) -> None:
    upload(told)
    (path,) = folder_of(told).folder.glob("??/*")
    os.utime(path, (0, 0))

    erase(told.store, folder_of(told), replace(ERASING, at=LATER + timedelta(hours=23)))
    kept = path.exists()
    erase(told.store, folder_of(told), replace(ERASING, at=LATER + timedelta(hours=25)))

    assert (kept, path.exists()) == (True, False)


def test_the_same_bytes_are_kept_once(told: ClaimWorld) -> None:
    assert upload(told) == upload(told)
    with told.store.reading() as session:
        assert len(session.scalars(select(ClaimFile)).all()) == 1


def test_a_case_takes_so_many_files_and_no_more(told: ClaimWorld) -> None:
    taken = [upload(told, PDF + b" " * place, most_files=1) for place in range(5)]

    assert taken[-1] is NotKept.TOO_MANY
    assert all(isinstance(one, str) for one in taken[:-1])


def test_a_link_that_opens_nothing_leaves_no_bytes(told: ClaimWorld, tmp_path: Path) -> None:
    file = Upload("a" * 43, "M8", PDF, "application/pdf", "x.pdf")

    kept = keep_upload(told.store, RawStore(tmp_path / "none"), file, at=LATER, most_files=6)

    assert kept is NotKept.NO_LINK
    assert not (tmp_path / "none").exists()
