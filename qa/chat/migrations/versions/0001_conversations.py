"""Conversations, judgements of answers, and the secret of the browsers' keys."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.execute("CREATE TABLE secret (value TEXT NOT NULL)")
    op.execute(
        "CREATE TABLE conversation (id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, "
        "changed DOUBLE PRECISION NOT NULL, turns TEXT NOT NULL)"
    )
    op.execute("CREATE INDEX conversation_owner ON conversation (owner, changed)")
    op.execute(
        "CREATE TABLE judgement (id BIGSERIAL PRIMARY KEY, made DOUBLE PRECISION NOT NULL, "
        "good INTEGER NOT NULL, reason TEXT NOT NULL, turn TEXT NOT NULL)"
    )


def downgrade() -> None:
    """Drop the tables and all that is in them."""
    for table in ("judgement", "conversation", "secret"):
        op.execute(f"DROP TABLE {table}")
