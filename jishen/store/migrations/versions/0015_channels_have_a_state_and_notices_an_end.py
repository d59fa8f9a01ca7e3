"""Channels share a pace, attempts are written before they are made, notices have an end."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None

_OLD_EVENTS = ("filing_seen", "batch_digest", "case_waiting", "source_fault", "source_recovered")
_NEW_EVENTS = ("case_overdue", "channel_test")
_OLD_AUDIENCES = ("enterprise", "reviewers", "operators")
_NEW_AUDIENCES = ("deputies", "heads")
_OLD_STATES = ("waiting", "sending", "accepted", "dead")
_NEW_STATES = ("superseded",)


def upgrade() -> None:
    _accept("event", (*_OLD_EVENTS, *_NEW_EVENTS))
    _accept("audience", (*_OLD_AUDIENCES, *_NEW_AUDIENCES))
    _accept("state", (*_OLD_STATES, *_NEW_STATES))
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("acknowledged_by", sa.String(length=80), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_outbox_acknowledged"),
            sa.text("(acknowledged_at IS NULL) = (acknowledged_by IS NULL)"),
        )
        batch_op.create_index("ix_outbox_source_key", ["source_key", "state"], unique=False)
    with op.batch_alter_table("delivery_attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_attempt_outbox_key_lease_number"),
            ["outbox_key", "lease_number"],
        )
        batch_op.create_index("ix_delivery_attempt_pace", ["channel", "finished_at"], unique=False)
    op.execute("UPDATE delivery_attempt SET finished_at = attempted_at")
    op.create_table(
        "channel_state",
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_state")),
    )
    op.create_table(
        "notice_silence",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source_key", sa.String(length=60), nullable=True),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("event", sa.String(length=40), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_notice_silence_ends_after_start")),
        sa.CheckConstraint(
            "source_key IS NOT NULL OR case_id IS NOT NULL OR event IS NOT NULL",
            name=op.f("ck_notice_silence_of_what"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_notice_silence_ended")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["award_case.id"], name=op.f("fk_notice_silence_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_silence")),
    )


def downgrade() -> None:
    op.drop_table("notice_silence")
    op.drop_table("channel_state")
    # The older shape knows neither the new notices nor attempts that are on the way.
    gone = (
        f"SELECT key FROM outbox WHERE event IN {_in(_NEW_EVENTS)}"
        f" OR audience IN {_in(_NEW_AUDIENCES)} OR state IN {_in(_NEW_STATES)}"
    )
    op.execute(f"DELETE FROM delivery_attempt WHERE finished_at IS NULL OR outbox_key IN ({gone})")
    op.execute(f"DELETE FROM outbox WHERE key IN ({gone})")
    with op.batch_alter_table("delivery_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_delivery_attempt_pace")
        batch_op.drop_constraint(
            batch_op.f("uq_delivery_attempt_outbox_key_lease_number"), type_="unique"
        )
        batch_op.drop_column("finished_at")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_source_key")
        batch_op.drop_constraint(batch_op.f("ck_outbox_acknowledged"), type_="check")
        batch_op.drop_column("acknowledged_by")
        batch_op.drop_column("acknowledged_at")
    _accept("state", _OLD_STATES)
    _accept("audience", _OLD_AUDIENCES)
    _accept("event", _OLD_EVENTS)


def _accept(column: str, values: tuple[str, ...]) -> None:
    name = f"ck_outbox_{column}"
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(name), type_="check")
        batch_op.create_check_constraint(batch_op.f(name), sa.text(f"{column} IN {_in(values)}"))


def _in(values: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"
