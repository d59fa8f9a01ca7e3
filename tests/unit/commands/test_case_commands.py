"""`jishen cases act|show` and `jishen payments` as people at the server run them."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from commands.cases import cases
from commands.payments import payments
from jishen.access.accounts import By, Term, add_person, grant_role
from jishen.domain.people import Role
from jishen.domain.states import CaseState
from jishen.settings import SETTINGS_FILE_VARIABLE, load_settings
from jishen.store.audit import Actor
from jishen.store.session import Store, open_store
from jishen.store.tables import EnterpriseRecord
from tests.cases.living import AT, Office, now, open_cases, walk_to
from tests.databases import SqliteFiles

NUMBER = "HZ-2026-0001"
PEOPLE = (
    ("zhangs", "张三", Role.REVIEWER),
    ("lis", "李四", Role.REVIEWER),
    ("wangw", "王五", Role.APPROVER),
    ("qianq", "钱七", Role.FINANCE),
)


@pytest.fixture(scope="module")
def prepared(sqlite: SqliteFiles) -> str:
    """A database with one opened case, one that is to be paid, and people."""
    url = sqlite.migrated()
    store, office = open_store(url), Office()
    open_cases(store, 2)
    walk_to(store, "HZ-2026-0002", CaseState.PAYMENT_REQUESTED, office.terms())
    by = By(Actor("主任", is_person=True), AT)
    with store.act("person") as session:
        for login, name, role in PEOPLE:
            person = add_person(session, login, name, "no password", by)
            grant_role(session, person, role, by, Term(AT.date()))
    store.close()
    return url


@pytest.fixture(autouse=True)
def folder(
    prepared: str, sqlite: SqliteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    url = sqlite.copy_of(prepared)
    monkeypatch.setenv("JISHEN_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.setenv("JISHEN_DATABASE_URL", url)
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    (tmp_path / "data").mkdir()
    yield tmp_path
    load_settings.cache_clear()
    sqlite.drop(url)


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(load_settings().store_url)
    yield opened
    opened.close()


def act(what: str, by: str, *options: str) -> Result:
    return CliRunner().invoke(
        cases, ["act", what, NUMBER, "--by", by, "--opinion", "同意", *options]
    )


def pay(*arguments: str) -> Result:
    return CliRunner().invoke(payments, list(arguments))


def test_a_case_is_taken_through_the_form_check_and_shown(store: Store) -> None:
    results = [
        act("receive_claim", "lis"),
        act("take", "zhangs"),
        act("request_correction", "zhangs", "--item", "补营业执照"),
        act("receive_correction", "lis"),
        act("accept", "zhangs"),
    ]
    shown = CliRunner().invoke(cases, ["show", NUMBER]).output

    assert [result.exit_code for result in results] == [0] * 5
    assert "办理人 张三（zhangs）（命令行）" in results[1].output
    assert "补正期限至" in results[2].output
    assert now(store, NUMBER).state is CaseState.SUBSTANTIVE_REVIEW
    assert "实质审核" in shown
    assert "可办理：接办、分派、一次性告知补正、实质审核通过" in shown
    assert "补正 1-1" in shown
    assert "起算，至" in shown


def test_who_has_not_the_role_is_refused_with_the_role_named(store: Store) -> None:
    result = act("hold", "qianq")

    assert "初审" in str(result.exception)
    assert now(store, NUMBER).state is CaseState.OPENED


@pytest.mark.parametrize(
    ("what", "by", "options", "says"),
    [
        ("take", "nobody", (), "没有登录名为 nobody 的人员"),
        ("take", "zhangs", (), "不能办理“接办”"),
        ("hold", "zhangs", ("--version", "7"), "有变化"),
        ("assign", "zhangs", (), "缺少选项 --to"),
        ("reject", "zhangs", (), "条款"),
    ],
)
def test_what_cannot_be_done_is_said_in_chinese(
    what: str, by: str, options: tuple[str, ...], says: str
) -> None:
    assert says in str(act(what, by, *options).exception)


def test_an_act_on_an_unknown_case_is_refused() -> None:
    result = CliRunner().invoke(cases, ["show", "HZ-2026-0999"])

    assert "没有编号为 HZ-2026-0999 的案件" in str(result.exception)


def test_a_case_is_assigned_by_login_name(store: Store) -> None:
    act("assign", "zhangs", "--to", "lis")

    assert now(store, NUMBER).assignee == "李四（lis）（命令行）"


def answered(folder: Path, result: str) -> Path:
    """Fill in the treasury's columns of an exported list."""
    file = folder / "out.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = book.active
    assert sheet is not None
    for column, value in ((15, result), (16, "2026-06-01"), (17, "=1+1")):
        sheet.cell(2, column).value = value
        sheet.cell(2, column).data_type = "s"
    book.save(folder / "back.xlsx")
    return folder / "back.xlsx"


def test_the_list_goes_out_comes_back_and_is_taken_in_once(folder: Path, store: Store) -> None:
    first = pay("export", str(folder / "out.xlsx"), "--by", "qianq")
    second = pay("export", str(folder / "again.csv"), "--by", "qianq")
    back = answered(folder, "已拨付")
    taken = pay("acknowledge", str(back), "--by", "qianq")
    again = pay("acknowledge", str(back), "--by", "qianq")
    agreed = pay("reconcile", str(back))

    assert "第 1 号清单：1 笔，200,000 元" in first.output
    assert (folder / "out.xlsx").stat().st_mode & 0o777 == 0o600
    assert "没有待导出的拨付申请" in second.output
    assert "已拨付 1 件，退回 0 件" in taken.output
    assert "已拨付 0 件，退回 0 件，此前已导入 1 行" in again.output
    assert now(store, "HZ-2026-0002").state is CaseState.PAID
    assert (agreed.exit_code, "差异" in agreed.output) == (0, False)


