"""What an enterprise claims: the form as data, and what it says when it is filled in."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages of the enterprise's page."""

    ZH = "zh"
    EN = "en"


class Answer(StrEnum):
    """What can be answered to a declaration."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "na"


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in both languages of the page."""

    zh: str
    en: str

    def said(self, language: Language) -> str:
        """Return the text in a language."""
        return self.zh if language == Language.ZH else self.en  # templates have the plain word


@dataclass(frozen=True, slots=True)
class Declaration:
    """One statement of the form (policy.md M2, M5, M8, M9), asked or to be agreed to."""

    key: str
    name: Wording
    text: Wording
    answers: tuple[Answer, ...]
    """One answer: it can only be agreed to. Several: each may be the truth."""
    expected: Answer
    """The answer with which nothing is left to be asked."""
    detail: Wording | None = None
    """What is to be written beside it, None when nothing."""
    detail_with: Answer | None = None
    """With which answer the detail is wanted."""

    @property
    def is_commitment(self) -> bool:
        """Tell whether it can only be agreed to."""
        return len(self.answers) == 1


class Need(StrEnum):
    """When a material is asked for."""

    ALWAYS = "always"
    OPTIONAL = "optional"
    NAME_DIFFERS = "name_differs"
    """Only where the list prints another name than the registry."""


@dataclass(frozen=True, slots=True)
class Material:
    """A file that is asked for, because the government does not have it."""

    code: str
    name: Wording
    hint: Wording
    need: Need


@dataclass(frozen=True, slots=True)
class ClaimForm:
    """What a policy asks an enterprise for."""

    is_official: bool
    """False: put together from conditions and sister calls; no official list was found."""
    basis: str
    declarations: tuple[Declaration, ...]
    materials: tuple[Material, ...]


@dataclass(frozen=True, slots=True)
class Payee:
    """Where the award is to be paid."""

    account_name: str
    account_number: str
    """Digits only."""
    bank_branch: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers for the claim: personal data."""

    name: str
    phone: str
    mail: str


@dataclass(frozen=True, slots=True)
class Declared:
    """An answer with the very words it was given to."""

    key: str
    statement: str
    answer: Answer
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionItem:
    """One item that a reviewer wants corrected (补正), with the key it is answered under."""

    key: str
    words: str
    about: str = ""
    """Code of the material it is about, such as M7; empty for a statement."""


@dataclass(frozen=True, slots=True)
class CorrectionAnswer:
    """What the enterprise says to one item of a request for correction (补正)."""

    item: str
    words: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was filled in without a fault."""

    payee: Payee | None
    """None: as in the version before."""
    contact: Contact | None
    """None: as in the version before."""
    declared: tuple[Declared, ...]
    answers: tuple[CorrectionAnswer, ...] = ()

    def answer_to(self, key: str) -> Declared | None:
        """Return what was declared to a statement."""
        return next((declared for declared in self.declared if declared.key == key), None)


class CheckResult(StrEnum):
    """What an automatic check came to; none of them decides anything."""

    PASSED = "passed"
    ATTENTION = "attention"
    """A person must look."""
    FAILED = "failed"


CHECK_RESULT_NAMES = {
    CheckResult.PASSED: "通过",
    CheckResult.ATTENTION: "须核实",
    CheckResult.FAILED: "不符",
}


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """One automatic check of a claim (即报即审), done when it came in."""

    key: str
    name: str
    result: CheckResult
    finding: str
