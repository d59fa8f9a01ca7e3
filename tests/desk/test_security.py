"""Whom the desk answers, and what it tells when it fails."""

from pathlib import Path

import httpx
import pytest

from desk.security import is_our_host, security_headers
from jishen.desk_settings import DeskSettings
from jishen.settings import Settings
from tests.desk.conftest import serving
from tests.desk.seeding import World

PUBLIC = DeskSettings(host="0.0.0.0", public_url="https://jishen.example.gov.cn/")  # noqa: S104 (never bound)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8600", "localhost:8600", "[::1]:8600", "10.1.2.3", "jishen.example.gov.cn"]
)
def test_the_desk_answers_to_its_own_names_and_to_addresses(host: str) -> None:
    assert is_our_host(host, PUBLIC)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil"])
def test_a_foreign_name_is_not_ours(host: str) -> None:
    assert not is_our_host(host, PUBLIC)


@pytest.mark.parametrize("host", ["evil.example:8600", "[::1", "a b"])
def test_a_request_under_a_foreign_name_learns_nothing(client: httpx.Client, host: str) -> None:
    answer = client.get("/", headers={"host": host})

    assert answer.status_code == 421
    assert "案件" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_only_a_desk_behind_https_asks_browsers_to_insist_on_it() -> None:
    assert "strict-transport-security" in security_headers(PUBLIC)
    assert "strict-transport-security" not in security_headers(DeskSettings())


def test_a_fault_is_a_page_with_headers_and_without_detail(
    own_world: World, own_client: httpx.Client
) -> None:
    with own_world.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE award_case")

    answer = own_client.get("/")

    assert answer.status_code == 500
    assert "系统出现故障" in answer.text
    assert "award_case" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_demonstration_says_so_on_every_page(own_world: World, tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path, is_demonstration=True)

    with serving(own_world, settings) as client:
        text = client.get("/").text

    assert "演示环境：公告取自本机的模拟网站" in text


def test_the_desk_listens_on_this_machine_alone_unless_told_otherwise() -> None:
    assert Settings().desk.host == "127.0.0.1"
