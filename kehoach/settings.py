"""Settings, all from the environment; outside DEBUG nothing has a silent default."""

import os
from base64 import b64decode
from ipaddress import ip_network
from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kehoach.downtime import read_downtime
from kehoach.lib.dates import read_day_of_year
from kehoach.lib.webhooks import webhook_problems_of

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
#: An empty variable is one that is not set, so every line of .env.example is right.
env.ENVIRON = {name: value for name, value in os.environ.items() if value}

DEBUG = env.bool("DEBUG", default=False)
if os.environ.get("KEHOACH_TEST_NOW"):
    # time-machine is only there for tests.
    from kehoach.testing.clock import set_clock

    set_clock(debug=DEBUG)


def required(name: str, debug_default: str) -> str:
    """Return the variable, `debug_default` under DEBUG, else refuse to start."""
    value: str = env.str(name, default="")
    if value:
        return value
    if DEBUG:
        return debug_default
    message = f"Set {name}: it has no default outside DEBUG (docs/operations.md)."
    raise ImproperlyConfigured(message)


SECRET_KEY = required("SECRET_KEY", "debug-only-" + "k" * 50)
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
#: The province that is served; the shipped agencies and plan are of this one.
PROVINCE = required("PROVINCE", "Khánh Hòa")
#: What the portal is about, on pages and in letters: «Cổng theo dõi kế hoạch …».
PORTAL_NAME = env.str(
    "PORTAL_NAME", default="Kế hoạch dân chủ ở cơ sở" if DEBUG else "Kế hoạch"
)
SITE_URL = required("SITE_URL", "http://localhost:8000").rstrip("/")
DEMO = env.bool("DEMO", default=False)
if DEMO and not DEBUG:
    message = "DEMO loads known passwords and can only be used with DEBUG."
    raise ImproperlyConfigured(message)

INSTALLED_APPS = [
    "kehoach.apps.KehoachConfig",
    "agencies",
    "tasks",
    "reporting",
    "kehoach.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "import_export",
    "django_celery_beat",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]
MIDDLEWARE = [
    "kehoach.site.visitor.VisitorMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kehoach.site.middleware.NothingAheadMiddleware",
    "kehoach.site.middleware.PageCompression",
    "kehoach.site.middleware.PlainAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kehoach.site.middleware.InkMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kehoach.site.middleware.ActingMiddleware",
    "agencies.accounts.limits.SessionLimits",
    "kehoach.site.middleware.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kehoach.site.reading_only.ReadingOnlyMiddleware",
    "kehoach.site.second_factor.SecondFactorMiddleware",
    "kehoach.site.second_factor.ProofMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "kehoach.site.middleware.KeptWrongMiddleware",
    "kehoach.site.middleware.ChoosePlanMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kehoach.site.second_try.SecondTryMiddleware",
]
ROOT_URLCONF = "kehoach.urls"
WSGI_APPLICATION = "kehoach.wsgi.application"
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
                "kehoach.site.context.portal",
            ],
            "builtins": ["kehoach.templatetags.vi"],
        },
    },
]
FORM_RENDERER = "kehoach.site.forms_renderer.PortalRenderer"

DATABASES = {
    "default": env.db_url_config(
        required("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'kehoach.sqlite3'}")
    )
}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
#: PgBouncer in transaction mode lends a connection for one transaction: a server-side
#: cursor (exports, every list of choices) would be looked for in another one.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool(
    "BEHIND_PGBOUNCER", default=False
)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            " PRAGMA foreign_keys=ON;"
        ),
    }
