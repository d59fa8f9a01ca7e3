"""When to look next, manners of hosts, lists held, rows gone; one list, one source"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0014"
branch_labels = None
depends_on = None

_NAMESPACE = uuid.UUID("6a697368-656e-4000-8000-616e6e6f756e")


def upgrade() -> None:
    with op.batch_alter_table("source_health", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_changed_at", sa.DateTime(timezone=True)))
        batch_op.add_column(sa.Column("last_outcome", sa.String(length=40)))
        batch_op.add_column(sa.Column("next_due_at", sa.DateTime(timezone=True)))
        batch_op.add_column(sa.Column("next_reason", sa.Text()))
    op.create_table(
        "host_manners",
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("robots_text", sa.Text()),
        sa.Column("robots_read_at", sa.DateTime(timezone=True)),
        sa.Column("robots_fault", sa.Text()),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("last_verdict", sa.String(length=40)),
        sa.Column("left_alone_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_manners")),
    )
    op.create_table(
        "held_list",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("attachment_id", sa.String(length=36), nullable=False),
        sa.Column("source_key", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows_digest", sa.String(length=64), nullable=False),
        sa.Column("rows_before", sa.Integer(), nullable=False),
        sa.Column("rows_now", sa.Integer(), nullable=False),
        sa.Column("rows_missing", sa.Integer(), nullable=False),
        sa.Column("rows_new", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "released",
                "refused",
                "ended",
                name="hold_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by", sa.Text()),
        sa.Column("why", sa.Text()),
        sa.CheckConstraint(
            "(state = 'held') = (settled_at IS NULL)", name=op.f("ck_held_list_settled")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_held_list_attachment_id_attachment")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["raw_object.sha256"], name=op.f("fk_held_list_sha256_raw_object")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_list")),
    )
    op.create_index(op.f("ix_held_list_attachment_id"), "held_list", ["attachment_id"])
    op.create_index(
        "uq_held_list_live",
        "held_list",
        ["attachment_id"],
        unique=True,
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_table(
        "disappearance",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("attachment_id", sa.String(length=36), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("good_looks", sa.Integer(), nullable=False),
        sa.Column("task_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.Text()),
        sa.Column("why", sa.Text()),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_disappearance_attachment_id_attachment"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["filing_entry.id"], name=op.f("fk_disappearance_entry_id_filing_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disappearance")),
    )
    op.create_index(op.f("ix_disappearance_attachment_id"), "disappearance", ["attachment_id"])
    op.create_index(op.f("ix_disappearance_entry_id"), "disappearance", ["entry_id"])
    op.create_index(
        "uq_disappearance_open",
        "disappearance",
        ["entry_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("list_identity", sa.String(length=36), nullable=True))
    _name_the_lists()
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column("list_identity", existing_type=sa.String(length=36), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_attachment_list_identity"), ["list_identity"])


def _name_the_lists() -> None:
    """Give each list its identity; one that two sources recorded already keeps both, told apart."""
    connection = op.get_bind()
    seen = set()
    rows = connection.execute(
        sa.text(
            "SELECT a.id, p.url, a.label_key, a.source_key FROM attachment a"
            " JOIN announcement p ON p.id = a.announcement_id ORDER BY a.first_seen_at, a.id"
        )
    ).all()
    for attachment_id, url, key, source_key in rows:
        identity = _derived(url, key)
        if identity in seen:
            identity = _derived(url, key, source_key)
        seen.add(identity)
        connection.execute(
            sa.text("UPDATE attachment SET list_identity = :identity WHERE id = :id"),
            {"identity": identity, "id": attachment_id},
        )


def _derived(*parts: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))


def downgrade() -> None:
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_attachment_list_identity"), type_="unique")
        batch_op.drop_column("list_identity")
    op.drop_table("disappearance")
    op.drop_table("held_list")
    op.drop_table("host_manners")
    with op.batch_alter_table("source_health", schema=None) as batch_op:
        for name in ("next_reason", "next_due_at", "last_outcome", "last_changed_at"):
            batch_op.drop_column(name)
