"""The review and the payment have tables; an approval that is void stays on record"""

import sqlalchemy as sa
from alembic import op

revision = "0011b"
down_revision = "0010"
branch_labels = None
depends_on = None

_STATES = (
    "backlog",
    "opened",
    "enterprise_notified",
    "waiting_for_window",
    "submitted",
    "form_check",
    "correction_requested",
    "substantive_review",
    "second_review",
    "city_confirmation",
    "public_notice",
    "objection",
    "awaiting_decision",
    "decided",
    "payment_requested",
    "paid",
    "archived",
    "on_hold",
    "not_eligible",
    "no_further_award",
    "withdrawn",
    "expired",
    "clawback",
)
_ACTS = (
    "take",
    "assign",
    "wait_for_window",
    "open_window",
    "receive_claim",
    "accept",
    "request_correction",
    "receive_correction",
    "review",
    "second_review",
    "confirm_city",
    "end_notice",
    "object",
    "dismiss_objection",
    "send_back",
    "decide",
    "reject",
    "hold",
    "release_hold",
    "withdraw",
    "expire",
    "archive",
    "claw_back",
)
_IN_FORCE = "voided_at IS NULL"
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _approvals()
    _review()
    _payments()
    with op.batch_alter_table("award_case") as batch_op:
        batch_op.add_column(sa.Column("assignee_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("assignee", sa.String(length=120), nullable=True))
        batch_op.create_index(batch_op.f("ix_award_case_assignee_id"), ["assignee_id"])
    with op.batch_alter_table("payout") as batch_op:
        batch_op.add_column(
            sa.Column(
                "evidence_sha256", sa.String(length=64), nullable=False, server_default="0" * 64
            )
        )
        batch_op.add_column(sa.Column("export_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("paid_on", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_payout_export_id"), ["export_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_payout_export_id"), "payment_export", ["export_id"], ["id"]
        )
    with op.batch_alter_table("payout") as batch_op:
        batch_op.alter_column("evidence_sha256", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("payout") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_payout_export_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_payout_export_id"))
        for column in ("paid_on", "export_id", "evidence_sha256"):
            batch_op.drop_column(column)
    with op.batch_alter_table("award_case") as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_case_assignee_id"))
        batch_op.drop_column("assignee")
        batch_op.drop_column("assignee_id")
    for table in (
        "clawback",
        "acknowledgement",
        "acknowledgement_import",
        "payment_export",
        "correction_item",
        "correction_request",
        "case_act",
    ):
        op.drop_table(table)
    # The older shape has no words for a void approval, or for who signed: none is kept.
    op.drop_table("approval")
    op.create_table(
        "approval",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("approver", sa.String(length=80), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("approved_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["award_case.id"], name=op.f("fk_approval_case_id")),
        sa.PrimaryKeyConstraint("case_id", "approver", name=op.f("pk_approval")),
        sa.UniqueConstraint("case_id", "step", name=op.f("uq_approval_case_id_step")),
    )


def _approvals() -> None:
    # Nothing wrote approvals before this shape: there are none to carry over.
    op.drop_table("approval")
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("approver", sa.String(length=120), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("approved_at", _AT, nullable=False),
        sa.Column("voided_at", _AT, nullable=True),
        sa.Column("voided_why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (voided_why IS NULL)", name=op.f("ck_approval_voided")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["award_case.id"], name=op.f("fk_approval_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    for name, column in (("uq_approval_person", "person_id"), ("uq_approval_step", "step")):
        op.create_index(
            name,
            "approval",
            ["case_id", column],
            unique=True,
            sqlite_where=sa.text(_IN_FORCE),
            postgresql_where=sa.text(_IN_FORCE),
        )


def _review() -> None:
    op.create_table(
        "case_act",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("act", _one_of(_ACTS, "act"), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("state_before", _one_of(_STATES, "state_before"), nullable=False),
        sa.Column("state_after", _one_of(_STATES, "state_after"), nullable=False),
        sa.Column("version_after", sa.Integer(), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("action_key", sa.String(length=64), nullable=True),
        sa.Column("audit_sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["award_case.id"], name=op.f("fk_case_act_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_act")),
        sa.UniqueConstraint("case_id", "action_key", name=op.f("uq_case_act_case_id_action_key")),
    )
    op.create_index(op.f("ix_case_act_case_id"), "case_act", ["case_id"])
    op.create_index(op.f("ix_case_act_person_id"), "case_act", ["person_id"])
    op.create_table(
        "correction_request",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("requested_at", _AT, nullable=False),
        sa.Column("requested_by", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_at", _AT, nullable=True),
        sa.CheckConstraint("round >= 1", name=op.f("ck_correction_request_round")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["award_case.id"], name=op.f("fk_correction_request_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_request")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_correction_request_case_id_round")),
    )
    op.create_table(
        "correction_item",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["correction_request.id"], name=op.f("fk_correction_item_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", "code", name=op.f("pk_correction_item")),
    )


def _payments() -> None:
    op.create_table(
        "payment_export",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("amount_yuan", sa.BigInteger(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_export")),
    )
    op.create_table(
        "acknowledgement_import",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_at", _AT, nullable=False),
        sa.Column("imported_by", sa.String(length=120), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_new", sa.Integer(), nullable=False),
        sa.Column("rows_known", sa.Integer(), nullable=False),
        sa.Column("rows_refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement_import")),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("answer", _one_of(("paid", "returned"), "answer"), nullable=False),
        sa.Column("amount_yuan", sa.BigInteger(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_yuan > 0", name=op.f("ck_acknowledgement_amount")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["payout.case_id"], name=op.f("fk_acknowledgement_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["acknowledgement_import.id"],
            name=op.f("fk_acknowledgement_import_id"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_acknowledgement")),
    )
    op.create_index(op.f("ix_acknowledgement_case_id"), "acknowledgement", ["case_id"])
    op.create_table(
        "clawback",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("amount_yuan", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_at", _AT, nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.CheckConstraint("amount_yuan > 0", name=op.f("ck_clawback_amount")),
        sa.ForeignKeyConstraint(["case_id"], ["payout.case_id"], name=op.f("fk_clawback_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_clawback")),
    )


def _one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
