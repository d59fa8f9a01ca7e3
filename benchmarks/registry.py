"""The registry at 500,000 rows: import of a CSV and an XLSX, the second import, memory, look-ups.

    python benchmarks/registry.py                                   SQLite, both kinds of file
    python benchmarks/registry.py --rows 50000 --kinds csv
    python benchmarks/registry.py --postgresql URL                  PostgreSQL too

Each run is a process of its own with an empty database, so that its peak memory is its own. CPU
seconds are ours alone: with PostgreSQL the server's are not in them. Invented enterprises only.
"""

import argparse
import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import xlsxwriter
from sqlalchemy import create_engine, make_url, text
from stdnum.cn import uscc as stdnum_uscc

from commands.registry_file import read_registry
from jishen.cases.registry import apply_rows
from jishen.cases.registry_terms import Applied, ImportTerms, RegistryFile
from jishen.sealing import Seal
from jishen.store import schema
from jishen.store.audit import Actor
from jishen.store.registry import enterprise_as_known
from jishen.store.session import Store, open_store
from jishen.store.views.registry import found_enterprises
from jishen.store.views.shared import Window

HEADER = (
    *("统一社会信用代码", "单位名称", "企业类型", "曾用名", "住所", "所属街道", "登记状态"),
    *("法定代表人", "联系人", "联系电话", "联系邮箱", "所属行业", "是否在示范区"),
)
BRANDS = "云海天星智慧达通安信诚和美华盛瑞博创科新联合众汇"
EVERY_NTH_RENAMED = 20
Answer = TypeVar("Answer")
LOOK_UPS = 50
"""How often each look-up is made."""


def main() -> None:
    """Make the files, run each kind on each database, print a table."""
    arguments = _arguments()
    if arguments.one:
        print(json.dumps(_one(Path(arguments.one), arguments.postgresql or "")))
        return
    with tempfile.TemporaryDirectory() as folder:
        files = [_made(Path(folder), kind, arguments.rows) for kind in arguments.kinds]
        databases = ["", *([arguments.postgresql] if arguments.postgresql else [])]
        for database in databases:
            for file in files:
                _print(database or "sqlite", file, _in_a_process(file, database))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python benchmarks/registry.py")
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--kinds", nargs="+", default=["csv", "xlsx"], choices=["csv", "xlsx"])
    parser.add_argument("--postgresql", default="", metavar="URL")
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _made(folder: Path, kind: str, rows: int) -> Path:
    path = folder / f"registry.{kind}"
    if kind == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(map(row_of, range(rows)))
        return path
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("名册")
    sheet.write_row(0, 0, HEADER)
    for place in range(rows):
        sheet.write_row(place + 1, 0, row_of(place))
    book.close()
    return path


def row_of(serial: int) -> tuple[str, ...]:
    """Return an invented enterprise as a row."""
    brand = "".join(BRANDS[serial // 22**place % 22] for place in range(4))
    name = f"广州{brand}{serial}科技有限公司"
    former = "" if serial % EVERY_NTH_RENAMED else f"广州旧{brand}{serial}有限公司|2024-05-01"
    return (
        *(code(serial), name, "有限责任公司", former, f"广州市海珠区样例路{serial}号"),
        *("琶洲街道", "存续", "样例人", "样例联系人", f"020{serial:08d}"),
        *(f"a{serial}@sample.example", "软件和信息技术服务业", "待核定"),
    )


def code(serial: int) -> str:
    """Return a credit code whose check characters hold."""
    body = f"MA{serial:06d}"
    total = sum(int(c, 36) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    seventeen = f"91440105{body}{'0123456789X'[-total % 11]}"
    return seventeen + str(stdnum_uscc.calc_check_digit(seventeen))


def _in_a_process(file: Path, database: str) -> dict[str, dict[str, float]]:
    command = [sys.executable, __file__, "--one", str(file), "--postgresql", database]
    answer = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1]
    )
    result: dict[str, dict[str, float]] = json.loads(answer.stdout.splitlines()[-1])
    return result


def _one(file: Path, database: str) -> dict[str, dict[str, float]]:
    """Import a file twice, then look things up; return seconds and peak memory by step."""
    with tempfile.TemporaryDirectory() as folder, _database(database, Path(folder)) as url:
        store = open_store(url)
        schema.upgrade(store)
        result = {}
        result["read"], reading = _timed(lambda: read_registry(file))
        said = RegistryFile(file.name, reading.sha256, reading.rows_read, 0)
        seal = Seal((b"k" * 32,))

        def apply() -> Applied:
            terms = ImportTerms(datetime.now(UTC), Actor("benchmark"), seal)
            return apply_rows(store, said, reading.rows, terms)

        result["first import"], first = _timed(apply)
        result["second import"], second = _timed(apply)
        assert (first.added, second.unchanged) == (len(reading.rows), len(reading.rows))
        result |= _look_ups(store, len(reading.rows))
        store.close()
        return result


def _look_ups(store: Store, rows: int) -> dict[str, dict[str, float]]:
    """Return medians in milliseconds of what pages and people ask for."""
    serials = [rows * place // LOOK_UPS for place in range(LOOK_UPS)]
    with store.reading() as session:
        searches = {
            "search, two characters": [BRANDS[n % 22] + BRANDS[n % 21] for n in range(LOOK_UPS)],
            "search, a name": [row_of(serial)[1] for serial in serials],
            "search, a code": [code(serial) for serial in serials],
        }
        found = {
            what: _median(words, lambda word: found_enterprises(session, word, Window()))
            for what, words in searches.items()
        }
        at = datetime.now(UTC)
        found["as known"] = _median(
            searches["search, a code"], lambda uscc: enterprise_as_known(session, uscc, at)
        )
    return found


def _median(words: Sequence[str], ask: Callable[[str], object]) -> dict[str, float]:
    times = []
    for word in words:
        began = time.perf_counter()
        ask(word)
        times.append((time.perf_counter() - began) * 1000)
    return {"ms": statistics.median(times), "p95_ms": sorted(times)[int(len(times) * 0.95)]}


def _timed(step: Callable[[], Answer]) -> tuple[dict[str, float], Answer]:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = step()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    return {**seconds, "peak_mib": peak}, answer


@contextmanager
def _database(server: str, folder: Path) -> Iterator[str]:
    """Give a URL: a SQLite file, or a database made on the server and dropped again."""
    if not server:
        yield f"sqlite:///{folder / 'registry.db'}"
        return
    name = f"bench_{uuid4().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def _print(database: str, file: Path, result: dict[str, dict[str, float]]) -> None:
    kind = database.partition(":")[0]
    print(f"\n{file.suffix[1:]} ({file.stat().st_size / 1e6:.0f} MB) on {kind}")
    for step, figures in result.items():
        said = "  ".join(f"{name} {value:.1f}" for name, value in figures.items())
        print(f"  {step:<24}{said}")


if __name__ == "__main__":
    main()
