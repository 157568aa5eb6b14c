"""The project's settings, made quick for tests. The database is DATABASE_URL's, as outside."""

import os
import tempfile

os.environ.setdefault("DEBUG", "0")
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("SITE_HTTPS", "0")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="galeri-test-"))

from gallery_site.settings import *  # noqa: F403
from gallery_site.settings import DATABASES, STORAGES

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and the live server open their own connections.
    DATABASES["default"]["TEST"] = {"NAME": os.environ["DATA_DIR"] + "/test.sqlite3"}
