"""The enterprise's page: links, claims, files, this is not us"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0011b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enterprise_link",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("recipient", sa.String(length=18), nullable=False),
        sa.Column("notice_key", sa.String(length=64), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(length=120), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(length=120), nullable=True),
        sa.Column("revoked_why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL)", name=op.f("ck_enterprise_link_revoked")
        ),
        sa.CheckConstraint("expires_at > issued_at", name=op.f("ck_enterprise_link_expiry")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["award_case.id"], name=op.f("fk_enterprise_link_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_key"], ["outbox.key"], name=op.f("fk_enterprise_link_notice_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_enterprise_link_token_sha256")),
    )
    with op.batch_alter_table("enterprise_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_link_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_enterprise_link_notice_key"), ["notice_key"], unique=False
        )

    op.create_table(
        "claim",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action_key", sa.String(length=64), nullable=False),
        sa.Column("link_id", sa.String(length=36), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column(
            "language",
            sa.Enum(
                "zh", "en", name="language", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=60), nullable=True),
        sa.Column("payee_sealed", sa.Text(), nullable=True),
        sa.Column("contact_sealed", sa.Text(), nullable=True),
        sa.Column("payee_masked", sa.Text(), nullable=False),
        sa.Column("contact_masked", sa.Text(), nullable=False),
        sa.Column("payee_sha256", sa.String(length=64), nullable=False),
        sa.Column("contact_sha256", sa.String(length=64), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("checks", sa.Text(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(erased_at IS NULL) = (payee_sealed IS NOT NULL) AND (payee_sealed IS NULL) = (contact_sealed IS NULL)",
            name=op.f("ck_claim_erased"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["award_case.id"], name=op.f("fk_claim_case_id")),
        sa.ForeignKeyConstraint(["link_id"], ["enterprise_link.id"], name=op.f("fk_claim_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("action_key", name=op.f("uq_claim_action_key")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_claim_case_id_version")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_key_id"), ["key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_uscc"), ["uscc"], unique=False)

    op.create_table(
        "not_ours",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("link_id", sa.String(length=36), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=120), nullable=True),
        sa.Column("settlement", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by IS NULL)", name=op.f("ck_not_ours_settled")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["award_case.id"], name=op.f("fk_not_ours_case_id")),
        sa.ForeignKeyConstraint(
            ["link_id"], ["enterprise_link.id"], name=op.f("fk_not_ours_link_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_ours")),
    )
    with op.batch_alter_table("not_ours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_not_ours_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_not_ours_open",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "claim_answer",
        sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_answer_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", "item", name=op.f("pk_claim_answer")),
    )
    op.create_table(
        "claim_declaration",
        sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "yes",
                "no",
                "na",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_declaration_claim_id")
        ),
        sa.PrimaryKeyConstraint("claim_id", "key", name=op.f("pk_claim_declaration")),
    )
    op.create_table(
        "claim_file",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("link_id", sa.String(length=36), nullable=False),
        sa.Column("claim_id", sa.String(length=36), nullable=True),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_claim_file_size")),
        sa.ForeignKeyConstraint(["case_id"], ["award_case.id"], name=op.f("fk_claim_file_case_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_file_claim_id")),
        sa.ForeignKeyConstraint(
            ["link_id"], ["enterprise_link.id"], name=op.f("fk_claim_file_link_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_file")),
    )
    with op.batch_alter_table("claim_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_file_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_file_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_file_sha256"), ["sha256"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("claim_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_file_sha256"))
        batch_op.drop_index(batch_op.f("ix_claim_file_claim_id"))
        batch_op.drop_index(batch_op.f("ix_claim_file_case_id"))

    op.drop_table("claim_file")
    op.drop_table("claim_declaration")
    op.drop_table("claim_answer")
    with op.batch_alter_table("not_ours", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_not_ours_open",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_not_ours_case_id"))

    op.drop_table("not_ours")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_uscc"))
        batch_op.drop_index(batch_op.f("ix_claim_key_id"))
        batch_op.drop_index(batch_op.f("ix_claim_case_id"))

    op.drop_table("claim")
    with op.batch_alter_table("enterprise_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enterprise_link_notice_key"))
        batch_op.drop_index(batch_op.f("ix_enterprise_link_case_id"))

    op.drop_table("enterprise_link")
