"""The registry keeps its history, its sources and what a person must settle"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0015"
branch_labels = None
depends_on = None

STATUSES = ("unknown", "in_business", "moved_out", "revoked", "deregistered", "void")
TASK_KINDS = ("other_name", "same_name", "undecided_case")
TASK_STATES = ("open", "settled")
SETTLEMENTS = ("renamed", "rejected", "distinct", "voided", "seen")
_TEXTS = (
    "kind_printed",
    "operating_address",
    "district",
    "industry",
    "head_office",
    "parent",
    "legal_representative",
)
_DAYS = ("status_on", "moved_in_on", "moved_out_on")
_JSON = (("brand_names", "[]"), ("personal_masked", "{}"), ("origins", "{}"))
_COUNTS = ("rows_confirmed", "rows_asked", "rows_older")


def upgrade() -> None:
    with op.batch_alter_table("registry_import", schema=None) as batch_op:
        batch_op.add_column(_text("source"))
        batch_op.add_column(sa.Column("as_of", sa.Date(), nullable=True))
        for name in _COUNTS:
            batch_op.add_column(sa.Column(name, sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(_text("columns", "[]"))
        batch_op.add_column(_text("report"))
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        for name in _TEXTS:
            batch_op.add_column(_text(name))
        for name in _DAYS:
            batch_op.add_column(sa.Column(name, sa.Date(), nullable=True))
        for name, blank in _JSON:
            batch_op.add_column(_text(name, blank))
        batch_op.add_column(
            sa.Column(
                "status", _one_of(STATUSES, "status"), server_default="unknown", nullable=False
            )
        )
    op.execute("UPDATE enterprise SET origins = '{\"*\":[' || import_id || ',null]}'")
    # Imports took rows in business, and rows that had moved out with this basis; no others.
    op.execute(
        "UPDATE enterprise SET status = 'moved_out' WHERE zone_basis LIKE '企业名册“状态”列：%'"
    )
    op.create_table(
        "enterprise_version",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("origins", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("replaced_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["uscc"], ["enterprise.uscc"], name=op.f("fk_enterprise_version_uscc_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_version")),
    )
    with op.batch_alter_table("enterprise_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_version_uscc"), ["uscc"], unique=False)
    op.create_table(
        "registry_task",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", _one_of(TASK_KINDS, "task_kind"), nullable=False),
        sa.Column("state", _one_of(TASK_STATES, "task_state"), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("other_uscc", sa.String(length=18), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=80), nullable=True),
        sa.Column("settlement", _one_of(SETTLEMENTS, "settlement"), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'settled') = (settled_at IS NOT NULL AND settled_by IS NOT NULL"
            " AND settlement IS NOT NULL AND why IS NOT NULL)",
            name=op.f("ck_registry_task_settled"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["registry_import.id"],
            name=op.f("fk_registry_task_import_id_registry_import"),
        ),
        sa.ForeignKeyConstraint(
            ["other_uscc"], ["enterprise.uscc"], name=op.f("fk_registry_task_other_uscc_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["uscc"], ["enterprise.uscc"], name=op.f("fk_registry_task_uscc_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_task")),
        sa.UniqueConstraint("key", name=op.f("uq_registry_task_key")),
    )
    with op.batch_alter_table("registry_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_task_uscc"), ["uscc"], unique=False)
        batch_op.create_index("ix_registry_task_state_id", ["state", "id"], unique=False)
    _refuse_changes_of_history()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER enterprise_version_refuses_change ON enterprise_version")
        op.execute("DROP FUNCTION enterprise_version_refuse()")
    op.drop_table("registry_task")
    op.drop_table("enterprise_version")
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_enterprise_status"), type_="check")
        for name in ("status", *_TEXTS, *_DAYS, *(name for name, _ in _JSON)):
            batch_op.drop_column(name)
    with op.batch_alter_table("registry_import", schema=None) as batch_op:
        for name in ("source", "as_of", *_COUNTS, "columns", "report"):
            batch_op.drop_column(name)


def _refuse_changes_of_history() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER enterprise_version_refuses_{act.lower()} BEFORE {act} "
                "ON enterprise_version BEGIN SELECT RAISE(ABORT, "
                "'enterprise_version is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION enterprise_version_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'enterprise_version is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER enterprise_version_refuses_change BEFORE UPDATE OR DELETE "
        "ON enterprise_version FOR EACH ROW EXECUTE FUNCTION enterprise_version_refuse()"
    )


def _text(name: str, blank: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=blank, nullable=False)


def _one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
