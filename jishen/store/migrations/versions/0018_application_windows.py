"""Application windows that the office records"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "application_window",
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "rolling",
                "dated",
                name="mode",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mode IN ('rolling', 'dated')", name=op.f("ck_application_window_mode")),
        sa.CheckConstraint(
            "closes_on IS NULL OR closes_on >= opens_on",
            name=op.f("ck_application_window_days"),
        ),
        sa.PrimaryKeyConstraint("policy_id", "name", name=op.f("pk_application_window")),
    )


def downgrade() -> None:
    op.drop_table("application_window")
