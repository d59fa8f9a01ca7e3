"""Writing outcomes to the registry in bulk: rows, versions and names, a chunk at a time."""

from datetime import datetime

from sqlalchemy import bindparam, delete, update
from sqlalchemy.orm import Session

from jishen.cases.registry_changes import Outcome, RowResult, is_other_name
from jishen.domain.enterprises import Enterprise
from jishen.domain.registry import KnownEnterprise
from jishen.matching.names import bare_key, canonical_key, name_key
from jishen.sealing import Seal
from jishen.store.registry import columns_for, to_fields, to_origins
from jishen.store.rows import insert_columns
from jishen.store.tables import EnterpriseName, EnterpriseRecord, EnterpriseVersion

_DECIDING_FIELDS = frozenset({"kind", "status", "zone_status", "moved_in_on"})
"""What judgement and policy look at: filings in no case are asked about again when it changes."""
Columns = dict[str, object]


class Writing:
    """What one act writes to the registry."""

    def __init__(
        self, session: Session, by: str, import_id: int, at: datetime, seal: Seal | None
    ) -> None:
        self._session, self._by, self._import_id = session, by, import_id
        self._at, self._seal = at, seal
        self.touched_keys: set[str] = set()
        self.touched_names: set[str] = set()
        """Keys of every name that is new."""
        self.corrected: set[str] = set()
        """Enterprises of which a deciding field changed."""
        self.changed: dict[str, tuple[str, ...]] = {}
        """Changed fields by credit code."""
        self._added: list[Columns] = []
        self._updated: list[Columns] = []
        self._confirmed: list[Columns] = []
        self._versions: list[Columns] = []
        self._names: list[Columns] = []
        self._names_dated: list[Columns] = []
        self._names_dropped: list[Columns] = []

    def add(self, outcome: Outcome) -> None:
        """Take up a new enterprise."""
        self._added.append(self._columns(outcome))
        enterprise = outcome.enterprise
        self._name(enterprise, enterprise.name, is_former=False, until=None)
        for former in enterprise.former_names:
            self._name(enterprise, former.name, is_former=True, until=former.until)

    def change(self, before: KnownEnterprise, outcome: Outcome) -> None:
        """Take up what a row changes of a known enterprise, if anything."""
        uscc = before.enterprise.uscc
        if outcome.result is RowResult.CONFIRMED:
            self._confirmed.append({"of_uscc": uscc, "now": to_origins(outcome.origins)})
        if outcome.result is not RowResult.CHANGED:
            return
        self.changed[uscc] = outcome.changed
        if _DECIDING_FIELDS & set(outcome.changed):
            self.corrected.add(uscc)
        values = self._columns(outcome)
        self._updated.append({"of_uscc": values.pop("uscc"), **values})
        self._versions.append(
            {
                "uscc": uscc,
                "known_from": before.known_from,
                "known_until": self._at,
                "fields": to_fields(before.enterprise),
                "origins": to_origins(before.origins),
                "changed": list(outcome.changed),
                "replaced_by": self._by,
            }
        )
        self._change_names(before.enterprise, outcome.enterprise)

    def write(self) -> None:
        """Write what was taken up; to be called again as often as there is more."""
        connection = self._session.connection()
        insert_columns(self._session, EnterpriseRecord, self._added)
        insert_columns(self._session, EnterpriseVersion, self._versions)
        if self._updated:
            names = [name for name in self._updated[0] if name != "of_uscc"]
            connection.execute(
                update(EnterpriseRecord)
                .where(EnterpriseRecord.uscc == bindparam("of_uscc"))
                .values({name: bindparam(name) for name in names}),
                self._updated,
            )
        if self._confirmed:
            connection.execute(_CONFIRM, self._confirmed)
        if self._names_dropped:
            connection.execute(_DROP_NAME, self._names_dropped)
        insert_columns(self._session, EnterpriseName, self._names)
        if self._names_dated:
            connection.execute(_DATE_NAME, self._names_dated)
        for done in (self._added, self._updated, self._confirmed, self._versions):
            done.clear()
        for done in (self._names, self._names_dated, self._names_dropped):
            done.clear()

    def _columns(self, outcome: Outcome) -> Columns:
        values = columns_for(outcome.enterprise, outcome.origins, self._seal)
        return {**values, "import_id": self._import_id, "updated_at": self._at}

    def _change_names(self, before: Enterprise, after: Enterprise) -> None:
        if before.name != after.name:
            self._names_dropped.append(_named(before, before.name, is_former=False))
            self._name(after, after.name, is_former=False, until=None)
            if is_other_name(before.name, after.name):
                self.corrected.discard(after.uscc)  # its names are asked about anyway
        known = {former.name: former.until for former in before.former_names}
        for former in after.former_names:
            if former.name not in known:
                self._name(after, former.name, is_former=True, until=former.until)
            elif former.until != known[former.name]:
                named = _named(after, former.name, is_former=True)
                self._names_dated.append({**named, "now": former.until})
                self._touch(former.name)
        kept = {former.name for former in after.former_names}
        self._names_dropped += [
            _named(before, name, is_former=True) for name in known if name not in kept
        ]

    def _name(self, enterprise: Enterprise, name: str, *, is_former: bool, until: object) -> None:
        keys = self._touch(name)
        self._names.append(
            {
                "uscc": enterprise.uscc,
                "name": name,
                "is_former": is_former,
                "until": until,
                "name_key": keys[0],
                "canonical_key": keys[1],
                "bare_key": keys[2],
            }
        )

    def _touch(self, name: str) -> tuple[str, str, str]:
        keys = (name_key(name), canonical_key(name), bare_key(name))
        self.touched_keys.update(keys)
        self.touched_names.add(name)
        return keys


_CONFIRM = (
    update(EnterpriseRecord)
    .where(EnterpriseRecord.uscc == bindparam("of_uscc"))
    .values(origins=bindparam("now"))
)
_THIS_NAME = (
    EnterpriseName.uscc == bindparam("of_uscc"),
    EnterpriseName.name == bindparam("of_name"),
    EnterpriseName.is_former == bindparam("of_former"),
)
_DROP_NAME = delete(EnterpriseName).where(*_THIS_NAME)
_DATE_NAME = update(EnterpriseName).where(*_THIS_NAME).values(until=bindparam("now"))


def _named(enterprise: Enterprise, name: str, *, is_former: bool) -> Columns:
    return {"of_uscc": enterprise.uscc, "of_name": name, "of_former": is_former}
