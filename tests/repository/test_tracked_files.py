"""Nothing of one machine gets into a commit: paths, package hosts, working data."""

import re

import pytest

from tests.repository.requirements import faults_of, requirement_files
from tests.repository.tree import lines_with, texts

# One letter of each in brackets: these patterns must not find themselves.
MACHINE_PATH = re.compile(r"(?<![\w.-])/(?:wor[k]|roo[t])/|/tmp/la[b]|/opt/(?:wheel[s]|pyp[i])")
PACKAGE_HOST = re.compile(
    r"pypi\.or[g]|pythonhosted\.or[g]|npmjs\.(?:or[g]|co[m])|\w\.\w+(?::\d+)?/simpl[e]/?"
    r"|index-ur[l]\s*[=:]|find-link[s]\s*[=:]",
    re.IGNORECASE,
)
WORKING_DATA = re.compile(r"\bshared/(?:data|design|domain|bench|race|hooks)\b")


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    assert lines_with(MACHINE_PATH, texts()) == []


def test_no_tracked_file_names_a_package_host() -> None:
    assert lines_with(PACKAGE_HOST, texts()) == []


def test_working_data_is_named_in_tests_only() -> None:
    outside = (item for item in texts() if not item[0].startswith("tests/"))

    assert lines_with(WORKING_DATA, outside) == []


@pytest.mark.parametrize("name", requirement_files() or ["runtime.txt"])
def test_every_requirement_is_pinned_and_hashed_and_names_no_url(name: str) -> None:
    assert faults_of(name) == []
