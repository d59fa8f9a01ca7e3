"""One pass over N pages that nobody changes, as one process: what `jishen watch` does for a source.

    python benchmarks/watching_pass.py URL N FOLDER

Prints wall and CPU seconds of the pass alone, and its growth in memory, as JSON.
"""

import json
import resource
import sys
import time
from functools import partial
from pathlib import Path

from flows.watching import watch_all
from jishen.domain.announcements import AnnouncementLink, AnnouncementPage, AttachmentLink
from jishen.domain.errors import LayoutChanged
from jishen.domain.filings import AttachmentReading, ListKind
from jishen.settings import FetchSettings, Settings
from jishen.store.session import open_store
from scrapers.pages import read_list_page
from scrapers.source import Index, Source

HOST = "www.cac.gov.cn"
LIST_PAGE = f"https://{HOST}/wxzw/wxfb/A093702index_1.htm"


def main() -> None:
    """Take one pass; make the database first where there is none."""
    url, count, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    settings = Settings(
        data_folder=folder,
        database_url="",
        fetch=FetchSettings(host_gap_seconds=0, origins={f"https://{HOST}": f"{url}/{HOST}"}),
    )
    if not (folder / "jishen.db").exists():
        from jishen.store import schema  # noqa: PLC0415 (Alembic is no part of a pass)

        store = open_store(settings.store_url)
        schema.upgrade(store)
        store.close()
    before, began, began_cpu = _peak_mib(), time.perf_counter(), time.process_time()
    (found,) = watch_all(settings, (_source(count),))
    if found.faults:
        raise SystemExit(str(found.faults[0].fault))
    figures = {
        "wall": time.perf_counter() - began,
        "cpu": time.process_time() - began_cpu,
        "mib": _peak_mib() - before,
    }
    print(json.dumps(figures))


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _source(count: int) -> Source:
    """Return a source with so many list pages, each of which is looked at in every pass."""
    urls = [f"{LIST_PAGE}?page={number}" for number in range(count)]
    indexes = [Index(url, url, partial(read_list_page, page_url=url), _not_ours) for url in urls]
    return Source(
        key="benchmark",
        name="基准",
        short_name="基准",
        list_kind=ListKind.ALGORITHM,
        allowed_hosts=frozenset({HOST}),
        indexes=tuple(indexes),
        hubs=(),
        read_page=_no_page,
        is_attachment_ours=_no_list,
        read_attachment=_no_attachment,
    )


def _not_ours(_link: AnnouncementLink) -> bool:
    return False


def _no_list(_link: AttachmentLink) -> bool:
    return False


def _no_page(_body: bytes, url: str) -> AnnouncementPage:
    raise LayoutChanged(url)


def _no_attachment(_body: bytes) -> AttachmentReading:
    raise LayoutChanged("")


if __name__ == "__main__":
    main()
