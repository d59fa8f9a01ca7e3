"""A person settles what the registry asks: with a reason, once, and with what follows from it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from jishen.cases.registry import apply_rows
from jishen.cases.registry_sealing import seal_the_rest
from jishen.cases.registry_settling import SettlingTerms, settle_task
from jishen.cases.registry_terms import ImportTerms, RegistryFile
from jishen.domain.enterprises import EnterpriseStatus, FormerName
from jishen.domain.registry import Settlement, row_of
from jishen.domain.registry_errors import RegistryTaskFault
from jishen.sealing import is_sealed
from jishen.store.session import Store
from jishen.store.tables import AuditEntry, EnterpriseRecord, EnterpriseVersion
from tests.cases.test_registry import FIRM, MAY, SEAL, now_known, put, tasks
from tests.sample_registry import CLERK
from tests.unit.commands.registry_files import uscc_of

TERMS = SettlingTerms("李经办", "营业执照", MAY, SEAL)
OTHER = replace(FIRM, name="广州丙智能科技有限公司", street="江海街道")
TWIN = replace(FIRM, uscc=uscc_of(2), contact_phone="")


@pytest.fixture
def asked_about_name(store: Store) -> Store:
    put(store, [FIRM])
    put(store, [OTHER], MAY)
    return store


def test_a_confirmed_rename_is_taken_with_its_day_and_the_rest_of_the_row(
    asked_about_name: Store,
) -> None:
    settle_task(
        asked_about_name, 1, Settlement.RENAMED, replace(TERMS, renamed_on=date(2026, 4, 10))
    )

    known = now_known(asked_about_name)
    assert (known.name, known.street) == (OTHER.name, "江海街道")
    assert known.former_names == (FormerName(FIRM.name, date(2026, 4, 9)),)
    assert known.contact_phone == FIRM.contact_phone
    with asked_about_name.reading() as session:
        version = session.scalars(select(EnterpriseVersion)).one()
        event = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert version.replaced_by == "task:1"
    assert event is not None
    assert (event.event, event.actor) == ("registry.task_settled", "李经办")


def test_a_rejected_row_changes_nothing_and_makes_no_second_task(asked_about_name: Store) -> None:
    settle_task(asked_about_name, 1, Settlement.REJECTED, TERMS)

    put(asked_about_name, [OTHER], MAY)

    assert now_known(asked_about_name) == FIRM
    assert len(tasks(asked_about_name)) == 1


def test_a_row_that_was_an_error_is_void_and_the_other_stands(store: Store) -> None:
    put(store, [FIRM, TWIN])

    settle_task(store, 1, Settlement.VOIDED, replace(TERMS, void=TWIN.uscc))

    assert now_known(store, TWIN.uscc).status is EnterpriseStatus.VOID
    assert now_known(store).status is FIRM.status


def test_two_enterprises_of_one_name_may_be_just_that(store: Store) -> None:
    put(store, [FIRM, TWIN])

    settle_task(store, 1, Settlement.DISTINCT, TERMS)
    put(store, [FIRM, TWIN], MAY)

    (task,) = tasks(store)
    assert (task.settlement, task.settled_by) == (Settlement.DISTINCT, "李经办")


@pytest.mark.parametrize(
    ("task", "how", "terms", "why"),
    [
        (2, Settlement.REJECTED, TERMS, "没有这项任务"),
        (1, Settlement.DISTINCT, TERMS, "只能处理为：确系更名，采用新名称、不采用该行"),
        (1, Settlement.REJECTED, replace(TERMS, why=" "), "须写明经办人与理由"),
    ],
)
def test_a_settlement_that_does_not_fit_is_refused_and_the_task_stays_open(
    asked_about_name: Store, task: int, how: Settlement, terms: SettlingTerms, why: str
) -> None:
    with pytest.raises(RegistryTaskFault, match=why):
        settle_task(asked_about_name, task, how, terms)

    assert tasks(asked_about_name)[0].settlement is None


def test_a_task_is_settled_once(asked_about_name: Store) -> None:
    settle_task(asked_about_name, 1, Settlement.REJECTED, TERMS)

    with pytest.raises(RegistryTaskFault, match="任务已处理"):
        settle_task(asked_about_name, 1, Settlement.RENAMED, TERMS)


def test_voiding_needs_one_of_the_two_codes(store: Store) -> None:
    put(store, [FIRM, TWIN])

    with pytest.raises(RegistryTaskFault, match="须指明误录的信用代码"):
        settle_task(store, 1, Settlement.VOIDED, replace(TERMS, void=uscc_of(9)))


def test_what_was_kept_in_clear_is_sealed_once_and_masked_beside_it(store: Store) -> None:
    in_clear = RegistryFile("名册.csv", "5" * 64, 1, 0)
    apply_rows(store, in_clear, [row_of(FIRM)], ImportTerms(MAY, CLERK))

    first = seal_the_rest(store, SEAL, by="李经办", at=MAY)
    second = seal_the_rest(store, SEAL, by="李经办", at=MAY)

    assert (first, second) == (1, 0)
    assert now_known(store) == FIRM
    with store.reading() as session:
        record = session.get_one(EnterpriseRecord, FIRM.uscc)
    assert is_sealed(record.contact_phone)
    assert record.personal_masked == {
        "contact_phone": "*********78",
        "legal_representative": "欧**",
    }
