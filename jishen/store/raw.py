"""Raw bytes on disk under their SHA-256, safely there before any row speaks of them."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from jishen.failpoints import hit


@dataclass(frozen=True, slots=True)
class RawStore:
    """A folder of content-addressed files: `ab/abcdef…`; a file never changes once there."""

    folder: Path

    def path_of(self, sha256: str) -> Path:
        """Return where the bytes with this digest are kept."""
        return self.folder / sha256[:2] / sha256

    def keep(self, content: bytes) -> str:
        """Keep the bytes and return their SHA-256; file and folder are synced when it returns."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path_of(sha256)
        hit("keep_raw.before")
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f"{sha256}.{os.getpid()}.part")
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
        # Also for a file that is there already: its keeper may have died before it came so far.
        for folder in (path.parent, self.folder, self.folder.parent):
            _sync_folder(folder)
        hit("keep_raw.after")
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return the bytes kept under this digest.

        Raises:
            FileNotFoundError: nothing is kept under it.
            ValueError: the file no longer has this digest (the disk or a hand changed it).
        """
        content = self.path_of(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            message = f"raw object {sha256} does not have its digest any more"
            raise ValueError(message)
        return content


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
