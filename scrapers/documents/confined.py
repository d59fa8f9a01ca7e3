"""A foreign program with limits on itself: `python -P -m scrapers.documents.confined … PROGRAM …`.

Limits are set in a process of our own that then becomes the program; between a fork and an exec of
a parent with threads they could not be set safely.
"""

import os
import resource
import sys

MEMORY_BYTES = 4 << 30
"""Address space. LibreOffice reserves about 1.5 GB before it reads a file."""
CPU_SECONDS = 110
FILE_BYTES = 200_000_000
"""What one file that it writes may hold."""


def confined(command: list[str], memory_bytes: int = MEMORY_BYTES) -> list[str]:
    """Return the command that runs a program with these limits."""
    module = [sys.executable, "-P", "-m", "scrapers.documents.confined"]
    return [*module, str(memory_bytes), *command]


def main() -> None:
    """Set the limits and become the program."""
    memory_bytes, program = int(sys.argv[1]), sys.argv[2:]
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.execv(program[0], program)  # noqa: S606 (our own words and a file of ours, no shell)


if __name__ == "__main__":
    main()
