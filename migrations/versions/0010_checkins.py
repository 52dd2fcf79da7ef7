"""补卡与打卡时间。"""

from collections import Counter
from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

_TALLY = 'check_in'


def upgrade() -> None:
    op.create_table('checkin_settings',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('opens', sa.Time(), nullable=True),
    sa.Column('closes', sa.Time(), nullable=True),
    sa.Column('back_days', sa.Integer(), nullable=False),
    sa.Column('back_times', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_checkin_settings_branch_id')),
    sa.PrimaryKeyConstraint('branch_id', name=op.f('pk_checkin_settings'))
    )
    op.add_column('checkin', sa.Column('backfilled', sa.Boolean(), nullable=False, server_default=sa.false()))
    _count_the_past()


def _count_the_past() -> None:
    """以前的登记补进集体数字：各日、周、月、季、年。"""
    checkin = sa.table('checkin', sa.column('branch_id', sa.Integer()), sa.column('day', sa.Date()),
                       sa.column('undone_at', sa.DateTime()))
    figure = sa.table('figure', sa.column('branch_id', sa.Integer()), sa.column('period', sa.String()),
                      sa.column('start', sa.Date()), sa.column('tally', sa.String()), sa.column('times', sa.Integer()))
    query = sa.select(checkin.c.branch_id, checkin.c.day, sa.func.count()).where(checkin.c.undone_at.is_(None))
    times = Counter()
    for branch_id, day, count in op.get_bind().execute(query.group_by(checkin.c.branch_id, checkin.c.day)):
        for period, start in _spans(day):
            times[branch_id, period, start] += count
    if times:
        rows = [
            {'branch_id': branch_id, 'period': period, 'start': start, 'tally': _TALLY, 'times': count}
            for (branch_id, period, start), count in times.items()
        ]
        op.get_bind().execute(sa.insert(figure), rows)


def _spans(day):
    month = day.replace(day=1)
    return {
        'day': day,
        'week': day - timedelta(days=day.weekday()),
        'month': month,
        'quarter': month.replace(month=(day.month - 1) // 3 * 3 + 1),
        'year': month.replace(month=1),
    }.items()
