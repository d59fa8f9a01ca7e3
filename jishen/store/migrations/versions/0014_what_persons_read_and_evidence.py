"""What persons read, repeated rows, files handed in, and the exchange behind each answer

Revision ID: 0014
Revises: 0011
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0011"
branch_labels = None
depends_on = None

_IN_FORCE = sa.text("undone_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "doubt_settlement",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("doubt_id", sa.String(length=36), nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=True),
        sa.Column("cells", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.String(length=80), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(length=80), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_doubt_settlement_undone")
        ),
        sa.ForeignKeyConstraint(
            ["doubt_id"],
            ["reading_doubt.id"],
            name=op.f("fk_doubt_settlement_doubt_id_reading_doubt"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["filing_entry.id"],
            name=op.f("fk_doubt_settlement_entry_id_filing_entry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubt_settlement")),
    )
    op.create_index(
        "uq_doubt_settlement_in_force",
        "doubt_settlement",
        ["doubt_id"],
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )
    with op.batch_alter_table("reading_doubt") as batch_op:
        batch_op.add_column(sa.Column("header", sa.Text(), server_default="[]"))
        for column in ("settled_at", "settled_by", "settlement"):
            batch_op.drop_column(column)
    with op.batch_alter_table("attachment_version") as batch_op:
        batch_op.add_column(
            sa.Column("repeated_rows", sa.Integer(), server_default="0", nullable=False)
        )
    with op.batch_alter_table("filing_entry") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_filing_entry_repeats_entry_id"), ["repeats_entry_id"], unique=False
        )
    op.create_table(
        "handed_file",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source_key", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("page_url", sa.Text(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("given_by", sa.String(length=80), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attachment_id", sa.String(length=36), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_handed_file_attachment_id_attachment"),
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["raw_object.sha256"], name=op.f("fk_handed_file_sha256_raw_object")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_file")),
    )
    op.create_index(op.f("ix_handed_file_sha256"), "handed_file", ["sha256"])
    with op.batch_alter_table("fetch") as batch_op:
        batch_op.add_column(sa.Column("warc_sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column("peer_address", sa.String(length=80), server_default="", nullable=False)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_fetch_warc_sha256_raw_object"),
            "raw_object",
            ["warc_sha256"],
            ["sha256"],
        )


def downgrade() -> None:
    # What persons read stays as entries; the older shape cannot say who read them.
    _forget_flags("read_by_person", "repeat_differs", "number_of_another")
    with op.batch_alter_table("fetch") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_fetch_warc_sha256_raw_object"), type_="foreignkey")
        batch_op.drop_column("peer_address")
        batch_op.drop_column("warc_sha256")
    op.drop_table("handed_file")
    op.drop_table("doubt_settlement")
    with op.batch_alter_table("filing_entry") as batch_op:
        batch_op.drop_index(batch_op.f("ix_filing_entry_repeats_entry_id"))
    with op.batch_alter_table("attachment_version") as batch_op:
        batch_op.drop_column("repeated_rows")
    with op.batch_alter_table("reading_doubt") as batch_op:
        batch_op.drop_column("header")
        batch_op.add_column(sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("settled_by", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("settlement", sa.Text(), nullable=True))


def _forget_flags(*names: str) -> None:
    connection = op.get_bind()
    for name in names:
        rows = connection.execute(
            sa.text("SELECT id, flags FROM filing_entry WHERE flags LIKE :name"),
            {"name": f'%"{name}"%'},
        ).all()
        for entry_id, flags in rows:
            kept = json.dumps([flag for flag in json.loads(flags) if flag != name])
            connection.execute(
                sa.text("UPDATE filing_entry SET flags = :flags WHERE id = :id"),
                {"flags": kept, "id": entry_id},
            )
