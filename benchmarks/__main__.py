"""`./run bench`: our own work for a full batch, step by step, and publication to notice.

    ./run bench                     steps on SQLite (5 rounds) and the demonstration (3 rounds)
    ./run bench --rounds 9 --demos 0
    ./run bench --postgresql URL    steps on PostgreSQL too (databases are made and dropped there)

Machines are noisy: quote medians and ratios. Each round is a process of its own with an empty
database, so that nothing is warm but the byte-code.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
STEPS = ("watch", "match", "open", "deliver")


def main() -> None:
    """Run the rounds in turn and print a table of medians."""
    arguments = _arguments()
    databases = ["sqlite", *([arguments.postgresql] if arguments.postgresql else [])]
    rounds: dict[str, list[dict[str, dict[str, float]]]] = {name: [] for name in databases}
    for _ in range(arguments.rounds):
        for name in databases:  # in turn, so that a noisy minute falls on both
            rounds[name].append(_one_round(name))
    for name, results in rounds.items():
        _print_steps(name.partition(":")[0], results)
    demos = [_one_demo() for _ in range(arguments.demos)]
    if demos:
        _print_demos(demos)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--demos", type=int, default=3)
    parser.add_argument("--postgresql", default="", metavar="URL")
    return parser.parse_args()


def _one_round(database: str) -> dict[str, dict[str, float]]:
    answer = subprocess.run(
        [sys.executable, str(HERE / "steps.py"), database],
        check=True,
        capture_output=True,
        text=True,
        cwd=HERE.parent,
    )
    result: dict[str, dict[str, float]] = json.loads(answer.stdout.splitlines()[-1])
    return result


def _one_demo() -> dict[str, float]:
    answer = subprocess.run(
        [str(HERE.parent / "run"), "demo", "--once", "--json"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=HERE.parent,
    )
    result: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return result


def _print_steps(name: str, results: list[dict[str, dict[str, float]]]) -> None:
    print(f"\nown work, 2026-03 (66 + 779 rows, 437 enterprises), {name}, {len(results)} rounds")
    print(f"{'step':<10}{'wall s median':>15}{'min':>8}{'max':>8}{'CPU s median':>15}")
    for step in (*STEPS, "all"):
        wall = [_of(result, step, "wall") for result in results]
        cpu = [_of(result, step, "cpu") for result in results]
        print(
            f"{step:<10}{statistics.median(wall):>15.2f}{min(wall):>8.2f}{max(wall):>8.2f}"
            f"{statistics.median(cpu):>15.2f}"
        )


def _of(result: dict[str, dict[str, float]], step: str, kind: str) -> float:
    steps = STEPS if step == "all" else (step,)
    return sum(result[name][kind] for name in steps)


def _print_demos(demos: list[dict[str, float]]) -> None:
    print(f"\npublication → notice, whole system with Prefect, {len(demos)} demonstrations")
    for key in (
        "seconds_from_publication_to_first_notice",
        "seconds_from_publication_to_last_notice",
        "seconds_from_watch_to_last_notice",
        "seconds_of_demonstration",
    ):
        values = [demo[key] for demo in demos]
        print(f"{key:<44}{statistics.median(values):>8.1f}{min(values):>8.1f}{max(values):>8.1f}")


if __name__ == "__main__":
    main()
