"""From what was typed to a claim without a fault, or to the faults, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass

from desk.enterprise.typed import Typed
from jishen.domain import claim_fields as fields
from jishen.domain.claims import (
    Answer,
    ClaimForm,
    Contact,
    CorrectionAnswer,
    CorrectionItem,
    Declaration,
    Declared,
    Filled,
    Language,
    Material,
    Payee,
)

PAYEE_FIELDS = ("account_name", "account_number", "bank_branch")
CONTACT_FIELDS = ("contact_name", "contact_phone", "contact_mail")
_PREFIX_OF_DETAIL = "detail_"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field; `key` names the words, `about` what the field is called."""

    field: str
    key: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks for in this case."""

    form: ClaimForm
    language: Language
    required: tuple[Material, ...]
    optional: tuple[Material, ...]
    corrections: tuple[CorrectionItem, ...] = ()
    is_correction: bool = False

    @property
    def materials(self) -> tuple[Material, ...]:
        """Everything that can be handed in, what must be first."""
        return self.required + self.optional


@dataclass(frozen=True, slots=True)
class Reading:
    """A claim, or what is in its way."""

    filled: Filled | None
    faults: tuple[Fault, ...]


def read_form(typed: Typed, asked: Asked, items: frozenset[str]) -> Reading:
    """Read a form; `items` are the codes for which a file is there, now or from before."""
    faults: list[Fault] = []
    filled = Filled(
        payee=_payee(typed, asked, faults),
        contact=_contact(typed, asked, faults),
        declared=tuple(_declared(typed, asked, faults)),
        answers=tuple(_answers(typed, asked, faults)),
    )
    if not asked.is_correction:
        faults += [
            Fault(file_field(material.code), "file_missing", material.name.said(asked.language))
            for material in asked.required
            if material.code not in items
        ]
    return Reading(None if faults else filled, tuple(faults))


def file_field(code: str) -> str:
    """Return the name of the field for a file."""
    return f"file_{code}"


def detail_field(key: str) -> str:
    """Return the name of the field beside a declaration."""
    return f"{_PREFIX_OF_DETAIL}{key}"


def _is_as_before(typed: Typed, asked: Asked, names: tuple[str, ...]) -> bool:
    return asked.is_correction and not any(typed.text(name).strip() for name in names)


def _payee(typed: Typed, asked: Asked, faults: list[Fault]) -> Payee | None:
    if _is_as_before(typed, asked, PAYEE_FIELDS):
        return None
    name = fields.bounded(typed.text("account_name"), fields.ACCOUNT_NAME_CHARACTERS)
    number = fields.account_number(typed.text("account_number"))
    branch = fields.bounded(typed.text("bank_branch"), fields.BRANCH_CHARACTERS)
    return Payee(*_values(PAYEE_FIELDS, (name, number, branch), faults))


def _contact(typed: Typed, asked: Asked, faults: list[Fault]) -> Contact | None:
    if _is_as_before(typed, asked, CONTACT_FIELDS):
        return None
    name = fields.bounded(typed.text("contact_name"), fields.NAME_CHARACTERS)
    phone = fields.phone(typed.text("contact_phone"))
    mail = fields.mail(typed.text("contact_mail"))
    return Contact(*_values(CONTACT_FIELDS, (name, phone, mail), faults))


def _values(
    names: tuple[str, ...], read: tuple[tuple[str, str], ...], faults: list[Fault]
) -> Iterator[str]:
    for name, (value, fault) in zip(names, read, strict=True):
        if fault:
            faults.append(Fault(name, fault, name))
        yield value


def _declared(typed: Typed, asked: Asked, faults: list[Fault]) -> Iterator[Declared]:
    for declaration in asked.form.declarations:
        chosen = typed.text(declaration.key)
        if chosen not in {answer.value for answer in declaration.answers}:
            key = "not_agreed" if declaration.is_commitment else "not_answered"
            faults.append(Fault(declaration.key, key, declaration.name.said(asked.language)))
            continue
        answer = Answer(chosen)
        detail = _detail(typed, declaration, answer, asked, faults)
        yield Declared(declaration.key, declaration.text.said(asked.language), answer, detail)


def _detail(
    typed: Typed, declaration: Declaration, answer: Answer, asked: Asked, faults: list[Fault]
) -> str:
    if declaration.detail is None or answer is not declaration.detail_with:
        return ""
    name = detail_field(declaration.key)
    detail, fault = fields.bounded(typed.text(name), fields.DETAIL_CHARACTERS)
    if fault:
        faults.append(Fault(name, fault, declaration.detail.said(asked.language)))
    return detail


def _answers(typed: Typed, asked: Asked, faults: list[Fault]) -> Iterator[CorrectionAnswer]:
    for item in asked.corrections:
        words = fields.clean_words(typed.text(answer_field(item.key)))
        if not words:
            faults.append(Fault(answer_field(item.key), "missing_answer", item.words))
        elif len(words) > fields.WORDS_CHARACTERS:
            faults.append(Fault(answer_field(item.key), "too_long", item.words))
        yield CorrectionAnswer(item.key, words)


def answer_field(key: str) -> str:
    """Return the name of the field that answers an item of a request for correction."""
    return f"answer_{key}"
