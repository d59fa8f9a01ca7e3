"""What people judged about who filed an entry"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_judgement",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("entry_version", sa.Integer(), nullable=False),
        sa.Column("printed_name", sa.Text(), nullable=False),
        sa.Column("enterprise_name", sa.Text(), nullable=False),
        sa.Column("judged_by", sa.String(length=120), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=120), nullable=True),
        sa.Column("undone_why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "verdict IN ('positive', 'unsure', 'negative')",
            name=op.f("ck_person_judgement_verdict"),
        ),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_person_judgement_undone")
        ),
        sa.CheckConstraint(
            "verdict <> 'positive' OR uscc IS NOT NULL", name=op.f("ck_person_judgement_whose")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["filing_entry.id"],
            name=op.f("fk_person_judgement_entry_id_filing_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["uscc"], ["enterprise.uscc"], name=op.f("fk_person_judgement_uscc_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_judgement")),
    )
    with op.batch_alter_table("person_judgement", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_person_judgement_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(
            "uq_person_judgement_in_force",
            ["entry_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("person_judgement")
