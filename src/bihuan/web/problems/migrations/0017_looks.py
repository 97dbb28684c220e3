"""Photos of the same look are found by bands of their hash instead of reading every photo there is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("problems", "0016_sweep_corrections")]
    operations = [
        migrations.RemoveIndex(model_name="evidence", name="evidence_look"),
        # Only what PostgreSQL itself brings stands in the expression: whoever adds evidence has to compute it.
        migrations.RunSQL(
            "create index evidence_look_bands on problems_evidence using gin ((array[(look & 65535)::int, "
            "65536 + ((look >> 16) & 65535)::int, 131072 + ((look >> 32) & 65535)::int, "
            "196608 + ((look >> 48) & 65535)::int])) where look is not null",
            "drop index evidence_look_bands",
        ),
    ]
