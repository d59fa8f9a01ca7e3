"""The repository as its own tests see it: tracked files, packages, functions, texts."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
_NOT_OURS = frozenset({".git", ".venv", "var", "dist", "__pycache__", "node_modules"})


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return every file of the repository, relative to its root; also in an unpacked archive."""
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 (git is where the machine has it)
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if asked.returncode == 0:
        named = (Path(name) for name in asked.stdout.decode().split("\0") if name)
    else:
        named = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(
        sorted(
            path for path in named if not _NOT_OURS & set(path.parts) and (ROOT / path).is_file()
        )
    )


def texts(*, under: tuple[str, ...] = (), suffix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the tracked text files as path and content; `under` names top folders or files."""
    for path in tracked_files():
        data = (ROOT / path).read_bytes()
        if (
            (not under or path.parts[0] in under)
            and path.name.endswith(suffix)
            and b"\0" not in data
        ):
            yield path.as_posix(), data.decode("utf-8", errors="replace")


def lines_with(pattern: re.Pattern[str], files: Iterator[tuple[str, str]]) -> list[str]:
    """Return `path:line` of every line that the pattern is found in."""
    return [
        f"{path}:{number}"
        for path, text in files
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


# Any: TOML has no better type.
@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def packages() -> tuple[str, ...]:
    """Return the packages of the wheel, as pyproject.toml lists them."""
    return tuple(pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])


def contract(name_starts: str) -> dict[str, Any]:
    """Return the one import contract whose name starts like this."""
    (found,) = (
        contract
        for contract in pyproject()["tool"]["importlinter"]["contracts"]
        if contract["name"].startswith(name_starts)
    )
    return found


def package_folders() -> list[str]:
    """Return the top folders that are importable packages."""
    return sorted(
        path.parts[0]
        for path in tracked_files()
        if len(path.parts) == 2 and path.name == "__init__.py"
    )


def modules_in(folder: str) -> list[str]:
    """Return the module names of a package's files, without __init__ and private ones."""
    return sorted(
        path.stem
        for path in tracked_files()
        if path.parent.as_posix() == folder and path.suffix == ".py" and path.stem[0] != "_"
    )


def long_files(limit: int) -> list[str]:
    return [
        f"{path}: {len(text.splitlines())} lines"
        for path, text in texts(under=packages(), suffix=".py")
        if "/migrations/" not in path and len(text.splitlines()) > limit
    ]


def long_functions(limit: int) -> list[str]:
    return [
        f"{path}:{node.lineno} {node.name}: {_length(node)} lines"
        for path, text in texts(under=packages(), suffix=".py")
        if "/migrations/" not in path
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > limit
    ]


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def ids_of_tests() -> list[str]:
    """Return `stem::name` of every test function or method in the tree."""
    return [
        f"{Path(path).stem}::{owner}{node.name}"
        for path, text in texts(under=("tests",), suffix=".py")
        if Path(path).name.startswith("test_")
        for owner, body in _bodies(ast.parse(text))
        for node in body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    ]


def _bodies(module: ast.Module) -> Iterator[tuple[str, list[ast.stmt]]]:
    yield "", module.body
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            yield f"{node.name}::", node.body


def skip_until(path: str) -> None:
    """Skip a test while a part of the product is still being built on another branch."""
    if not (ROOT / path).exists():
        pytest.skip(f"{path} is not in this tree yet")
