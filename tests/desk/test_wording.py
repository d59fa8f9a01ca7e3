"""The desk has words for everything the database can hold."""

from enum import StrEnum

import pytest

from desk import wording
from jishen.domain import errors
from jishen.domain.decisions import Outcome
from jishen.domain.enterprises import EnterpriseKind, ZoneStatus
from jishen.domain.filings import ListKind, RowFlag
from jishen.domain.masking import masked_mail, masked_name, masked_phone, masked_text
from jishen.domain.matches import Verdict
from jishen.domain.notices import Audience, NoticeEvent
from jishen.domain.states import CaseState
from jishen.store.tables.messages import OutboxState
from jishen.store.views.batches import Shown


@pytest.mark.parametrize(
    "value",
    [
        *Outcome,
        *EnterpriseKind,
        *ZoneStatus,
        *ListKind,
        *RowFlag,
        *Verdict,
        *Audience,
        *NoticeEvent,
        *CaseState,
        *OutboxState,
        *Shown,
    ],
)
def test_every_value_has_a_chinese_name(value: StrEnum) -> None:
    assert not wording.name_of(value).isascii()


@pytest.mark.parametrize("fault", errors.SourceFault.__subclasses__())
def test_every_fault_of_a_source_has_a_chinese_name(fault: type[errors.SourceFault]) -> None:
    assert not wording.look_verdict(fault.verdict).isascii()


@pytest.mark.parametrize(
    ("hidden", "seen"),
    [
        ("a\u200bb", "a⟦U+200B⟧b"),
        ("a\u202eb", "a⟦U+202E⟧b"),
        ("a\u2066b", "a⟦U+2066⟧b"),
        ("a\x00b", "a⟦U+0000⟧b"),
        ("a\ufeffb", "a⟦U+FEFF⟧b"),
        ("第一行\n第二行", "第一行\n第二行"),
        ("（广州）㎡𠮷", "（广州）㎡𠮷"),
    ],
)
def test_hidden_characters_are_spelt_out_and_others_left(hidden: str, seen: str) -> None:
    assert wording.visible(hidden) == seen


@pytest.mark.parametrize(("name", "masked"), [("陈", "陈**"), ("陈小明", "陈**"), ("", "")])
def test_of_a_person_one_character_is_shown(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13812345678", "*********78"), ("78", "**"), ("8", "*"), ("", "")],
)
def test_of_a_telephone_two_digits_are_shown(phone: str, masked: str) -> None:
    assert masked_phone(phone) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [("legal@example.com", "l***@example.com"), ("a@b@c.cn", "a***@c.cn"), ("@c.cn", "***@c.cn")],
)
def test_of_a_mail_address_the_first_character_is_shown(address: str, masked: str) -> None:
    assert masked_mail(address) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("发往legal@example.com失败", "发***@example.com失败"),
        ("致电 13812345678 或 020-89001234", "致电 *********78 或 **********34"),
        ("备案编号440105000000101250011", "备案编号440105000000101250011"),
        ("l***@example.com", "l***@example.com"),
    ],
)
def test_addresses_inside_a_text_are_masked(text: str, masked: str) -> None:
    assert masked_text(text) == masked
