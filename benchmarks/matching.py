"""`python benchmarks/matching.py`: our matcher and its peers side by side, one process each.

    python benchmarks/matching.py                          2,000 and 50,000 enterprises
    python benchmarks/matching.py --sizes 500000 --sample 120
    python benchmarks/matching.py --generator PATH.py      another generator of names

The peers live in an environment of their own, var/peers (made with --install); they get names and
cells as our match_key, former names as names. A peer's automatic threshold is the lowest score with
precision 0.995 on a calibration batch; it is judged on the others. Seconds are of CPU, because the
machine is shared. Of slow peers (`--sample`)
only so many cells of a batch are asked.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from jishen.matching.cells import read_cell  # noqa: E402
from jishen.matching.names import match_key  # noqa: E402

PEERS_PYTHON = ROOT / "var" / "peers" / "bin" / "python"
PACKAGES = (
    "rapidfuzz", "scikit-learn", "sparse_dot_topn", "tantivy", "datasketch", "recordlinkage",
)  # fmt: skip
SLOW = {"rapidfuzz ratio", "rapidfuzz WRatio", "FTS5 trigrams", "rapidfuzz cdist", "MinHash LSH"}
NAMES = ("exact", *sorted(SLOW), "TF-IDF", "tantivy", "recordlinkage")
SEEDS = (100, 200, 201)


@dataclass(frozen=True, slots=True)
class Asked:
    """A cell with what is true of it: position of its firm, or -1."""

    cell: str
    truth: int
    kind: str
    is_trap: bool


def main() -> None:
    """Print one table a size."""
    parser = argparse.ArgumentParser(prog="benchmarks/matching.py")
    parser.add_argument("--sizes", default="2000,50000")
    parser.add_argument("--generator", type=Path, default=None)
    parser.add_argument("--sample", type=int, default=600)
    parser.add_argument("--peers", default=",".join(NAMES))
    parser.add_argument("--install", action="store_true")
    arguments = parser.parse_args()
    if arguments.install:
        subprocess.run([sys.executable, "-m", "venv", str(PEERS_PYTHON.parents[1])], check=True)
        subprocess.run([str(PEERS_PYTHON), "-m", "pip", "install", "-q", *PACKAGES], check=True)
    for size in map(int, arguments.sizes.split(",")):
        _print_size(size, arguments)


def _print_size(size: int, arguments: argparse.Namespace) -> None:
    print(f"\n{size} enterprises; wrong / automatic, P automatic, right firm first / in the best")
    print(f"{'matcher':<18}{'wrong/auto':>12}{'traps':>8}{'P':>7}{'R@1':>7}{'R@5':>7}"
          f"{'build s':>9}{'cells/s':>9}{'MB':>7}")  # fmt: skip
    data = _data(size, arguments.generator)
    print(_ours(size, arguments.generator))
    for name in filter(None, arguments.peers.split(",")):
        most = arguments.sample if name in SLOW else 10**9
        print(_peer(name, size, data, most), flush=True)


def _data(size: int, generator: Path | None) -> tuple[list[str], list[int], list[list[Asked]]]:
    """Return the names, each name's firm, and the batches, all as match_key."""
    made = load(generator)
    registry, batches = made.world(size, SEEDS)
    names = [(match_key(name), at) for at, all_names in registry for name in all_names]
    asked = [
        [
            Asked(match_key(read_cell(cell).names[0]), truth, kind, how == "released")
            for cell, truth, kind, how, *_ in batch
        ]
        for batch in batches
    ]
    return [name for name, _ in names], [at for _, at in names], asked


def load(generator: Path | None) -> ModuleType:
    """Return the module that makes worlds: ours, or an adapter beside another generator."""
    path = generator or ROOT / "benchmarks" / "matching_world.py"
    spec = importlib.util.spec_from_file_location("world", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _ours(size: int, generator: Path | None) -> str:
    command = [sys.executable, str(ROOT / "benchmarks" / "matching_ours.py"), str(size)]
    if generator is not None:
        command.append(str(generator))
    answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return answer.stdout.rstrip()


def _peer(
    name: str, size: int, data: tuple[list[str], list[int], list[list[Asked]]], most: int
) -> str:
    names, firms, batches = data
    batches = [batch[:most] for batch in batches]
    file = ROOT / "var" / f"matching-{size}.json"
    cells = [[each.cell for each in batch] for batch in batches]
    file.write_text(json.dumps({"names": names, "cells": cells}), encoding="utf-8")
    script = str(ROOT / "benchmarks" / "matching_peers.py")
    run = subprocess.run(
        [str(PEERS_PYTHON), script, name, str(file)], capture_output=True, text=True, check=False
    )
    file.unlink()
    if run.returncode:
        return f"{name:<18}{run.stderr.strip().splitlines()[-1][:80]}"
    answer = json.loads(run.stdout)
    tops = [[_firms_of(top, firms) for top in batch] for batch in answer["tops"]]
    return _line(name, batches, tops, answer)


def _firms_of(top: list[list[float]], firms: list[int]) -> list[tuple[int, float]]:
    best: dict[int, float] = {}
    for at, score in top:
        firm = firms[int(at)]
        best[firm] = max(score, best.get(firm, 0.0))
    return sorted(best.items(), key=lambda item: -item[1])


def _line(
    name: str, batches: list[list[Asked]], tops: list[list[list[tuple[int, float]]]], answer: Any
) -> str:
    threshold = _calibrated(batches[0], tops[0])
    judged = zip(batches[1:], tops[1:], strict=True)
    pairs = [pair for both in judged for pair in zip(*both, strict=True)]
    fair = [(asked, top) for asked, top in pairs if not asked.is_trap]
    automatic = [(asked, top[0][0]) for asked, top in fair if _is_automatic(top, threshold)]
    right = [asked for asked, firm in automatic if firm == asked.truth]
    traps = sum(_is_automatic(top, threshold) for asked, top in pairs if asked.is_trap)
    of_traps = sum(asked.is_trap for asked, _ in pairs)
    known = [(asked, top) for asked, top in fair if asked.truth >= 0]
    plain = sum(asked.kind == "P" for asked, _ in known)
    first = sum(bool(top) and top[0][0] == asked.truth for asked, top in known)
    shown = sum(asked.truth in [firm for firm, _ in top] for asked, top in known)
    cells = sum(map(len, batches))
    return (
        f"{name:<18}{f'{len(automatic) - len(right)}/{len(automatic)}':>12}"
        f"{f'{traps}/{of_traps}':>8}"
        f"{sum(asked.kind == 'P' for asked in right) / plain:>7.3f}{first / len(known):>7.3f}"
        f"{shown / len(known):>7.3f}{answer['build_s']:>9.1f}{cells / answer['cells_s']:>9.0f}"
        f"{answer['over_data_mb']:>7.0f}"
    )


def _is_automatic(top: list[tuple[int, float]], threshold: float) -> bool:
    is_alone = len(top) == 1 or (len(top) > 1 and top[0][1] > top[1][1])
    return is_alone and top[0][1] >= threshold


def _calibrated(batch: list[Asked], tops: list[list[tuple[int, float]]]) -> float:
    """Return the lowest score at which 99.5 % of what is automatic is right."""
    for threshold in sorted({round(top[0][1], 3) for top in tops if top}):
        automatic = [
            asked.truth == top[0][0]
            for asked, top in zip(batch, tops, strict=True)
            if not asked.is_trap and _is_automatic(top, threshold)
        ]
        if automatic and sum(automatic) >= 0.995 * len(automatic):
            return threshold
    return 101.0


if __name__ == "__main__":
    main()
