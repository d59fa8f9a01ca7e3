"""The first shape of the database"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_case_id"), ["case_id"], unique=False)

    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "raw_object",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_raw_object")),
    )
    op.create_table(
        "registry_import",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_added", sa.Integer(), nullable=False),
        sa.Column("rows_changed", sa.Integer(), nullable=False),
        sa.Column("rows_unchanged", sa.Integer(), nullable=False),
        sa.Column("rows_refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_import")),
    )
    op.create_table(
        "source_health",
        sa.Column("source_key", sa.String(length=60), nullable=False),
        sa.Column("baseline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_good_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_new_entry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spell_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spell_verdict", sa.String(length=40), nullable=True),
        sa.Column("spell_url", sa.Text(), nullable=True),
        sa.Column("spell_detail", sa.Text(), nullable=True),
        sa.Column("spell_remedy", sa.Text(), nullable=True),
        sa.Column("spell_told_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("source_key", name=op.f("pk_source_health")),
    )
    op.create_table(
        "yearly_pool",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cap_yuan", sa.BigInteger(), nullable=False),
        sa.Column("used_yuan", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "used_yuan >= 0 AND used_yuan <= cap_yuan", name=op.f("ck_yearly_pool_cap")
        ),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_yearly_pool")),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("source_key", sa.String(length=60), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("is_hub", sa.Boolean(), nullable=False),
        sa.Column("is_baseline", sa.Boolean(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("page_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["page_sha256"], ["raw_object.sha256"], name=op.f("fk_announcement_page_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("source_key", "url", name=op.f("uq_announcement_source_key_url")),
    )
    op.create_table(
        "enterprise",
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "company",
                "branch",
                "individual_business",
                "public_institution",
                "unknown",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("registered_address", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column(
            "zone_status",
            sa.Enum(
                "in",
                "out",
                "uncertain",
                name="zone_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("zone_basis", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["registry_import.id"], name=op.f("fk_enterprise_import_id")
        ),
        sa.PrimaryKeyConstraint("uscc", name=op.f("pk_enterprise")),
    )
    op.create_table(
        "fetch",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("source_key", sa.String(length=60), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("fetched_from", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("headers", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["raw_object.sha256"], name=op.f("fk_fetch_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fetch")),
    )
    with op.batch_alter_table("fetch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fetch_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_fetch_source_key"), ["source_key"], unique=False)

    op.create_table(
        "watched_url",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source_key", sa.String(length=60), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("good_sha256", sa.String(length=64), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("full_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["good_sha256"], ["raw_object.sha256"], name=op.f("fk_watched_url_good_sha256")
        ),
        sa.PrimaryKeyConstraint("url", "source_key", name=op.f("pk_watched_url")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("announcement_id", sa.String(length=36), nullable=False),
        sa.Column("source_key", sa.String(length=60), nullable=False),
        sa.Column(
            "list_kind",
            sa.Enum(
                "algorithm",
                "deep_synthesis",
                "generative_ai",
                name="list_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("label_key", sa.String(length=300), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("is_baseline", sa.Boolean(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("announced_on_basis", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_attachment_announcement_id")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["raw_object.sha256"], name=op.f("fk_attachment_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint(
            "announcement_id", "label_key", name=op.f("uq_attachment_announcement_id_label_key")
        ),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attachment_announcement_id"), ["announcement_id"], unique=False
        )

    op.create_table(
        "enterprise_name",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_former", sa.Boolean(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("canonical_key", sa.String(length=300), nullable=False),
        sa.Column("bare_key", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["uscc"], ["enterprise.uscc"], name=op.f("fk_enterprise_name_uscc")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_name")),
        sa.UniqueConstraint(
            "uscc", "name", "is_former", name=op.f("uq_enterprise_name_uscc_name_is_former")
        ),
    )
    with op.batch_alter_table("enterprise_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_name_bare_key"), ["bare_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_enterprise_name_canonical_key"), ["canonical_key"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_enterprise_name_name_key"), ["name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_name_uscc"), ["uscc"], unique=False)

    op.create_table(
        "attachment_version",
        sa.Column("attachment_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("new_rows", sa.Integer(), nullable=False),
        sa.Column("changed_rows", sa.Integer(), nullable=False),
        sa.Column("missing_rows", sa.Integer(), nullable=False),
        sa.Column("digest_due", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_attachment_version_attachment_id")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["raw_object.sha256"], name=op.f("fk_attachment_version_sha256")
        ),
        sa.PrimaryKeyConstraint("attachment_id", "sha256", name=op.f("pk_attachment_version")),
    )
    with op.batch_alter_table("attachment_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attachment_version_digest_due"), ["digest_due"], unique=False
        )

    op.create_table(
        "filing_entry",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("attachment_id", sa.String(length=36), nullable=False),
        sa.Column(
            "list_kind",
            sa.Enum(
                "algorithm",
                "deep_synthesis",
                "generative_ai",
                name="list_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("filing_key", sa.String(length=200), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category_or_role", sa.Text(), nullable=False),
        sa.Column("filer_name", sa.Text(), nullable=False),
        sa.Column("filer_key", sa.String(length=300), nullable=False),
        sa.Column("filer_canonical_key", sa.String(length=300), nullable=False),
        sa.Column("filer_bare_key", sa.String(length=300), nullable=False),
        sa.Column("products", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("filing_number", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_sha256", sa.String(length=64), nullable=False),
        sa.Column("attachment_sha256", sa.String(length=64), nullable=False),
        sa.Column("is_baseline", sa.Boolean(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("needs_match", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_filing_entry_attachment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_entry")),
        sa.UniqueConstraint(
            "attachment_id",
            "filing_key",
            "occurrence",
            name=op.f("uq_filing_entry_attachment_id_filing_key_occurrence"),
        ),
    )
    with op.batch_alter_table("filing_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_filing_entry_attachment_id"), ["attachment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_filing_entry_filer_bare_key"), ["filer_bare_key"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_filing_entry_filer_canonical_key"), ["filer_canonical_key"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_filing_entry_filer_key"), ["filer_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_filing_entry_filing_key"), ["filing_key"], unique=False
        )
        batch_op.create_index("ix_filing_entry_work", ["needs_match"], unique=False)

    op.create_table(
        "award_case",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_number", sa.String(length=40), nullable=False),
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("filing_key", sa.String(length=200), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "backlog",
                "opened",
                "enterprise_notified",
                "on_hold",
                "no_further_award",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "eligible",
                "on_hold",
                "ask",
                "no_further_award",
                "not_eligible",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ceiling_yuan", sa.BigInteger(), nullable=False),
        sa.Column("determined_yuan", sa.BigInteger(), nullable=False),
        sa.Column("payable_yuan", sa.BigInteger(), nullable=False),
        sa.Column("city_half_yuan", sa.BigInteger(), nullable=False),
        sa.Column("district_half_yuan", sa.BigInteger(), nullable=False),
        sa.Column("is_backlog", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "city_half_yuan + district_half_yuan = payable_yuan", name=op.f("ck_award_case_halves")
        ),
        sa.CheckConstraint(
            "payable_yuan >= 0 AND payable_yuan <= ceiling_yuan", name=op.f("ck_award_case_payable")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["filing_entry.id"], name=op.f("fk_award_case_entry_id")
        ),
        sa.ForeignKeyConstraint(["uscc"], ["enterprise.uscc"], name=op.f("fk_award_case_uscc")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_case")),
        sa.UniqueConstraint("case_number", name=op.f("uq_award_case_case_number")),
        sa.UniqueConstraint(
            "filing_key", "clause", "uscc", name=op.f("uq_award_case_filing_key_clause_uscc")
        ),
    )
    with op.batch_alter_table("award_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_case_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_case_uscc"), ["uscc"], unique=False)
        batch_op.create_index(
            "uq_award_case_live",
            ["uscc", "clause"],
            unique=True,
            sqlite_where=sa.text("state <> 'no_further_award'"),
            postgresql_where=sa.text("state <> 'no_further_award'"),
        )

    op.create_table(
        "entry_version",
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("attachment_sha256", sa.String(length=64), nullable=False),
        sa.Column("cells", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["filing_entry.id"], name=op.f("fk_entry_version_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "version", name=op.f("pk_entry_version")),
    )
    op.create_table(
        "match",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "positive",
                "unsure",
                "negative",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("candidates", sa.Text(), nullable=True),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_by", sa.Text(), nullable=False),
        sa.Column("is_settled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["filing_entry.id"], name=op.f("fk_match_entry_id")),
        sa.ForeignKeyConstraint(["uscc"], ["enterprise.uscc"], name=op.f("fk_match_uscc")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
        sa.UniqueConstraint("entry_id", "round", name=op.f("uq_match_entry_id_round")),
    )
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_uscc"), ["uscc"], unique=False)
        batch_op.create_index(batch_op.f("ix_match_verdict"), ["verdict"], unique=False)
        batch_op.create_index(
            "uq_match_current",
            ["entry_id"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "approval",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("approver", sa.String(length=80), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["award_case.id"], name=op.f("fk_approval_case_id")),
        sa.PrimaryKeyConstraint("case_id", "approver", name=op.f("pk_approval")),
        sa.UniqueConstraint("case_id", "step", name=op.f("uq_approval_case_id_step")),
    )
    op.create_table(
        "case_filing",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("filing_key", sa.String(length=200), nullable=False),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("is_leading", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["award_case.id"], name=op.f("fk_case_filing_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["filing_entry.id"], name=op.f("fk_case_filing_entry_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "entry_id", name=op.f("pk_case_filing")),
        sa.UniqueConstraint(
            "filing_key", "clause", "uscc", name=op.f("uq_case_filing_filing_key_clause_uscc")
        ),
    )
    with op.batch_alter_table("case_filing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_filing_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("policy_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "eligible",
                "on_hold",
                "ask",
                "no_further_award",
                "not_eligible",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["award_case.id"], name=op.f("fk_decision_case_id")),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_decision_match_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("match_id", name=op.f("uq_decision_match_id")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_case_id"), ["case_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "filing_seen",
                "batch_digest",
                "case_waiting",
                "source_fault",
                "source_recovered",
                name="event",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.Enum(
                "enterprise",
                "reviewers",
                "operators",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("source_key", sa.String(length=60), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "accepted",
                "dead",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_number", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["award_case.id"], name=op.f("fk_outbox_case_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_outbox_due", ["state", "due_at"], unique=False)

    op.create_table(
        "payout",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("instruction_key", sa.String(length=64), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount_yuan", sa.BigInteger(), nullable=False),
        sa.Column("city_half_yuan", sa.BigInteger(), nullable=False),
        sa.Column("district_half_yuan", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_yuan > 0", name=op.f("ck_payout_amount")),
        sa.CheckConstraint(
            "city_half_yuan + district_half_yuan = amount_yuan", name=op.f("ck_payout_halves")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["award_case.id"], name=op.f("fk_payout_case_id")),
        sa.ForeignKeyConstraint(["year"], ["yearly_pool.year"], name=op.f("fk_payout_year")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_payout")),
        sa.UniqueConstraint("instruction_key", name=op.f("uq_payout_instruction_key")),
    )
    with op.batch_alter_table("payout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payout_uscc"), ["uscc"], unique=False)

    op.create_table(
        "delivery_attempt",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("outbox_key", sa.String(length=64), nullable=False),
        sa.Column("lease_number", sa.Integer(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("address_masked", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("template_version", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbox_key"], ["outbox.key"], name=op.f("fk_delivery_attempt_outbox_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_attempt")),
    )
    with op.batch_alter_table("delivery_attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delivery_attempt_outbox_key"), ["outbox_key"], unique=False
        )

    _protect_audit()


def downgrade() -> None:
    with op.batch_alter_table("delivery_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_attempt_outbox_key"))

    op.drop_table("delivery_attempt")
    with op.batch_alter_table("payout", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payout_uscc"))

    op.drop_table("payout")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_due")
        batch_op.drop_index(batch_op.f("ix_outbox_case_id"))

    op.drop_table("outbox")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_case_id"))

    op.drop_table("decision")
    with op.batch_alter_table("case_filing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_filing_entry_id"))

    op.drop_table("case_filing")
    op.drop_table("approval")
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_match_current",
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )
        batch_op.drop_index(batch_op.f("ix_match_verdict"))
        batch_op.drop_index(batch_op.f("ix_match_uscc"))

    op.drop_table("match")
    op.drop_table("entry_version")
    with op.batch_alter_table("award_case", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_award_case_live",
            sqlite_where=sa.text("state <> 'no_further_award'"),
            postgresql_where=sa.text("state <> 'no_further_award'"),
        )
        batch_op.drop_index(batch_op.f("ix_award_case_uscc"))
        batch_op.drop_index(batch_op.f("ix_award_case_state"))

    op.drop_table("award_case")
    with op.batch_alter_table("filing_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_filing_entry_work")
        batch_op.drop_index(batch_op.f("ix_filing_entry_filing_key"))
        batch_op.drop_index(batch_op.f("ix_filing_entry_filer_key"))
        batch_op.drop_index(batch_op.f("ix_filing_entry_filer_canonical_key"))
        batch_op.drop_index(batch_op.f("ix_filing_entry_filer_bare_key"))
        batch_op.drop_index(batch_op.f("ix_filing_entry_attachment_id"))

    op.drop_table("filing_entry")
    with op.batch_alter_table("attachment_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_version_digest_due"))

    op.drop_table("attachment_version")
    with op.batch_alter_table("enterprise_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enterprise_name_uscc"))
        batch_op.drop_index(batch_op.f("ix_enterprise_name_name_key"))
        batch_op.drop_index(batch_op.f("ix_enterprise_name_canonical_key"))
        batch_op.drop_index(batch_op.f("ix_enterprise_name_bare_key"))

    op.drop_table("enterprise_name")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_announcement_id"))

    op.drop_table("attachment")
    op.drop_table("watched_url")
    with op.batch_alter_table("fetch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fetch_source_key"))
        batch_op.drop_index(batch_op.f("ix_fetch_sha256"))

    op.drop_table("fetch")
    op.drop_table("enterprise")
    op.drop_table("announcement")
    op.drop_table("yearly_pool")
    op.drop_table("source_health")
    op.drop_table("registry_import")
    op.drop_table("raw_object")
    op.drop_table("counter")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_case_id"))

    op.drop_table("audit_entry")
    _unprotect_audit()


def _protect_audit() -> None:
    """The audit table refuses UPDATE and DELETE (and TRUNCATE, where there is one)."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_entry_refuses_{act.lower()} BEFORE {act} ON audit_entry "
                "BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit entries are never changed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_refuses_change BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_refuses_truncate BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()"
    )


def _unprotect_audit() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_entry_refuse()")