# SQLite ignores covering columns and DESC NULLS; PostgreSQL uses them.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ---------------------------------------------------------------
AUTH_USER_MODEL = "agencies.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = [
    "agencies.accounts.guard.DoorGuard",
    "agencies.sleeping.SleepGuard",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": "agencies.accounts.password_rules.LengthValidator"},
    {"NAME": "agencies.accounts.password_rules.FourClassesValidator"},
    {"NAME": "agencies.accounts.password_rules.GuessValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 3
#: Days without signing in after which an account sleeps; 0 lets none sleep.
ACCOUNT_SLEEP_DAYS = env.int("ACCOUNT_SLEEP_DAYS", default=45)
#: Wrong passwords within so many seconds, of one name from one place (or in one known
#: browser), and of one name over all places or one place over all names.
SIGN_IN_WINDOW = env.int("SIGN_IN_WINDOW", default=30 * 60)
SIGN_IN_TRIES = env.int("SIGN_IN_TRIES", default=5)
SIGN_IN_TRIES_MANY = env.int("SIGN_IN_TRIES_MANY", default=20)
#: «required» of administrators and whoever reads the whole province, or «offered» to all.
SECOND_FACTOR = env.str("SECOND_FACTOR", default="") or (
    "offered" if DEBUG else "required"
)
if SECOND_FACTOR not in {"required", "offered"}:
    message = "SECOND_FACTOR is «required» or «offered» (docs/operations.md)."
    raise ImproperlyConfigured(message)
SECOND_FACTOR_EVERYBODY = env.bool("SECOND_FACTOR_EVERYBODY", default=False)
try:
    #: From outside these networks it is required of everybody; none: wherever they are.
    PROVINCE_NETWORKS = [
        ip_network(each.strip()) for each in env.list("PROVINCE_NETWORKS", default=[])
    ]
except ValueError as error:
    message = "PROVINCE_NETWORKS are networks like 10.20.0.0/16 (docs/operations.md)."
    raise ImproperlyConfigured(message) from error
#: What cannot be taken back asks who is there, if they proved it longer ago than this.
PROOF_SECONDS = env.int("PROOF_SECONDS", default=3600 if DEBUG else 300)
MFA_ADAPTER = "agencies.accounts.factor_adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
#: A session ends after so long without a click or a letter typed (administrators:
#: sooner), and after so long in any case (agencies/accounts/limits.py).
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=15 * 60)
SESSION_IDLE_SECONDS_ADMIN = env.int("SESSION_IDLE_SECONDS_ADMIN", default=5 * 60)
SESSION_WHOLE_SECONDS = env.int("SESSION_WHOLE_SECONDS", default=8 * 60 * 60)
SESSION_COOKIE_AGE = SESSION_WHOLE_SECONDS
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- language and time ----------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["kehoach.formats"]
USE_I18N = True
# Numbers are grouped by `|so`; years and keys in addresses and values never are.
USE_THOUSAND_SEPARATOR = False
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
try:
    #: Every page says until its end that the portal will be away.
    DOWNTIME = read_downtime(env.str("DOWNTIME", default=""), TIME_ZONE)
except ValueError as error:
    message = "DOWNTIME is like «2026-12-05 18:00 / 2026-12-05 20:00»."
    raise ImproperlyConfigured(message) from error

# --- files ----------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
EVIDENCE_ROOT = Path(env.str("EVIDENCE_ROOT", default=str(BASE_DIR / "var/evidence")))
MEDIA_ROOT = EVIDENCE_ROOT
#: A folder with a copy of EVIDENCE_ROOT, from which damaged files are mended.
SECOND_STORE = env.str("SECOND_STORE", default="")
STORAGES = {
    "default": {
        "BACKEND": "kehoach.site.storage.WholeFileStorage",
        "OPTIONS": {"location": EVIDENCE_ROOT},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "kehoach.site.static_files.PortalStorage"
        ),
    },
}
WHITENOISE_USE_FINDERS = DEBUG
#: Looked for when asked; else every client of a test would list all files first.
WHITENOISE_AUTOREFRESH = DEBUG
#: Where clamd listens, «unix:/run/clamav/clamd.ctl» or «host:3310»; empty: files are not
#: searched for malware (tasks/evidence/scans.py).
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
#: What one agency may bring in a day (tasks/evidence/quota.py).
FILES_PER_DAY = env.int("FILES_PER_DAY", default=300)
MEGABYTES_PER_DAY = env.int("MEGABYTES_PER_DAY", default=1000)
#: What one set of papers may hold, and days that its ZIP can be taken (reporting/dossiers).
DOSSIER_FILES = env.int("DOSSIER_FILES", default=3000)
DOSSIER_MEGABYTES = env.int("DOSSIER_MEGABYTES", default=2000)
DOSSIER_DAYS = env.int("DOSSIER_DAYS", default=7)
EVIDENCE_MAX_BYTES = 25 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "kehoach.site.uploads.CarefulUploadHandler",
]
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True
# Without these whoever opens the technical admin imports and exports whatever it holds.
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"

