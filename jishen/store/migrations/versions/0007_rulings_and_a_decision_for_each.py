"""Rulings, and a decision of a judgement for each of them"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.Column("reading", sa.String(length=60), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.String(length=80), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(applied_at IS NULL) = (applied_by IS NULL)", name=op.f("ck_ruling_applied")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        sa.UniqueConstraint(
            "policy_id",
            "question",
            "holds_from",
            "document",
            name=op.f("uq_ruling_policy_id_question_holds_from_document"),
        ),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("occasion", sa.String(length=80), server_default="opening", nullable=False)
        )
        batch_op.drop_index(op.f("ix_decision_match_id"))
    # What was asked again since 0008 was asked because the answer on the zone changed.
    op.execute(
        "UPDATE decision SET occasion = 'zone:' || id "
        "WHERE id NOT IN (SELECT min(id) FROM decision GROUP BY match_id)"
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            op.f("uq_decision_match_id_occasion"), ["match_id", "occasion"]
        )


def downgrade() -> None:
    # The older shape knows no rulings: what was decided anew for one goes with it.
    op.execute("DELETE FROM decision WHERE occasion LIKE 'ruling:%'")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_decision_match_id_occasion"), type_="unique")
        batch_op.drop_column("occasion")
        batch_op.create_index(op.f("ix_decision_match_id"), ["match_id"], unique=False)
    op.drop_table("ruling")
