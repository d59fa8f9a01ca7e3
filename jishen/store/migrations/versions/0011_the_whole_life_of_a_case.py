"""The whole life of a case: more states, and more ends that make room for another case"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0018"
branch_labels = None
depends_on = None

_OLD_STATES = ("backlog", "opened", "enterprise_notified", "on_hold", "no_further_award")
_NEW_STATES = (
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
    "not_eligible",
    "withdrawn",
    "expired",
    "clawback",
)
_OLD_LIVE = "state <> 'no_further_award'"
_LIVE = "state NOT IN ('expired', 'no_further_award', 'not_eligible', 'withdrawn')"


_STATES = (*_OLD_STATES, *_NEW_STATES)
_HOLDS = ("policy", "person", "budget")


def upgrade() -> None:
    _accept(_STATES, _LIVE)
    with op.batch_alter_table("award_case") as batch_op:
        batch_op.add_column(sa.Column("hold", _one_of(_HOLDS, "hold"), nullable=True))
        batch_op.add_column(sa.Column("held_from", _one_of(_STATES, "held_from"), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_award_case_held_only_on_hold"),
            sa.text("state = 'on_hold' OR (hold IS NULL AND held_from IS NULL)"),
        )


def downgrade() -> None:
    with op.batch_alter_table("award_case") as batch_op:
        for name in ("held_only_on_hold", "held_from", "hold"):
            batch_op.drop_constraint(batch_op.f(f"ck_award_case_{name}"), type_="check")
        batch_op.drop_column("held_from")
        batch_op.drop_column("hold")
    # The older shape has no word for a case that came further: it is shown as held; an end that
    # paid nothing is shown as the one end it knows. The audit trail says where each stood.
    ends = "'expired', 'not_eligible', 'withdrawn'"
    op.execute(f"UPDATE award_case SET state = 'no_further_award' WHERE state IN ({ends})")
    new = ", ".join(f"'{state}'" for state in _NEW_STATES)
    op.execute(f"UPDATE award_case SET state = 'on_hold' WHERE state IN ({new})")
    _accept(_OLD_STATES, _OLD_LIVE)


def _accept(states: tuple[str, ...], live: str) -> None:
    # Apart from the table's own change: where SQLite copies the table, the index would be copied
    # with the words of before.
    op.drop_index("uq_award_case_live", "award_case")
    said = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("award_case") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_award_case_state"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_award_case_state"), sa.text(f"state IN ({said})")
        )
    op.create_index(
        "uq_award_case_live",
        "award_case",
        ["uscc", "clause"],
        unique=True,
        sqlite_where=sa.text(live),
        postgresql_where=sa.text(live),
    )


def _one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