# --- mail -----------------------------------------------------------------
EMAIL_CONFIG = env.email_url_config(env.str("EMAIL_URL", default="consolemail://"))
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = required(
    "DEFAULT_FROM_EMAIL", f"Sở Nội vụ tỉnh {PROVINCE} <khong-tra-loi@localhost>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
#: Reminders by webhook: off without an address (docs/operations.md).
#: Whole months that the audit trail is kept (agencies/trail/purging.py).
AUDIT_MONTHS = env.int("AUDIT_MONTHS", default=24)
REMINDER_WEBHOOK_URL = env.str("REMINDER_WEBHOOK_URL", default="")
REMINDER_WEBHOOK_SECRET = env.str("REMINDER_WEBHOOK_SECRET", default="")
#: What a run that sends many letters notes before it marks them; shared by all hosts.
try:
    #: (month, day) of the next year until which pages keep showing a year that is over
    #: and not reported yet.
    OLD_YEAR_UNTIL = read_day_of_year(env.str("OLD_YEAR_UNTIL", default="") or "31/01")
except ValueError as error:
    message = "OLD_YEAR_UNTIL is a day of the year like 31/01 (docs/operations.md)."
    raise ImproperlyConfigured(message) from error
HANDOVER_ROOT = env.str("HANDOVER_ROOT", default=str(BASE_DIR / "var" / "handovers"))
if REMINDER_WEBHOOK_URL:
    for message in webhook_problems_of(REMINDER_WEBHOOK_URL, REMINDER_WEBHOOK_SECRET):
        raise ImproperlyConfigured(message)

# --- backup ---------------------------------------------------------------
try:
    #: With it backups are encrypted (kehoach/backup/sealing.py).
    BACKUP_KEY = b64decode(env.str("BACKUP_KEY", default=""), validate=True)
except ValueError:
    BACKUP_KEY = b"?"
if len(BACKUP_KEY) not in {0, 32}:
    message = "BACKUP_KEY is 32 random bytes in base64 (docs/operations.md)."
    raise ImproperlyConfigured(message)
#: Whose account creates the database that `restore_check` restores into.
RESTORE_DATABASE = (
    env.db_url_config(env.str("RESTORE_DATABASE_URL"))
    if env.str("RESTORE_DATABASE_URL", default="")
    else {}
)

# --- jobs -----------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL or "filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    _QUEUE = BASE_DIR / "var" / "queue"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_QUEUE / "messages"),
        "data_folder_out": str(_QUEUE / "messages"),
        "control_folder": str(_QUEUE / "control"),
        "polling_interval": 0.2,
    }
    for _folder in ("messages", "control"):
        (_QUEUE / _folder).mkdir(parents=True, exist_ok=True)
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 1800}
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = TIME_ZONE
#: When it last sent is written at once: `/suc-khoe` reads it (kehoach/site/health.py).
CELERY_BEAT_SYNC_EVERY = 1
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
DJANGO_CELERY_BEAT_TZ_AWARE = True
#: A job later than that is made up for by the pulse (tasks/doors/making_up.py).
CELERY_BEAT_CRON_STARTING_DEADLINE = 600

# --- security -------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_SECURE = not DEBUG
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^song$"]
SECURE_HSTS_SECONDS = 0 if DEBUG else 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
SECURE_HSTS_PRELOAD = not DEBUG
#: Exactly one proxy stands in front and writes X-Forwarded-For and -Proto.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "who": {"()": "kehoach.site.logs.WhoFilter"},
        "refusals": {"()": "kehoach.site.logs.NoRefusalTraces"},
    },
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {account} {address} {name} {message}",
            "style": "{",
        },
        "trail": {"()": "kehoach.site.logs.TrailLine"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["who", "refusals"],
        },
        "trail": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "trail",
        },
    },
    "loggers": {
        # The audit trail once more, as JSON lines on standard output.
        "kehoach.trail": {"handlers": ["trail"], "level": "INFO", "propagate": False},
    },
    "root": {
        "handlers": ["console"],
        "level": env.str("LOG_LEVEL", default="INFO"),
    },
}
