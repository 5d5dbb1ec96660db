"""Seals the secrets of authenticator apps that lie open in the database."""

import re
from typing import Any

from django.db import migrations

from harborline.web.accounts.sealing import Unreadable, seal, unseal

OPEN = re.compile(r"[0-9a-f]{40}")


def seal_apps(apps: Any, _schema: Any) -> None:
    for app in apps.get_model("otp_totp", "TOTPDevice").objects.select_for_update():
        if OPEN.fullmatch(app.key):
            app.key = seal(bytes.fromhex(app.key), app.user_id)
            app.save(update_fields=["key"])


def open_apps(apps: Any, _schema: Any) -> None:
    for app in apps.get_model("otp_totp", "TOTPDevice").objects.select_for_update():
        try:
            app.key = unseal(app.key, app.user_id).hex()
        except Unreadable:
            continue
        app.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("otp_totp", "0003_add_timestamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthenticatorApp",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("otp_totp.totpdevice",),
        ),
        migrations.RunPython(seal_apps, open_apps),
    ]
