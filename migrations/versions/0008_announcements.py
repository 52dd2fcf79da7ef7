"""周报与榜。"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

WEEKLY = '{"day_of_week": "mon", "hour": 9, "minute": 0}'
EVE = '{"day_of_week": "sun", "hour": 20, "minute": 0}'


def upgrade() -> None:
    op.create_table('announcement',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('decided', sa.Boolean(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_announcement_branch_id')),
    sa.PrimaryKeyConstraint('branch_id', name=op.f('pk_announcement'))
    )
    op.create_table('announcement_issue',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('start', sa.Date(), nullable=False),
    sa.Column('fate', sa.String(), nullable=False),
    sa.Column('settled_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_announcement_issue_branch_id')),
    sa.PrimaryKeyConstraint('branch_id', 'period', 'start', name=op.f('pk_announcement_issue'))
    )
    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.add_column(sa.Column('after_holidays', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.alter_column(
            'after_holidays', existing_type=sa.Boolean(), existing_nullable=False, server_default=None
        )
    _switch_on_for_known_branches()


def _switch_on_for_known_branches() -> None:
    """已经绑定的支部，周报照新绑定的一样默认开着，记为未决定；书记在头一次核对时问。"""
    bind = op.get_bind()
    for branch_id, zone in bind.execute(sa.text("SELECT id, zone FROM branch")).all():
        here = datetime.now(ZoneInfo(zone))
        monday = (here + timedelta(days=7 - here.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)
        sunday = (monday - timedelta(days=1)).replace(hour=20)
        bind.execute(
            sa.text("INSERT INTO announcement (branch_id, form, decided) VALUES (:branch_id, 'ranking', :no)"),
            {"branch_id": branch_id, "no": False},
        )
        for job, cron, at, moves in (
            ("weekly_announcement", WEEKLY, monday, True),
            ("weekly_eve", EVE, sunday, False),
        ):
            bind.execute(
                sa.text(
                    "INSERT INTO schedule (branch_id, job, ref, cron, enabled, next_at, after_holidays)"
                    " VALUES (:branch_id, :job, '', CAST(:cron AS {}), :yes, :next_at, :moves)".format(
                        "JSON" if bind.dialect.name == "postgresql" else "TEXT"
                    )
                ).bindparams(sa.bindparam("next_at", type_=sa.DateTime())),
                {
                    "branch_id": branch_id, "job": job, "cron": cron, "yes": True,
                    "next_at": at.astimezone(UTC).replace(tzinfo=None), "moves": moves,
                },
            )
