"""The zone, the ledger and the calendar have tables"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0003"
branch_labels = None
depends_on = None

STATUSES = ("in", "out", "uncertain")
SUBJECTS = ("enterprise", "building")
SYSTEMS = ("WGS84", "GCJ-02", "BD-09")


def upgrade() -> None:
    op.create_table(
        "zone_ruling",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("subject", _one_of(SUBJECTS, "subject"), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("status", _one_of(STATUSES, "status"), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.String(length=80), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_ruling")),
        sa.UniqueConstraint("key", name=op.f("uq_zone_ruling_key")),
    )
    op.create_table(
        "enterprise_point",
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("crs", _one_of(SYSTEMS, "crs"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["uscc"], ["enterprise.uscc"], name=op.f("fk_enterprise_point_uscc_enterprise")
        ),
        sa.PrimaryKeyConstraint("uscc", name=op.f("pk_enterprise_point")),
    )
    op.create_table(
        "awards_import",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_added", sa.Integer(), nullable=False),
        sa.Column("rows_known", sa.Integer(), nullable=False),
        sa.Column("rows_refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards_import")),
    )
    op.create_table(
        "earlier_award",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("enterprise_name", sa.Text(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("amount_yuan", sa.BigInteger(), nullable=False),
        sa.Column("city_half_yuan", sa.BigInteger(), nullable=False),
        sa.Column("district_half_yuan", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_yuan > 0", name=op.f("ck_earlier_award_amount")),
        sa.CheckConstraint(
            "city_half_yuan + district_half_yuan = amount_yuan",
            name=op.f("ck_earlier_award_halves"),
        ),
        sa.CheckConstraint("article >= 3", name=op.f("ck_earlier_award_article")),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["awards_import.id"],
            name=op.f("fk_earlier_award_import_id_awards_import"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_earlier_award")),
    )
    with op.batch_alter_table("earlier_award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_earlier_award_uscc"), ["uscc"], unique=False)
        batch_op.create_index(batch_op.f("ix_earlier_award_year"), ["year"], unique=False)
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days_off", sa.Text(), nullable=False),
        sa.Column("make_up_days", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    # A judgement may be asked about again when a ruling comes: its newest decision holds.
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_decision_match_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_decision_match_id"), ["match_id"], unique=False)


def downgrade() -> None:
    # The old shape keeps one decision a judgement: the newest.
    op.execute(
        "DELETE FROM decision WHERE id NOT IN (SELECT max(id) FROM decision GROUP BY match_id)"
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_match_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_decision_match_id"), ["match_id"])
    op.drop_table("calendar_year")
    with op.batch_alter_table("earlier_award", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_earlier_award_year"))
        batch_op.drop_index(batch_op.f("ix_earlier_award_uscc"))
    op.drop_table("earlier_award")
    op.drop_table("awards_import")
    op.drop_table("enterprise_point")
    op.drop_table("zone_ruling")


def _one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
