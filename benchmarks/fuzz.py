"""The long fuzz of the readers: mutated files of every kind until the time is up.

    python benchmarks/fuzz.py [--seconds 600] [--seed 1] [--keep var/fuzz]

What comes out of a reader must be rows or one of our errors. Anything else is a crash: the file is
kept under its digest and named, and the exit status is 1. The suite does the same for a second or
two (tests/unit/scrapers/test_reader_properties.py).
"""

import argparse
import hashlib
import random
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from jishen.domain.errors import SourceFault  # noqa: E402
from scrapers.documents.reading import needs_conversion, read_here  # noqa: E402
from scrapers.documents.snapshot import shown_page  # noqa: E402
from tests.unit.scrapers.test_reader_properties import FILES  # noqa: E402


def main() -> None:
    """Mutate and read until the time is up."""
    arguments = _arguments()
    chance = random.Random(arguments.seed)  # noqa: S311 (the same mutations again from one seed)
    ends_at = time.monotonic() + arguments.seconds
    tried = crashes = 0
    while time.monotonic() < ends_at:
        name = chance.choice(sorted(FILES))
        content = _mutated(FILES[name], chance)
        tried += 1
        try:
            _read(content)
        except SourceFault:
            continue
        except Exception:  # noqa: BLE001 (that is what is looked for)
            crashes += 1
            _keep(arguments.keep, name, content)
    print(f"{tried} files read, {crashes} crashes, seed {arguments.seed}")
    sys.exit(bool(crashes))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fuzz the readers.")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=ROOT / "var" / "fuzz")
    return parser.parse_args()


def _read(content: bytes) -> None:
    if content.lstrip()[:1] == b"<":
        shown_page(content)
    if not needs_conversion(content):
        read_here(content)


def _mutated(content: bytes, chance: random.Random) -> bytes:
    """Return the bytes with some flipped, cut out, doubled or overwritten."""
    said = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(said) or 1)
        length = chance.choice((1, 1, 2, 4, 16, 256))
        how = chance.randrange(4)
        if how == 0:
            said[place : place + length] = chance.randbytes(length)
        elif how == 1:
            del said[place : place + length]
        elif how == 2:  # noqa: PLR2004
            said[place:place] = said[place : place + length]
        else:
            other = chance.randrange(len(said) or 1)
            said[place : place + length] = said[other : other + length]
    return bytes(said)


def _keep(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(content).hexdigest()[:16]}.{name}"
    path.write_bytes(content)
    print(f"{path}\n{traceback.format_exc()}", file=sys.stderr)


if __name__ == "__main__":
    main()
