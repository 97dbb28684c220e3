from django.db import migrations

# The keys of forms already taken in move to where all keys stand: one sent again after the change must not take effect twice.
MOVE = """
insert into idempotency_usedkey (person_id, key, fingerprint, status, reference, at)
select person_id, key::text, '', 0, '{}', at from problems_once on conflict do nothing
"""


class Migration(migrations.Migration):
    dependencies = [("idempotency", "0001_initial"), ("problems", "0014_repeats")]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Once"),
    ]
