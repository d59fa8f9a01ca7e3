"""The fingerprint of a policy's files, stored with every decision."""

import hashlib
from importlib.resources import files


def files_sha256(package: str) -> str:
    """Return the SHA-256 over names and contents of a package's .py and .yaml files, in order."""
    parts = sorted(
        (part.name, part.read_bytes())
        for part in files(package).iterdir()
        if part.is_file() and part.name.endswith((".py", ".yaml"))
    )
    digest = hashlib.sha256()
    for name, content in parts:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
