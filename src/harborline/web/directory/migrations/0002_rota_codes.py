"""Gives every center a code of four digits for the telephone, in the order of their ids."""

from itertools import product
from typing import Any

from django.db import migrations, models


def give_codes(apps: Any, schema_editor: Any) -> None:
    """Numbers the centers that there are; beyond 6,561 they have none."""
    center = apps.get_model("directory", "Center")
    codes = product("123456789", repeat=4)
    rows = list(center.unscoped.using(schema_editor.connection.alias).order_by("id").only("id"))
    for row, digits in zip(rows, codes, strict=False):
        row.rota_code = "".join(digits)
    center.unscoped.using(schema_editor.connection.alias).bulk_update(rows, ["rota_code"], 500)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="center",
            name="rota_code",
            field=models.CharField(
                blank=True, editable=False, max_length=4, null=True, unique=True
            ),
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
    ]
