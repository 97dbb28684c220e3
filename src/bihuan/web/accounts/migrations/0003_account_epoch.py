from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="epoch",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
