"""`jishen links`, `keys` and `claims` as people run them."""

import re
import stat
from collections.abc import Iterator

import pytest
from click import Group
from click.testing import CliRunner, Result

from commands.claims import claims
from commands.doctor_claims import claims_said
from commands.keys import keys
from commands.links import links
from jishen.cases.claims import submit_claim
from jishen.cases.not_ours import Said, say_not_ours
from jishen.domain.claim_errors import LinkFault
from jishen.domain.registry_errors import SealFault
from jishen.sealing import key_id
from jishen.settings import SETTINGS_FILE_VARIABLE, load_settings
from jishen.store.links import open_link
from tests.claims.worlds import LATER, SEAL, ClaimWorld, submission, terms

OLD = key_id(SEAL.keys[0])


@pytest.fixture(autouse=True)
def installed(told: ClaimWorld, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run the commands on the world's database and folder."""
    monkeypatch.setenv("JISHEN_DATA_FOLDER", str(told.settings.data_folder))
    monkeypatch.setenv("JISHEN_DATABASE_URL", told.settings.database_url)
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)
    monkeypatch.chdir(told.settings.data_folder)
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def run(group: Group, *arguments: str) -> Result:
    return CliRunner().invoke(group, list(arguments))


def test_a_link_is_shown_once_and_never_listed(told: ClaimWorld) -> None:
    number = told.case.case_number

    shown = run(links, "issue", number, "--by", "张三", "--why", "当面交付", "--show")
    listed = run(links, "list", number)

    token = re.search(r"/e/([\w-]{43})", shown.stdout)
    assert token is not None
    with told.store.reading() as session:
        assert open_link(session, token[1], LATER) is not None
    assert "共 3 条" in listed.stdout
    assert token[1] not in listed.stdout


def test_links_are_revoked_by_case_and_a_second_time_there_is_none(told: ClaimWorld) -> None:
    why = ("--by", "张三", "--why", "转发")

    first = run(links, "revoke", told.case.case_number, *why)
    again = run(links, "revoke", told.case.case_number, *why)

    assert "已撤销" in first.stdout
    assert isinstance(again.exception, LinkFault)


def test_an_alert_is_sent_again_with_its_key(told: ClaimWorld) -> None:
    sent = run(links, "issue", told.case.case_number, "--by", "张三", "--why", "未收到")

    assert "已重新列入待发" in sent.stdout
    assert "/e/" not in sent.output


def test_a_new_key_goes_first_and_the_file_stays_its_owner_s(told: ClaimWorld) -> None:
    made = run(keys, "new")
    status = run(keys, "status")

    assert "已写入" in made.stdout
    assert stat.S_IMODE(told.settings.key_file.stat().st_mode) == 0o600
    assert f"{OLD}　仅解密用　0 行" in status.stdout


def test_after_rotating_the_old_key_seals_nothing(told: ClaimWorld) -> None:
    submit_claim(told.store, submission(told.token), terms())
    before = run(keys, "status").stdout
    run(keys, "new")

    done = run(keys, "rotate", "--by", "张三")

    assert f"{OLD}　当前加密用　1 行" in before
    assert "重新加密 1 行" in done.stdout
    assert f"{OLD}　仅解密用　0 行" in run(keys, "status").stdout


def test_a_lost_key_is_told_by_status_and_doctor(told: ClaimWorld) -> None:
    submit_claim(told.store, submission(told.token), terms())
    told.settings.key_file.unlink()
    run(keys, "new")

    status = run(keys, "status")

    (said,) = claims_said(load_settings())
    assert isinstance(status.exception, SealFault)
    assert said[1:3] == ("missing", f"缺少密钥 {OLD}，部分内容无法打开")


def test_doctor_tells_when_nothing_can_be_claimed(told: ClaimWorld) -> None:
    well = next(claims_said(load_settings()))
    told.settings.key_file.unlink()
    without = next(claims_said(load_settings()))
    told.settings.key_file.write_text("no key", encoding="ascii")
    broken = next(claims_said(load_settings()))

    assert (well[1], without[1], broken[1]) == ("ok", "note", "missing")


def test_claims_are_listed_masked(told: ClaimWorld) -> None:
    submit_claim(told.store, submission(told.token), terms())

    listed = run(claims, "list").stdout

    assert told.case.case_number in listed
    assert "4405016043210000987" not in listed


def test_not_ours_waits_until_it_is_settled(told: ClaimWorld) -> None:
    say_not_ours(told.store, Said(told.token, "同名", LATER, ()))
    before = run(claims, "not-ours").stdout

    run(claims, "settle", told.case.case_number, "--by", "张三", "--how", "匹配有误，已更正")

    assert "待办结 1 件" in before
    assert "待办结 0 件" in run(claims, "not-ours").stdout


def test_erasing_says_first_what_it_would_do(told: ClaimWorld) -> None:
    submit_claim(told.store, submission(told.token), terms())

    said = run(claims, "erase", "--by", "张三")

    assert "可清除（加 --apply 执行）：0 件案件" in said.stdout
