"""The project's settings, made quick for tests. The database is DATABASE_URL's, as outside."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "GALERI_TEST_FOLDER" not in os.environ:
    # Made by the first process and handed down to the parallel workers it starts.
    os.environ["GALERI_TEST_FOLDER"] = tempfile.mkdtemp(prefix="galeri-test-")
    atexit.register(shutil.rmtree, os.environ["GALERI_TEST_FOLDER"], ignore_errors=True)
# Each worker keeps its own pictures and proofs; pytest-xdist names the workers.
_folder = Path(os.environ["GALERI_TEST_FOLDER"], os.environ.get("PYTEST_XDIST_WORKER", "main"))

os.environ |= {
    "DEBUG": "0",
    "SECRET_KEY": "only-for-tests",
    "ORDER_LINK_KEY": "only-for-test-links",
    "STORED_SECRET_KEYS": "only-for-test-secrets",
    "GATEWAY_MODE": "sandbox",
    "SITE_HTTPS": "0",
    "STAFF_SECOND_FACTOR": "0",
    "DATA_DIR": str(_folder),
}

from gallery_site.settings import *  # noqa: E402, F403
from gallery_site.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

# The live server finds static files where they are written; nothing is collected or hashed.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and the live server open their own connections.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
    # No power cut outlives the run: thousands of commits need not reach the disk one by one.
    # tests/ground/test_database.py opens a connection as the site does.
    SITE_OPTIONS = DATABASES["default"]["OPTIONS"]
    DATABASES["default"]["OPTIONS"] = SITE_OPTIONS | {
        "init_command": f"{SITE_OPTIONS['init_command']} PRAGMA synchronous=OFF;"
    }
