"""Links to the enterprise's page: found by their token's digest, never by the token."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jishen.store.tables import AwardCase, EnterpriseLink

TOKEN_CHARACTERS = 43
"""What 32 random bytes come to in base64url: 256 bits."""


def digest_of(token: str) -> str:
    """Return what is kept of a token: SHA-256, hexadecimal.

    A token has 256 random bits: unlike a password's, its plain digest cannot be searched for.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def open_link(session: Session, token: str, at: datetime) -> EnterpriseLink | None:
    """Return the link that this token opens now; None whatever else is the matter with it."""
    if len(token) != TOKEN_CHARACTERS:
        return None
    link = session.scalar(
        select(EnterpriseLink)
        .join(AwardCase, AwardCase.id == EnterpriseLink.case_id)
        .where(
            EnterpriseLink.token_sha256 == digest_of(token),
            EnterpriseLink.recipient == AwardCase.uscc,
        )
    )
    if link is None or link.revoked_at is not None or link.expires_at <= at:
        return None
    return link


def live_links(session: Session, case_id: str, at: datetime) -> list[EnterpriseLink]:
    """Return a case's links that open its page now, oldest first."""
    return list(
        session.scalars(
            select(EnterpriseLink)
            .where(
                EnterpriseLink.case_id == case_id,
                EnterpriseLink.revoked_at.is_(None),
                EnterpriseLink.expires_at > at,
            )
            .order_by(EnterpriseLink.issued_at, EnterpriseLink.id)
        )
    )


def links_of(session: Session, case_number: str | None) -> list[tuple[EnterpriseLink, AwardCase]]:
    """Return links with their cases, newest first: one case's, or all."""
    query = (
        select(EnterpriseLink, AwardCase)
        .join(AwardCase, AwardCase.id == EnterpriseLink.case_id)
        .order_by(EnterpriseLink.issued_at.desc(), EnterpriseLink.id)
    )
    if case_number is not None:
        query = query.where(AwardCase.case_number == case_number)
    return [(link, case) for link, case in session.execute(query)]
