"""What should have been told is worked out from the cases, compared with the outbox, made good."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from jishen.cases.digest import due_digests, put_digest
from jishen.cases.notice_reconciling import Gap, GapKind, Readers, gaps, reconcile
from jishen.cases.release import release_case
from jishen.domain.notices import NoticeEvent
from jishen.domain.states import CaseState
from jishen.store.session import Store
from jishen.store.tables import AuditEntry, AwardCase, EnterpriseRecord, OutboxMessage, SourceHealth
from jishen.store.tables.messages import OutboxState
from tests.cases.publishing import (
    AT,
    MACHINE,
    cases_in,
    enterprise,
    outbox_of,
    publish,
    row,
    work_through,
)
from tests.cases.test_release import HISTORY
from tests.sample_registry import import_enterprises

LATER = AT + timedelta(hours=1)
READERS = Readers(("审核组",), ("值班",))


def open_a_case(store: Store, **values: object) -> None:
    import_enterprises(store, enterprise(**values))  # type: ignore[arg-type]
    publish(store, row(1))
    work_through(store)


def found_in(store: Store) -> list[GapKind]:
    with store.reading() as session:
        return [gap.kind for gap in gaps(session, READERS, LATER)]


def mend(store: Store) -> list[Gap]:
    return reconcile(store, READERS, at=LATER, actor=MACHINE)


def lose(store: Store) -> list[str]:
    """Delete every notice, as no act of ours ever does; return their keys."""
    keys = [message.key for message in outbox_of(store)]
    with store.act("health") as session:
        session.execute(delete(OutboxMessage))
    return keys


def set_case_state(store: Store, state: CaseState) -> None:
    with store.act("health") as session:
        session.execute(update(AwardCase).values(state=state))


def test_where_every_act_did_its_work_nothing_is_found(store: Store) -> None:
    open_a_case(store)
    for due in due_digests(store):
        put_digest(store, due, at=AT, actor=MACHINE, reviewers=("审核组",))

    assert mend(store) == []
    assert len(outbox_of(store)) == 2


def test_lost_alert_is_put_again_under_the_key_it_had(store: Store) -> None:
    open_a_case(store)
    keys = lose(store)

    (gap,) = mend(store)

    assert gap.kind is GapKind.MISSING
    assert [message.key for message in outbox_of(store)] == keys
    assert mend(store) == []


def test_lost_digest_and_lost_word_of_a_release_are_put_again(store: Store) -> None:
    import_enterprises(store, enterprise())
    publish(store, row(1), batch=HISTORY)
    work_through(store)
    (case,) = cases_in(store)
    release_case(store, case.case_number, by="张三", why="来电", at=AT, reviewers=("审核组",))
    publish(store, row(2, "杭州样例外地科技有限公司"))
    work_through(store)
    for due in due_digests(store):
        put_digest(store, due, at=AT, actor=MACHINE, reviewers=("审核组",))
    keys = lose(store)

    found = mend(store)

    assert {gap.event for gap in found} == {
        NoticeEvent.FILING_SEEN,
        NoticeEvent.CASE_WAITING,
        NoticeEvent.BATCH_DIGEST,
    }
    assert sorted(message.key for message in outbox_of(store)) == sorted(keys)


def test_looking_alone_changes_nothing(store: Store) -> None:
    open_a_case(store)
    lose(store)

    assert found_in(store) == [GapKind.MISSING]
    assert outbox_of(store) == []


def test_enterprise_that_can_be_reached_since_is_told_and_that_is_no_fault(store: Store) -> None:
    open_a_case(store, contact_email="")
    with store.act("registry") as session:
        session.execute(
            update(EnterpriseRecord).values(contact_email="a@b.example", updated_at=LATER)
        )

    (gap,) = mend(store)

    assert gap.kind is GapKind.REACHABLE
    assert [message.event for message in outbox_of(store)] == [NoticeEvent.FILING_SEEN]


def test_enterprise_without_an_address_is_no_gap(store: Store) -> None:
    open_a_case(store, contact_email="")

    assert found_in(store) == []


def test_alert_held_to_be_over_although_the_case_is_open_waits_again(store: Store) -> None:
    open_a_case(store)
    with store.act("health") as session:
        session.execute(update(OutboxMessage).values(state=OutboxState.SUPERSEDED))

    (gap,) = mend(store)

    assert gap.kind is GapKind.SUPERSEDED
    assert outbox_of(store)[0].state is OutboxState.WAITING


def test_case_called_told_without_an_accepted_notice_is_for_a_person(store: Store) -> None:
    open_a_case(store)
    set_case_state(store, CaseState.ENTERPRISE_NOTIFIED)

    assert [gap.kind for gap in mend(store)] == [GapKind.UNTOLD]
    assert outbox_of(store)[0].state is OutboxState.WAITING


def test_fault_that_operators_were_told_of_and_is_not_there_is_told_again_once(
    store: Store,
) -> None:
    with store.act("health") as session:
        session.add(
            SourceHealth(
                source_key="algorithms",
                spell_since=AT,
                spell_verdict="blocked",
                spell_url="https://www.cac.gov.cn/",
                spell_detail="拦截",
                spell_remedy="人工打开",
                spell_told_on=AT.date(),
            )
        )

    first, second = mend(store), mend(store)

    assert [gap.event for gap in first] == [NoticeEvent.SOURCE_FAULT]
    assert second == []


def test_notice_that_a_sender_took_and_nobody_looked_at_since_is_found(store: Store) -> None:
    open_a_case(store)
    with store.act("claim") as session:
        session.execute(
            update(OutboxMessage).values(
                state=OutboxState.SENDING, lease_until=LATER - timedelta(minutes=11)
            )
        )

    assert found_in(store) == [GapKind.ABANDONED]


def test_repair_is_in_the_trail(store: Store) -> None:
    open_a_case(store)
    lose(store)
    mend(store)

    with store.reading() as session:
        event = session.scalar(
            select(AuditEntry.event).order_by(AuditEntry.sequence.desc()).limit(1)
        )

    assert event == "notices.reconciled"
