"""News of its case to an enterprise"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None

_EVENTS = (
    "filing_seen",
    "batch_digest",
    "case_waiting",
    "source_fault",
    "source_recovered",
    "case_overdue",
    "channel_test",
)
_NEW = "case_news"


def upgrade() -> None:
    _accept((*_EVENTS, _NEW))


def downgrade() -> None:
    op.execute(
        "DELETE FROM delivery_attempt WHERE outbox_key IN"
        f" (SELECT key FROM outbox WHERE event = '{_NEW}')"
    )
    op.execute(f"DELETE FROM outbox WHERE event = '{_NEW}'")
    _accept(_EVENTS)


def _accept(events: tuple[str, ...]) -> None:
    said = ", ".join(f"'{event}'" for event in events)
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_outbox_event"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_outbox_event"), sa.text(f"event IN ({said})")
        )
