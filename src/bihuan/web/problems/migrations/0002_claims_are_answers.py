"""A unit says once whether a problem exists with it: in its answer to the check item. See docs/decisions/0079."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# What was claimed on a problem of a check item becomes the unit's answer to the item, unless it has answered meanwhile.
# Every claim stands in the journal as well (problem.claimed).
CARRY = """
update campaigns_answer a set state = case when c.exists then 'found' else 'none_found' end, text = c."where",
  answered_by_id = c.by_id, answered_at = c.at, version = a.version + 1
from problems_claim c join problems_problem p on p.id = c.problem_id
where a.check_item_id = p.check_item_id and a.unit_id = c.unit_id and a.state in ('open', 'forwarded')
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("campaigns", "0002_duties"),
        ("problems", "0001_initial"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Claim"),
    ]
