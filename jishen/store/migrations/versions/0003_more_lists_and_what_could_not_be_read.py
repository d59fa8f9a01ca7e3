"""More kinds of list, the columns their rows have, and what could not be read.

Revision ID: 0003
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None

_OLD_KINDS = ("algorithm", "deep_synthesis", "generative_ai")
_NEW_KINDS = (
    "generative_ai_registration",
    "generative_ai_on_device",
    "generative_ai_provincial",
    "cancellation",
)
_TABLES = ("attachment", "filing_entry")


def upgrade() -> None:
    """Let the tables hold the new lists."""
    for table in _TABLES:
        _accept_kinds(table, (*_OLD_KINDS, *_NEW_KINDS))
    with op.batch_alter_table("filing_entry") as batch_op:
        batch_op.add_column(sa.Column("jurisdiction", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("filed_on_printed", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("filed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reading_notes", sa.Text(), server_default="[]"))
        batch_op.add_column(sa.Column("repeats_entry_id", sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_filing_entry_repeats_entry_id"),
            "filing_entry",
            ["repeats_entry_id"],
            ["id"],
        )
    op.create_table(
        "reading_doubt",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("source_key", sa.String(length=60), nullable=False),
        sa.Column("attachment_id", sa.String(length=36), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("page_number", sa.Integer(), nullable=True),
        sa.Column("cells", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settlement", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_reading_doubt_attachment_id")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["raw_object.sha256"], name=op.f("fk_reading_doubt_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_doubt")),
    )
    with op.batch_alter_table("reading_doubt") as batch_op:
        for column in ("attachment_id", "source_key"):
            batch_op.create_index(batch_op.f(f"ix_reading_doubt_{column}"), [column], unique=False)


def downgrade() -> None:
    """Go back to three lists; entries of the others go (their bytes stay, to be read again)."""
    op.drop_table("reading_doubt")
    _forget_new_kinds()
    with op.batch_alter_table("filing_entry") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_filing_entry_repeats_entry_id"), type_="foreignkey")
        for column in (
            "repeats_entry_id",
            "reading_notes",
            "filed_on",
            "filed_on_printed",
            "jurisdiction",
        ):
            batch_op.drop_column(column)
    for table in _TABLES:
        _accept_kinds(table, _OLD_KINDS)


def _accept_kinds(table: str, kinds: tuple[str, ...]) -> None:
    name = f"ck_{table}_list_kind"
    said = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(batch_op.f(name), type_="check")
        batch_op.create_check_constraint(batch_op.f(name), sa.text(f"list_kind IN ({said})"))


def _forget_new_kinds() -> None:
    kinds = ", ".join(f"'{kind}'" for kind in _NEW_KINDS)
    entries = (
        f"SELECT id FROM filing_entry WHERE list_kind IN ({kinds}) OR attachment_id IN "  # noqa: S608 (our own words)
        f"(SELECT id FROM attachment WHERE list_kind IN ({kinds}))"
    )
    matches = f"SELECT id FROM match WHERE entry_id IN ({entries})"  # noqa: S608 (our own words)
    for statement in (
        f"UPDATE filing_entry SET repeats_entry_id = NULL WHERE repeats_entry_id IN ({entries})",  # noqa: S608 (our own words)
        f"DELETE FROM decision WHERE match_id IN ({matches})",  # noqa: S608 (our own words)
        f"DELETE FROM match WHERE entry_id IN ({entries})",  # noqa: S608 (our own words)
        f"DELETE FROM entry_version WHERE entry_id IN ({entries})",  # noqa: S608 (our own words)
        f"DELETE FROM filing_entry WHERE id IN ({entries})",  # noqa: S608 (our own words)
        "DELETE FROM attachment_version WHERE attachment_id IN "
        f"(SELECT id FROM attachment WHERE list_kind IN ({kinds}))",  # noqa: S608 (our own words)
        f"DELETE FROM attachment WHERE list_kind IN ({kinds})",  # noqa: S608 (our own words)
    ):
        op.execute(statement)