def test_a_returned_payment_goes_out_again_under_the_same_key(folder: Path) -> None:
    pay("export", str(folder / "out.xlsx"), "--by", "qianq")
    returned = pay("acknowledge", str(answered(folder, "退回")), "--by", "qianq")
    pay("export", str(folder / "second.csv"), "--by", "qianq")
    first = openpyxl.load_workbook(folder / "out.xlsx").active
    second = (folder / "second.csv").read_text(encoding="utf-8-sig")

    assert "HZ-2026-0002：财政退回" in returned.output
    assert first is not None
    assert str(first.cell(2, 2).value) in second


def test_lines_that_are_not_ours_are_refused_one_by_one_and_others_taken(folder: Path) -> None:
    pay("export", str(folder / "out.csv"), "--by", "qianq")
    text = (folder / "out.csv").read_text(encoding="utf-8-sig")
    header, line = text.splitlines()
    cells = line.split(",")
    good = ",".join([*cells[:14], "已拨付", "2026-06-01", "凭1", ""])
    other = ",".join([*cells[:14], "已拨付", "2026-06-02", "凭2", ""])
    unknown = good.replace(cells[1], "0" * 64)
    wrong = ",".join([*cells[:8], "1", *cells[9:14], "已拨付", "2026-06-01", "凭3", ""])
    bad = ",".join(["2", "x", *cells[2:14], "未知", "昨天", "", ""])
    file = folder / "back.csv"
    file.write_text("\n".join((header, wrong, unknown, good, good, other, bad)), encoding="utf-8")

    result = pay("acknowledge", str(file), "--by", "qianq")
    differs = pay("reconcile", str(file))

    assert "已拨付 1 件" in result.output
    assert "第 2 行" in result.output
    assert "金额与申请不符（申请 200,000 元）" in result.output
    assert "没有这个付款指令编号" in result.output
    assert "与第 4 行重复" in result.output
    assert "疑似重复拨付" in result.output
    assert "结果“未知”应为“已拨付”或“退回”；日期“昨天”应如" in result.output
    assert differs.exit_code == 1
    assert "财政已拨付而本系统没有的付款指令" in differs.output
    assert "财政重复拨付" in differs.output


@pytest.mark.parametrize("name", ["list.pdf", "list"])
def test_a_list_in_another_form_is_refused_before_anything_is_exported(
    folder: Path, name: str
) -> None:
    refused = pay("export", str(folder / name), "--by", "qianq")
    after = pay("reconcile")

    assert "须写成 .xlsx 或 .csv" in str(refused.exception)
    assert "未导出：1 笔，200,000 元" in after.output


def test_the_years_money_is_shown_with_its_halves() -> None:
    shown = pay("show", "2026").output

    assert "核定 200,000 元（市级 100,000 元，区级 100,000 元）" in shown
    assert "拨付 0 元" in shown
    assert "待拨付 200,000 元；追缴 0 元" in shown


def test_names_that_look_like_formulas_are_text_in_both_forms(folder: Path, store: Store) -> None:
    with store.act("registry") as session:
        session.execute(update(EnterpriseRecord).values(name="=1+1"))
    pay("export", str(folder / "out.xlsx"), "--by", "qianq")
    pay("export", str(folder / "out.csv"), "--by", "qianq", "--again")

    sheet = openpyxl.load_workbook(folder / "out.xlsx").active
    assert sheet is not None
    assert (sheet.cell(2, 4).value, sheet.cell(2, 4).data_type) == ("=1+1", "s")
    assert "'=1+1" in (folder / "out.csv").read_text(encoding="utf-8-sig")


def test_what_waits_is_listed_with_the_promise() -> None:
    for what, by in (("receive_claim", "lis"), ("take", "zhangs"), ("accept", "zhangs")):
        act(what, by)
    everything = CliRunner().invoke(cases, ["queue"]).output
    mine = CliRunner().invoke(cases, ["queue", "--mine", "zhangs", "--waits", "reviewer"]).output
    nobodys = CliRunner().invoke(cases, ["queue", "--unassigned", "--waits", "reviewer"]).output

    assert "HZ-2026-0001" in everything
    assert "HZ-2026-0002" in everything
    assert "HZ-2026-0001" in mine
    assert "HZ-2026-0002" not in mine
    assert "HZ-2026-0001" not in nobodys
    assert "办结 1 件，中位数 0 个、九成不超过 0 个工作日，当日办结 1 件" in everything


def test_cases_whose_evidence_changed_after_a_signature_are_sent_back_once(store: Store) -> None:
    walk_to(store, NUMBER, CaseState.AWAITING_DECISION, Office().terms())
    untouched = CliRunner().invoke(cases, ["void"]).output
    with store.act("registry") as session:
        session.execute(update(EnterpriseRecord).values(name="更名后的公司"))
    changed = CliRunner().invoke(cases, ["void"]).output
    again = CliRunner().invoke(cases, ["void"]).output

    assert "共退回 0 件" in untouched
    assert "HZ-2026-0001：依据有变化，已退回实质审核（p-zhang（本人））" in changed
    assert "共退回 0 件" in again
    assert now(store, NUMBER).state is CaseState.SUBSTANTIVE_REVIEW
