"""The replica as a process: rows for fast tests, and an end with its parent."""

import os
import select
import signal
import subprocess
import sys

import pytest

from tests.replica.reading import document, table
from tests.replica_client import REPLICA, ReplicaProcess

STARTER = """
import subprocess, sys, threading
found = []
def start():
    process = subprocess.Popen([sys.executable, sys.argv[1]], stdout=subprocess.PIPE, text=True)
    found.append((process, process.stdout.readline()))
thread = threading.Thread(target=start)
thread.start()
thread.join()
print(found[0][0].pid, found[0][1].split()[1], flush=True)
sys.stdin.read()
"""


def test_few_rows_are_the_same_every_time_and_half_of_haizhu() -> None:
    with ReplicaProcess(rows=20) as first, ReplicaProcess(rows=20) as second:
        documents = [document(site, "deep_synthesis", "2026-01") for site in (first, second)]

    rows = table(documents[0])[1:]
    assert documents[0] == documents[1]
    assert len(rows) == 20
    assert sum(row[6].startswith("网信算备440105") for row in rows) == 10


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel for the parent's death")
def test_it_outlives_the_thread_that_started_it_and_ends_with_the_process() -> None:
    parent = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", STARTER, str(REPLICA)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    pid = int(parent.stdout.readline().split()[0])
    replica = os.pidfd_open(pid)
    lives_after_its_thread, _, _ = select.select([replica], [], [], 0.2)

    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    ended, _, _ = select.select([replica], [], [], 5)

    os.close(replica)
    assert lives_after_its_thread == []
    assert ended == [replica]
