from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("problems", "0003_referrals")]

    operations = [migrations.RemoveField(model_name="problem", name="referred_to_discipline")]
