"""The hashed requirement files, line by line."""

import re

from tests.repository.tree import ROOT, skip_until

_PINNED = re.compile(r"[A-Za-z0-9][\w.-]*(?:\[[\w,.-]+\])?==[\w.!+-]+(?:\s*;[^\\]*)?\s")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def requirement_files() -> list[str]:
    return sorted(path.name for path in (ROOT / "requirements").glob("*.txt"))


def faults_of(name: str) -> list[str]:
    """Return the requirements of a file that are not pinned, have no hash, or name a URL."""
    skip_until(f"requirements/{name}")
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    lines = text.replace("\\\n", " ").splitlines()
    wanted = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    faults = [line.split()[0] for line in wanted if not _is_safe(line)]
    return faults if wanted else [f"{name} lists nothing"]


def _is_safe(line: str) -> bool:
    return bool(_PINNED.match(line)) and bool(_HASH.search(line)) and "://" not in line
