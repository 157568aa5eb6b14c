"""One settings file; what differs between machines comes from the environment.

docs/operations.md lists every variable. A missing secret stops the start.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="local-only" if DEBUG else environ.Env.NOTSET)
# Keys that were replaced: what they signed stays valid until they leave this list.
SECRET_KEY_FALLBACKS = env.list("OLD_SECRET_KEYS", default=[])
# Order links are signed with their own key, so rotating one does not break the other.
ORDER_LINK_KEY = env.str("ORDER_LINK_KEY", default=SECRET_KEY)
ORDER_LINK_OLD_KEYS = env.list("ORDER_LINK_OLD_KEYS", default=[])
# Keys of gateways and couriers are encrypted with the first; the others still open older rows.
STORED_SECRET_KEYS = env.list("STORED_SECRET_KEYS", default=["local-only"] if DEBUG else [])

# Payment gateways: real money ("production") or play money ("sandbox"), for the whole site. Keys of
# the other world are refused, so no order is ever paid with play money.
GATEWAY_MODE = env.str("GATEWAY_MODE", default="sandbox" if DEBUG else "production")
if GATEWAY_MODE not in ("sandbox", "production"):
    raise ImproperlyConfigured("GATEWAY_MODE is sandbox or production")
_sandbox = ".sandbox" if GATEWAY_MODE == "sandbox" else ""
MIDTRANS_SNAP_URL = env.str("MIDTRANS_SNAP_URL", default=f"https://app{_sandbox}.midtrans.com")
MIDTRANS_API_URL = env.str("MIDTRANS_API_URL", default=f"https://api{_sandbox}.midtrans.com")
XENDIT_API_URL = env.str("XENDIT_API_URL", default="https://api.xendit.co")
# The shopper is sent nowhere else to pay; ".xendit.co" stands for all names below it.
GATEWAY_PAGE_HOSTS = env.list(
    "GATEWAY_PAGE_HOSTS", default=[f"app{_sandbox}.midtrans.com", ".xendit.co"]
)

# Complaint lines on the trust pages, as text. The Kanwil supplies them; empty ones are said to be
# missing.
COMPLAINT_CONTACT = env.str("COMPLAINT_CONTACT", default="")
CONSUMER_COMPLAINT_CONTACT = env.str("CONSUMER_COMPLAINT_CONTACT", default="")

# Services that know what couriers charge; a facility without an account there uses its own table.
RAJAONGKIR_URL = env.str("RAJAONGKIR_URL", default="https://rajaongkir.komerce.id/api/v1")
BITESHIP_URL = env.str("BITESHIP_URL", default="https://api.biteship.com")

# Where this machine keeps what is not code: database file, pictures, proofs.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
# Numbers of purchases whose buyer was erased; outside the database, for after a restore.
ERASURE_LIST = Path(env.str("ERASURE_LIST", default=str(DATA_DIR / "erasures.txt")))

SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
# Off only for trying the site on one machine without a certificate.
SITE_HTTPS = env.bool("SITE_HTTPS", default=not DEBUG)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "facilities",
    "catalog",
    "orders",
    "facilities.admin_config.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "phonenumber_field",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "pictures",
    "django_cleanup.apps.CleanupConfig",
]

MIDDLEWARE = [
    # The log sees every answer; the headers go on every answer, also on a refusal further in.
    "gallery_site.logs.log_requests",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gallery_site.middleware.harden_headers",
    "gallery_site.middleware.allow_methods",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gallery_site.middleware.DatabaseBusy",
    # Before anything that reads the body.
    "gallery_site.middleware.LimitBody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "facilities.sessions.SessionLimits",
    "facilities.acting.remember_request",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gallery_site.urls"
WSGI_APPLICATION = "gallery_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "facilities.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'galeri.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    # Source: docs/decisions/0003-databases.md. IMMEDIATE: a transaction that reads and then
    # writes would otherwise fail at once when another one wrote in between.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    )
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        "-c lock_timeout=5s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s"
        # Compiling a statement costs ten times what it saves. docs/decisions/0017-facets.md
        " -c jit=off"
    )

# Nothing that must be exact lives in the cache; Redis is used when CACHE_URL names it.
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://galeri")}
CACHES["default"].setdefault("OPTIONS", {})
if "locmem" in CACHES["default"]["BACKEND"]:
    CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] = 2000

LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "gallery_site.formats"
PHONENUMBER_DEFAULT_REGION = "ID"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Proofs of payment: never under MEDIA_ROOT, served only by a view that checks who asks.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "private", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

PICTURES = {
    "USE_PLACEHOLDERS": False,
    "FILE_TYPES": ["AVIF", "WEBP", "JPEG"],
    "PIXEL_DENSITIES": [1],
    "GRID_COLUMNS": 4,
    "CONTAINER_WIDTH": 1200,
    "PICTURE_CLASS": "catalog.pictures.FastPicture",
    "PROCESSOR": "catalog.pictures.process",
}

TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "pictures"]}
}
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="Galeri UMKM Pemasyarakatan <galeri@localhost>"
)

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_VERBOSE = False
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
# Per account, wherever the tries come from; orders.limits counts per address. The pair adds
# nothing to that: without any address django-axes warns.
AXES_LOCKOUT_PARAMETERS = ["username", ["username", "ip_address"]]
# Knocking on a closed door must not keep it closed for its owner.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "facilities.login.locked_out"
AXES_ENABLE_ADMIN = False
AXES_CLIENT_IP_CALLABLE = "facilities.network.client_ip"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", **options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"OPTIONS": {"min_length": 12}},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
] + [{"NAME": "facilities.passwords.GuessablePasswordValidator"}]
# A code after the password, for every staff account. The demo leaves it out.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not DEBUG)
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
OFFICIALS_REDIRECT_URL = "orders:report_summary"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "gallery_site.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_HTTPS
# Browsers accept the __Host- prefix only on secure cookies.
SESSION_COOKIE_NAME = "__Host-sid" if SITE_HTTPS else "sid"
CSRF_COOKIE_NAME = "__Host-csrf" if SITE_HTTPS else "csrf"
SECURE_SSL_REDIRECT = SITE_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SITE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SITE_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Probes of this machine ask over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^(sehat|siap)/$"]
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many trusted proxies stand before us: the client address is that many hops from the right.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# Largest body in bytes: of a form, of a form with a proof of payment (5 MB and its frame), and in
# the admin, where a product photo comes as a phone took it.
FORM_MAX_BYTES = 64 * 1024
UPLOAD_MAX_BYTES = 6_000_000
ADMIN_MAX_BYTES = 16_000_000
# Where pictures are sent -> the page to try again from, at the same arguments.
UPLOAD_VIEWS = {
    "orders:proof_upload": "orders:order_detail",
    "orders:return_request": "orders:return_request",
    "orders:staff_channel_files": "orders:staff_channel_files",
    "admin:catalog_product_photos_add": "admin:catalog_product_photos",
}
# Where a list comes, not a picture.
UPLOAD_LISTS = {"orders:staff_channel_files"}
# Where more than one picture comes at once: three photos of goods given back, ten of a product;
# and where a list comes.
UPLOAD_LIMITS = {
    "orders:staff_channel_files": 9_000_000,
    "orders:return_request": 16_000_000,
    "admin:catalog_product_photos_add": 80_000_000,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "gallery_site.logs.JsonFormatter"},
        "plain": {"format": "{levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.str("LOG_FORMAT", default="plain" if DEBUG else "json"),
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Django's own handlers print in DEBUG only and mail the admins; one stream is enough.
    "loggers": {"django": {"handlers": [], "level": "INFO"}},
}
