"""The house stands as docs and pyproject.toml say: packages, contracts, sizes, test names."""

import importlib.metadata
import re
from collections import Counter

from tests.repository.tree import (
    contract,
    ids_of_tests,
    lines_with,
    long_files,
    long_functions,
    package_folders,
    packages,
    pyproject,
    texts,
)

FLOW_BY_FILE = re.compile(
    r"flows/\w+\.py:\w|entrypoint[\"']?\s*[:=]\s*[\"']?[\w/.]+\.py:|FILE_PATH"
)


def test_every_package_is_in_the_wheel() -> None:
    assert package_folders() == sorted(packages())


def test_every_package_is_under_the_import_contracts_and_the_type_checker() -> None:
    assert sorted(pyproject()["tool"]["importlinter"]["root_packages"]) == sorted(packages())
    assert sorted(pyproject()["tool"]["mypy"]["packages"]) == sorted(packages())


def test_every_package_has_its_floor() -> None:
    layers = contract("The floors")["layers"]

    floors = [name.strip() for layer in layers for name in layer.split("|")]

    assert sorted(floors) == sorted(packages())


def test_no_other_distribution_owns_one_of_our_names() -> None:
    owners = importlib.metadata.packages_distributions()

    strangers = {name: set(owners.get(name, [])) - {"jishen"} for name in packages()}

    assert {name: owner for name, owner in strangers.items() if owner} == {}


def test_no_file_is_longer_than_300_lines() -> None:
    assert long_files(300) == []


def test_no_function_is_longer_than_40_lines() -> None:
    assert long_functions(40) == []


def test_no_two_tests_share_an_id() -> None:
    twice = [name for name, count in Counter(ids_of_tests()).items() if count > 1]

    assert twice == []


def test_no_flow_is_deployed_by_file_path() -> None:
    # Loading a flow by file puts flows/ first on sys.path and hides the packages.
    files = texts(under=("commands", "deploy", "desk", "flows", "jishen", "run"))

    assert lines_with(FLOW_BY_FILE, files) == []
