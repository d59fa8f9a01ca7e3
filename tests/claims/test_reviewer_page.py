"""What reviewers see of a claim: checks first, data masked, seeing it an act with a reason."""

from uuid import uuid4

import httpx
import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from jishen.cases.claims import submit_claim
from jishen.cases.not_ours import Said, say_not_ours
from jishen.domain.people import Role
from jishen.store import audit
from jishen.store.tables import AuditEntry, ClaimFile
from tests.claims.conftest import desk_of
from tests.claims.pages import words_of
from tests.claims.test_upkeep import claim_with_file
from tests.claims.worlds import ACCOUNT, CONTACT, LATER, PDF, ClaimWorld, submission, terms
from tests.desk.people import put_person, session_token


def signed_in(world: ClaimWorld, client: httpx.Client, role: Role) -> str:
    """Sign somebody in in a role; return the address of the claim's page."""
    person_id = put_person(world.store, f"{role}-{uuid4().hex[:8]}", role, at=LATER)
    client.cookies.set("jishen", session_token(world.store, person_id, LATER))
    return f"/cases/{world.case.case_number}/claim"


def form_key_of(page: httpx.Response) -> str:
    field = BeautifulSoup(page.text, "lxml").find("input", attrs={"name": "form_key"})
    assert field is not None
    return str(field["value"])


def test_a_reviewer_finds_the_checks_done_and_the_data_masked(
    page: httpx.Client, told: ClaimWorld
) -> None:
    claim_with_file(told)

    seen = page.get(signed_in(told, page, Role.REVIEWER))

    assert "自动核对（提交时完成）" in words_of(seen)
    assert "办理期限 通过" in words_of(seen)
    assert "租赁合同.pdf" in words_of(seen)
    assert ACCOUNT not in seen.text
    assert CONTACT.phone not in seen.text


def test_seeing_the_account_wants_a_reason_and_is_in_the_trail(
    page: httpx.Client, told: ClaimWorld
) -> None:
    submit_claim(told.store, submission(told.token), terms())
    here = signed_in(told, page, Role.FINANCE)
    key = form_key_of(page.get(here))

    without = page.post(here, data={"form_key": key, "why": " "})
    seen = page.post(here, data={"form_key": key, "why": "核对拨付账户"})

    with told.store.reading() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.event == "claim.revealed")
        ).one()
        fault = audit.verify(session)
    assert without.status_code == 422
    assert ACCOUNT not in without.text
    assert ACCOUNT in seen.text
    assert "核对拨付账户" in entry.body
    assert ACCOUNT not in entry.body
    assert fault is None
    assert ACCOUNT not in page.get(here).text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_who_may_not_see_the_account_does_not(
    page: httpx.Client, told: ClaimWorld, role: Role
) -> None:
    submit_claim(told.store, submission(told.token), terms())
    here = signed_in(told, page, role)
    key = form_key_of(page.get("/"))

    answer = page.post(here, data={"form_key": key, "why": "样例"})

    assert answer.status_code == 403
    assert ACCOUNT not in answer.text


def test_nobody_signed_in_sees_nothing(page: httpx.Client, told: ClaimWorld) -> None:
    answer = page.get(f"/cases/{told.case.case_number}/claim")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_a_file_is_sent_to_be_saved_and_never_shown(page: httpx.Client, told: ClaimWorld) -> None:
    claim_with_file(told)
    here = signed_in(told, page, Role.REVIEWER)
    with told.store.reading() as session:
        file = session.scalars(select(ClaimFile)).one()

    sent = page.get(f"{here}/files/{file.id}")
    other = page.get(f"{here.replace('0001', '0002')}/files/{file.id}")

    assert sent.content == PDF
    assert sent.headers["content-type"] == "application/octet-stream"
    assert sent.headers["content-disposition"].startswith("attachment; ")
    assert sent.headers["content-security-policy"].startswith("sandbox")
    assert other.status_code == 404


def test_a_claim_file_is_not_evidence_that_everybody_may_read(
    page: httpx.Client, told: ClaimWorld
) -> None:
    claim_with_file(told)
    signed_in(told, page, Role.ADMIN)
    with told.store.reading() as session:
        sha256 = session.scalars(select(ClaimFile.sha256)).one()

    assert page.get(f"/evidence/{sha256}").status_code == 404


def test_not_ours_stands_on_top(page: httpx.Client, told: ClaimWorld) -> None:
    say_not_ours(told.store, Said(told.token, "是同名公司", LATER, ()))

    seen = page.get(signed_in(told, page, Role.REVIEWER))

    assert "企业称所载备案不是本单位的" in words_of(seen)
    assert "是同名公司" in words_of(seen)


def test_a_reviewer_settles_not_ours_with_what_was_found(
    page: httpx.Client, told: ClaimWorld
) -> None:
    say_not_ours(told.store, Said(told.token, "是同名公司", LATER, ()))
    here = signed_in(told, page, Role.REVIEWER)
    key = form_key_of(page.get(here))

    empty = page.post(f"{here}/not-ours", data={"form_key": key, "how": " "})
    settled = page.post(f"{here}/not-ours", data={"form_key": key, "how": "已更正匹配"})
    again = page.post(f"{here}/not-ours", data={"form_key": key, "how": "已更正匹配"})

    assert (empty.status_code, settled.status_code, again.status_code) == (422, 303, 422)
    assert "请写明核对结果与处理" in words_of(empty)
    assert "企业称所载备案不是本单位的" not in words_of(page.get(here))


def test_an_enterprise_s_error_page_leads_nowhere_into_the_desk(told: ClaimWorld) -> None:
    with desk_of(told) as client:
        wrong_way = client.get(f"/e/{told.token}/submit")
        too_large = client.post(
            f"/e/{told.token}/check", content=b"x" * 2_000_000, headers={"content-type": "a/b"}
        )

    assert (wrong_way.status_code, too_large.status_code) == (405, 413)
    assert "链接无法打开" in words_of(wrong_way)
    assert "上传内容过大" in words_of(too_large)
    assert "案件队列" not in wrong_way.text + too_large.text
    assert told.token not in wrong_way.text
