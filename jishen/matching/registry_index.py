"""The registry's names, indexed for look-up by key, by one character off, and by pairs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import numpy.typing as npt

from jishen.domain.matches import RegisteredEnterprise
from jishen.matching.names import match_key
from jishen.matching.parts import NameParts, parse, trades_shown_by, weak_text
from jishen.matching.places import division_of_address
from jishen.matching.postings import (
    BARE,
    EXACT,
    LONGEST,
    U64,
    WEAK,
    Postings,
    packed,
    pair_postings,
    shortened_postings,
    text_hash,
)

I32 = npt.NDArray[np.int32]
CURRENT, UNDATED = 0, -1
_CHUNK = 20_000
_SAMPLE = 50_000
_NAME_GIVEN_UP = ("注销", "吊销", "撤销")


@dataclass(slots=True)
class RegistryIndex:
    """Names and enterprises as columns; ids are positions. Made by `build_index`."""

    names: list[str]
    folded: dict[int, str]
    """match_key of the names that are not their own."""
    owners: I32
    """Position of the enterprise that bears or bore a name."""
    until: I32
    """CURRENT, UNDATED, or the ordinal of the last day of a former name."""
    usccs: list[str]
    current: I32
    """Id of an enterprise's current name."""
    divisions: I32
    """Code of the registered address's division (see places.division_of_address), 0: unknown."""
    statuses: dict[int, str]
    """登记状态 of the enterprises whose name another firm may bear by now."""
    regions: dict[str, NameParts]
    """Every region that names bear, with the parts of one such name."""
    postings: Postings
    """Names by match_key, weak_text, bare_text, body with a character left out, pairs of it."""
    trades: frozenset[str]
    """Words of trade that the names themselves show."""
    near_regions: dict[str, bool] = field(default_factory=dict)
    """Answers found before: whether names bear a region or a part of it."""
    _positions: dict[str, int] = field(default_factory=dict)

    def key(self, name_id: int) -> str:
        """Return a name's match_key."""
        return self.folded.get(name_id, self.names[name_id])

    def parts(self, name_id: int) -> NameParts:
        """Return a name's parts."""
        return parse(self.key(name_id))

    def position(self, uscc: str) -> int | None:
        """Return the position of the enterprise with this credit code."""
        if not self._positions:
            self._positions.update((code, at) for at, code in enumerate(self.usccs))
        return self._positions.get(uscc)

    def current_name(self, position: int) -> str:
        """Return the name that an enterprise bears now."""
        return self.names[int(self.current[position])]

    @property
    def size_bytes(self) -> int:
        """Memory of the posting lists and columns, without the names themselves."""
        columns = (self.owners, self.until, self.current, self.divisions)
        return self.postings.size_bytes + sum(each.nbytes for each in columns)


@dataclass(slots=True)
class _Columns:
    """What a build gathers, chunk by chunk."""

    names: list[str] = field(default_factory=list)
    folded: dict[int, str] = field(default_factory=dict)
    owners: list[int] = field(default_factory=list)
    until: list[int] = field(default_factory=list)
    usccs: list[str] = field(default_factory=list)
    current: list[int] = field(default_factory=list)
    divisions: list[int] = field(default_factory=list)
    statuses: dict[int, str] = field(default_factory=dict)
    regions: dict[str, NameParts] = field(default_factory=dict)
    sample: list[str] = field(default_factory=list)
    entries: list[U64] = field(default_factory=list)


def build_index(enterprises: Iterable[RegisteredEnterprise]) -> RegistryIndex:
    """Return the index of enterprises; linear, some 12 µs and 200 bytes a name."""
    columns = _Columns()
    waiting = iter(enterprises)
    while chunk := list(islice(waiting, _CHUNK)):
        first = len(columns.names)
        for enterprise in chunk:
            _add(columns, enterprise)
        _add_entries(columns, first)
    return RegistryIndex(
        names=columns.names,
        folded=columns.folded,
        owners=np.array(columns.owners, np.int32),
        until=np.array(columns.until, np.int32),
        usccs=columns.usccs,
        current=np.array(columns.current, np.int32),
        divisions=np.array(columns.divisions, np.int32),
        statuses=columns.statuses,
        regions=columns.regions,
        trades=trades_shown_by(columns.sample),
        postings=Postings(_joined(columns.entries)),
    )


def bare_text(key: str) -> str:
    """Return a match_key without brackets, with one writing of 有限公司."""
    return key.replace("（", "").replace("）", "").replace("有限责任公司", "有限公司")


def _add(columns: _Columns, enterprise: RegisteredEnterprise) -> None:
    position = len(columns.usccs)
    columns.usccs.append(enterprise.uscc)
    columns.current.append(len(columns.names))
    columns.divisions.append(int(division_of_address(enterprise.registered_address) or 0))
    status = enterprise.status
    if status and any(word in status for word in _NAME_GIVEN_UP):
        columns.statuses[position] = status
    columns.names.append(enterprise.name)
    columns.owners.append(position)
    columns.until.append(CURRENT)
    for former in enterprise.former_names:
        columns.names.append(former.name)
        columns.owners.append(position)
        columns.until.append(former.until.toordinal() if former.until else UNDATED)


def _add_entries(columns: _Columns, first: int) -> None:
    keys = [match_key(name) for name in columns.names[first:]]
    columns.folded.update(
        (at, key)
        for at, (key, name) in enumerate(zip(keys, columns.names[first:], strict=True), first)
        if key != name
    )
    parts = [parse(key) for key in keys]
    columns.regions.update((part.region, part) for part in parts)
    bodies = [part.body[:LONGEST] for part in parts]
    if len(columns.sample) < _SAMPLE:
        columns.sample += bodies
    text = "".join(bodies).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(text, np.uint32)
    starts = np.concatenate(([0], np.cumsum([len(body) for body in bodies]))).astype(np.int64)
    columns.entries += [
        packed([text_hash(key, EXACT) for key in keys], first),
        packed([text_hash(weak_text(part), WEAK) for part in parts], first),
        packed([text_hash(bare_text(key), BARE) for key in keys], first),
        shortened_postings(codes, starts, first),
        pair_postings(codes, starts, first),
    ]


def _joined(chunks: list[U64]) -> U64:
    """Return the chunks as one array, letting each go as soon as it is copied."""
    whole = np.empty(sum(map(len, chunks)), np.uint64)
    at = 0
    for chunk in _taken(chunks):
        whole[at : at + len(chunk)] = chunk
        at += len(chunk)
    return whole


def _taken(chunks: list[U64]) -> Iterator[U64]:
    chunks.reverse()
    while chunks:
        yield chunks.pop()
