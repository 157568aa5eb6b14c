"""A copy of the running database holds everything that was committed before it."""

import sqlite3
import subprocess

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection

from tests.processes import environment


def names_in(folder):
    """The group names in a backup, read without the site."""
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(folder / "galeri.sqlite3")
        rows = copy.execute("SELECT name FROM auth_group").fetchall()
        copy.close()
        return [name for (name,) in rows]
    text = subprocess.run(
        ["pg_restore", "--data-only", "--table=auth_group", "--file=-", folder / "galeri.dump"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = text.partition("FROM stdin;\n")[2].partition("\\.")[0].splitlines()
    return [row.split("\t")[1] for row in rows]


def test_backup_holds_committed_rows_and_files(transactional_db, tmp_path):
    Group.objects.create(name="Pembukuan")
    (settings.DATA_DIR / "media").mkdir(exist_ok=True)
    (settings.DATA_DIR / "media" / "foto.txt").write_text("foto")

    (settings.DATA_DIR / "erasures.txt").write_text("2026-11-21T00:00:00+00:00 B-CONTOH\n")

    subprocess.run(["scripts/backup", tmp_path], env=environment(), check=True)

    (folder,) = tmp_path.iterdir()
    assert names_in(folder) == ["Pembukuan"]
    assert (folder / "media.tar").stat().st_size > 0
    assert (folder / "erasures.txt").read_text().endswith("B-CONTOH\n")
