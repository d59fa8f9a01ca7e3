"""What stands before the site, over plain HTTP: each fault shows what its name says."""

import gzip
from http import HTTPStatus

import httpx
import pytest

from tests.replica.reading import HUB, W, body, links
from tests.replica_client import ReplicaProcess

ROBOTS = "https://www.cac.gov.cn/robots.txt"


@pytest.mark.parametrize(
    ("mode", "status", "mark"),
    [
        ("waf", 405, "防火墙拦截"),
        ("maintenance", 200, "升级维护"),
        ("dynamic_check", 200, "reload"),
    ],
)
def test_another_page_comes_instead(
    faulty: ReplicaProcess, mode: str, status: int, mark: str
) -> None:
    faulty.fault(mode, kind="page")

    page = faulty.get(HUB)

    assert (page.status_code, "BodyLabel" in page.text) == (status, False)
    assert mark in page.text


def test_a_bot_check_by_script_is_never_the_same_twice(faulty: ReplicaProcess) -> None:
    faulty.fault("dynamic_check", kind="page")

    assert faulty.get(HUB).content != faulty.get(HUB).content


def test_a_body_without_a_length_is_cut_by_closing(faulty: ReplicaProcess) -> None:
    whole = faulty.get(HUB).content
    faulty.fault("cut_by_closing", kind="page")

    page = faulty.get(HUB)

    assert page.content == whole[: len(whole) // 2]
    assert "content-length" not in page.headers


def test_a_body_can_drip(faulty: ReplicaProcess) -> None:
    whole = faulty.get(HUB).content
    faulty.fault("drip", kind="page", times=1)

    page = faulty.get(HUB)

    assert page.content == whole
    assert page.elapsed.total_seconds() >= 0.05


def test_a_body_can_be_huge(faulty: ReplicaProcess) -> None:
    faulty.fault("huge", kind="page")

    with httpx.stream("GET", faulty.address(HUB), trust_env=False) as answer:
        assert int(answer.headers["Content-Length"]) > 50_000_000


def test_a_small_body_can_unpack_to_a_huge_one(faulty: ReplicaProcess) -> None:
    faulty.fault("gzip_bomb", kind="page")

    with httpx.stream("GET", faulty.address(HUB), trust_env=False) as answer:
        packed = b"".join(answer.iter_raw())

    assert len(packed) < 1_000_000
    assert len(gzip.decompress(packed)) == 200_000_000


def test_an_answer_can_send_to_a_private_address(faulty: ReplicaProcess) -> None:
    faulty.fault("private_redirect", kind="page")

    answer = faulty.get(HUB)

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"].startswith("http://169.254.")


@pytest.mark.parametrize(("mode", "is_whole"), [("pdf_as_docx", True), ("truncated_pdf", False)])
def test_an_attachment_can_be_a_pdf(faulty: ReplicaProcess, mode: str, is_whole: bool) -> None:
    link = links(faulty, HUB)[0]
    faulty.fault(mode, kind="attachment")

    file = faulty.get(link)

    assert file.content.startswith(b"%PDF-")
    assert file.content.endswith(b"%%EOF\n") is is_whole
    assert ".docx" in file.headers["Content-Disposition"]


@pytest.mark.parametrize(("mode", "rows"), [("shrunk_list", 10), ("tripled_list", 60)])
def test_a_list_can_have_another_size(faulty: ReplicaProcess, mode: str, rows: int) -> None:
    link = links(faulty, HUB)[0]
    faulty.fault(mode, kind="attachment")

    file = faulty.get(link)

    assert len(list(body(file.content).iter(f"{W}tr"))) == 1 + rows


def test_robots_can_forbid_everything(faulty: ReplicaProcess) -> None:
    faulty.fault("robots_forbid", path_prefix="/www.cac.gov.cn/robots.txt")

    assert faulty.get(ROBOTS).text == "User-agent: *\nDisallow: /\n"
    assert "BodyLabel" in faulty.get(HUB).text
