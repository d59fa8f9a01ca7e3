"""A case that waits for its enterprise, brought there by the product's own acts."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from flows.deliver import deliver_all
from jishen.cases.claim_terms import ClaimTerms, Submission
from jishen.cases.links import Issuing, issue_by_hand
from jishen.domain.claims import Answer, ClaimForm, Contact, Declared, Filled, Language, Payee
from jishen.sealing import KEY_BYTES, Seal
from jishen.settings import ClaimSettings, OfficeSettings, Settings
from jishen.store.audit import Actor
from jishen.store.session import Store
from jishen.store.tables import AwardCase, OutboxMessage
from tests.cases.publishing import AT, FILER, POLICY, enterprise, publish, row, work_through
from tests.sample_registry import import_enterprises

SEAL = Seal((b"k" * KEY_BYTES,))
LATER = AT + timedelta(hours=3)
USCC = "91440105000Y000001"
LAST_FOUR = USCC[-4:]
ACCOUNT = "4405016043210000987"
PAYEE = Payee(FILER, ACCOUNT, "中国银行广州琶洲支行")
CONTACT = Contact("欧阳明", "13912345678", "claims@sample.example")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_TOKEN = re.compile(r"/e/([A-Za-z0-9_-]{43})\s")


@dataclass(frozen=True, slots=True)
class ClaimWorld:
    """One case, its database and settings, and the token of its link."""

    store: Store
    settings: Settings
    token: str
    letters: tuple[str, ...] = field(default=())
    """What the file channel took for the enterprise."""

    @property
    def sent_token(self) -> str:
        """The token in the letter that went out."""
        (found,) = set(_TOKEN.findall("\n".join(self.letters)))
        return found

    @property
    def case(self) -> AwardCase:
        """The case as it stands."""
        with self.store.reading() as session:
            return session.scalars(select(AwardCase)).one()

    def set_state(self, **columns: object) -> None:
        """Put the case where a test needs it, past the acts of other rooms."""
        with self.store.engine.begin() as connection:
            connection.execute(update(AwardCase).values(**columns))

    def new_link(self, at: datetime = LATER, days: int = 60) -> str:
        """Return the token of a further link."""
        issuing = Issuing(Actor("张三", is_person=True), at, timedelta(days=days), why="样例")
        return issue_by_hand(self.store, self.case.case_number, issuing)


def settings_in(folder: Path, store_url: str, **claims: object) -> Settings:
    """Return settings that keep everything in a folder and can take claims."""
    settings = Settings(
        data_folder=folder,
        database_url=store_url,
        office=OfficeSettings(telephone="020-89000000"),
        claims=ClaimSettings(**claims),  # type: ignore[arg-type]  # by keyword
    )
    write_key(settings)
    return settings


def opened_case(store: Store, filer: str = FILER, **values: object) -> AwardCase:
    """Open the one case of a new list."""
    import_enterprises(store, enterprise(**values))  # type: ignore[arg-type]  # by keyword
    publish(store, row(1, filer))
    work_through(store)
    with store.reading() as session:
        return session.scalars(select(AwardCase)).one()


def told_world(store: Store, folder: Path, **claims: object) -> ClaimWorld:
    """Return a world whose enterprise has its letter, sent by the real sender to files."""
    opened_case(store)
    settings = settings_in(folder, store.engine.url.render_as_string(hide_password=False), **claims)
    deliver_all(settings)
    world = ClaimWorld(store, settings, "", letters_of(settings, store))
    return replace(world, token=world.new_link(AT))


def letters_of(settings: Settings, store: Store) -> tuple[str, ...]:
    """Return what the file channel holds of the enterprises' notices."""
    with store.reading() as session:
        keys = session.scalars(
            select(OutboxMessage.key).where(OutboxMessage.audience == "enterprise")
        ).all()
    files = [settings.notices_folder / f"{key}.txt" for key in keys]
    return tuple(file.read_text(encoding="utf-8") for file in files if file.exists())


def form() -> ClaimForm:
    """Return the policy's form."""
    claim_form = POLICY.claim_form
    assert claim_form is not None
    return claim_form


def declared(**answers: Answer) -> tuple[Declared, ...]:
    """Return every declaration answered as expected, unless told otherwise."""
    return tuple(
        Declared(
            one.key,
            one.text.zh,
            answers.get(one.key, one.expected),
            "广州市海珠区琶洲大道 68 号" if one.key == "operates_in_zone" else "",
        )
        for one in form().declarations
    )


def submission(token: str, action_key: str = "a" * 32, **changes: object) -> Submission:
    """Return a form that was filled in well."""
    filled = Filled(PAYEE, CONTACT, declared())
    made = Submission(token, action_key, Language.ZH, filled)
    return replace(made, **changes)  # type: ignore[arg-type]  # by keyword


def write_key(settings: Settings, seal: Seal = SEAL) -> None:
    """Write the key file, as it must be."""
    settings.key_file.write_text(
        "".join(f"{base64.b64encode(key).decode()}\n" for key in seal.keys), encoding="ascii"
    )
    settings.key_file.chmod(0o600)


def terms(at: datetime = LATER, **changes: object) -> ClaimTerms:
    """Return the terms of the real policy."""
    made = ClaimTerms(
        policy_id=POLICY.policy_id,
        policy=POLICY.decide,
        policy_ends_on=POLICY.effective_to,
        form=form(),
        seal=SEAL,
        at=at,
        reviewers=("审核组",),
        status_lasts=timedelta(days=365),
        zone=POLICY.zone,
        windows=POLICY.windows,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # by keyword


def texts(**changes: str) -> Mapping[str, str]:
    """Return what an enterprise types into the page."""
    return {
        "lang": "zh",
        "account_name": FILER,
        "account_number": "4405 0160 4321 0000 987",
        "bank_branch": PAYEE.bank_branch,
        "contact_name": CONTACT.name,
        "contact_phone": CONTACT.phone,
        "contact_mail": CONTACT.mail,
        "tax_in_district": "yes",
        "operates_in_zone": "yes",
        "detail_operates_in_zone": "广州市海珠区琶洲大道 68 号",
        "same_category_award": "no",
        "truth": "yes",
        "no_double_funding": "yes",
        "clawback": "yes",
        **changes,
    }
