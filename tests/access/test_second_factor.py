"""One-time codes: set up, asked for, spent once, forgotten; the secret is sealed."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from jishen.access.accounts import named_person
from jishen.access.attempts import MOST_OF_A_LOGIN, MustWait
from jishen.access.own_account import Confirmation, change_password, confirm_codes, prepare_codes
from jishen.access.second_factor import reset_codes, secret_of
from jishen.access.sessions import Missing, SessionRules, SignedIn
from jishen.access.signing_in import CodeTerms, Entered, Wrong, show_code
from jishen.cases.key_rotation import count_by_key, rotate
from jishen.domain.access_errors import PersonFault
from jishen.domain.one_time_codes import code_of, step_of
from jishen.domain.people import Role
from jishen.domain.registry_errors import SealFault
from jishen.sealing import Seal, key_id, seal_or_new
from jishen.store.session import Store
from jishen.store.tables import Person
from tests.access.roster import (
    AT,
    BY,
    HERE,
    PASSWORD,
    RULES,
    enter,
    events,
    known,
    let_in,
    put,
    token_of,
    whose,
)

LATER = AT + timedelta(minutes=5)
NEEDING_CODES = SessionRules(RULES.idle, RULES.absolute, frozenset({Role.APPROVER}))


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return seal_or_new(tmp_path / "keys" / "desk.key")


@pytest.fixture
def secret(store: Store, seal: Seal) -> bytes:
    """Put `fuhe` with codes in use into the database; return the secret of the codes."""
    put(store, "fuhe", Role.APPROVER)
    who = signed(store)
    terms = CodeTerms(seal, RULES, AT)
    prepare_codes(store, who, terms)
    secret = secret_of(known(store, "fuhe"), seal)
    assert secret is not None
    assert isinstance(confirm_codes(store, who, Confirmation(code(secret)), HERE, terms), Entered)
    return secret


def signed(store: Store) -> SignedIn:
    who = whose(store, let_in(store, "fuhe"), rules=NEEDING_CODES)
    assert who is not None
    return who


def code(secret: bytes, steps: int = 0) -> str:
    return code_of(secret, step_of(AT) + steps)


def show(store: Store, who: SignedIn, typed: str, seal: Seal) -> Entered | Wrong | MustWait:
    terms = CodeTerms(seal, RULES, LATER)
    return show_code(store, who.session_id, who.person_id, typed, address=HERE.address, terms=terms)


def later(store: Store) -> SignedIn:
    who = whose(store, let_in(store, "fuhe", at=LATER), LATER)
    assert who is not None
    return who


def test_after_the_password_a_code_is_asked_for(store: Store, secret: bytes, seal: Seal) -> None:
    who = later(store)

    answer = show(store, who, code(secret, 10), seal)

    assert who.missing is Missing.CODE
    entered = whose(store, token_of(answer), LATER)
    assert entered is not None
    assert (entered.missing, entered.code_at) == (None, LATER)


def test_the_token_of_before_the_code_holds_no_more(
    store: Store, secret: bytes, seal: Seal
) -> None:
    token = let_in(store, "fuhe", at=LATER)
    who = whose(store, token, LATER)
    assert who is not None

    show(store, who, code(secret, 10), seal)

    assert whose(store, token, LATER) is None


def test_a_code_is_spent_once(store: Store, secret: bytes, seal: Seal) -> None:
    first = show(store, later(store), code(secret, 10), seal)
    second = show(store, later(store), code(secret, 10), seal)

    assert isinstance(first, Entered)
    assert second == Wrong()


def test_guessing_codes_is_slowed_down_however_often_the_password_is_typed(
    store: Store, secret: bytes, seal: Seal
) -> None:
    answers = [show(store, later(store), "000000", seal) for _ in range(MOST_OF_A_LOGIN)]

    assert answers == [Wrong()] * MOST_OF_A_LOGIN
    assert isinstance(show(store, later(store), code(secret, 10), seal), MustWait)
    assert events(store).count("sign_in.throttled") == 1


def test_the_secret_is_not_readable_in_the_database(store: Store, secret: bytes) -> None:
    with store.reading() as session:
        stored = str(session.execute(text("SELECT * FROM person")).all())

    assert secret.hex() not in stored
    assert repr(secret) not in stored


@pytest.mark.usefixtures("secret")
def test_a_sealed_secret_moved_to_another_row_does_not_open(store: Store, seal: Seal) -> None:
    other = Person(id="another", totp_sealed=known(store, "fuhe").totp_sealed)

    with pytest.raises(SealFault, match="移位"):
        secret_of(other, seal)


@pytest.mark.usefixtures("secret")
def test_codes_that_were_reset_are_set_up_again(store: Store, seal: Seal) -> None:
    with store.act("person") as session:
        reset_codes(session, named_person(session, "fuhe"), BY)

    who = later(store)

    assert who.missing is None
    assert secret_of(known(store, "fuhe"), seal) is None


def test_a_wrong_code_puts_nothing_in_use(store: Store, seal: Seal) -> None:
    put(store, "fuhe", Role.APPROVER)
    terms = CodeTerms(seal, RULES, AT)
    prepare_codes(store, signed(store), terms)

    answer = confirm_codes(store, signed(store), Confirmation("000000"), HERE, terms)

    assert answer == Wrong()
    assert known(store, "fuhe").totp_confirmed_at is None


@pytest.mark.parametrize(("password", "is_in_use"), [(PASSWORD, True), ("", False)])
def test_a_session_left_open_is_not_enough_to_set_up_codes(
    store: Store, seal: Seal, password: str, *, is_in_use: bool
) -> None:
    put(store, "chushen", Role.REVIEWER)
    who = whose(store, let_in(store, "chushen"))
    assert who is not None
    terms = CodeTerms(seal, RULES, AT)
    prepare_codes(store, who, terms)
    secret = secret_of(known(store, "chushen"), seal)
    assert secret is not None

    confirm_codes(store, who, Confirmation(code(secret), password), HERE, terms)

    assert (known(store, "chushen").totp_confirmed_at is not None) is is_in_use


def test_preparing_again_keeps_the_secret(store: Store, seal: Seal) -> None:
    put(store, "fuhe", Role.APPROVER)
    terms = CodeTerms(seal, RULES, AT)
    prepare_codes(store, signed(store), terms)
    first = secret_of(known(store, "fuhe"), seal)
    prepare_codes(store, signed(store), terms)

    assert secret_of(known(store, "fuhe"), seal) == first


def test_another_password_ends_every_session_but_the_new_one(store: Store, seal: Seal) -> None:
    put(store, "fuhe", Role.APPROVER)
    old = let_in(store, "fuhe")
    who = signed(store)

    answer = change_password(
        store, who, PASSWORD, "春眠不觉晓处处闻啼鸟夜来", HERE, CodeTerms(seal, RULES, AT)
    )

    assert whose(store, old) is None
    assert whose(store, token_of(answer)) is not None
    assert enter(store, "fuhe") == Wrong()


def test_the_old_password_is_asked_for(store: Store, seal: Seal) -> None:
    put(store, "fuhe")

    answer = change_password(
        store,
        signed(store),
        "wrong",
        "春眠不觉晓处处闻啼鸟夜来",
        HERE,
        CodeTerms(seal, RULES, AT),
    )

    assert answer == Wrong()


@pytest.mark.parametrize(("new", "fault"), [(PASSWORD, "不得与原密码相同"), ("short", "至少 12")])
def test_a_password_that_will_not_do_is_refused(
    store: Store, seal: Seal, new: str, fault: str
) -> None:
    put(store, "fuhe")

    with pytest.raises(PersonFault, match=fault):
        change_password(store, signed(store), PASSWORD, new, HERE, CodeTerms(seal, RULES, AT))


def test_a_new_key_seals_the_secret_anew(store: Store, secret: bytes, tmp_path: Path) -> None:
    old = seal_or_new(tmp_path / "keys" / "desk.key")
    newer = Seal((bytes(32), *old.keys))

    rotate(store, newer, by="张三", at=LATER)

    assert secret_of(known(store, "fuhe"), Seal((bytes(32),))) == secret
    with store.reading() as session:
        assert count_by_key(session) == {key_id(bytes(32)): 1}
