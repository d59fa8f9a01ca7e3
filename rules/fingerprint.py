"""The fingerprint of a policy's files, stored with every decision."""

import hashlib
from importlib.resources import files


def files_sha256(*packages: str) -> str:
    """Return the SHA-256 over names and contents of these packages' .py and .yaml files."""
    digest = hashlib.sha256()
    for package in packages:
        parts = sorted(
            (part.name, part.read_bytes())
            for part in files(package).iterdir()
            if part.is_file() and part.name.endswith((".py", ".yaml"))
        )
        for name, content in parts:
            digest.update(f"{package}/{name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
