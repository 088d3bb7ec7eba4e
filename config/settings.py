"""All settings, from the environment. A wrong value stops the start with a sentence that says how to mend it.

DATABASE_URL            PostgreSQL to use; empty means the embedded one (config/postgres.py starts it, never this file)
DATABASE_READER_URL     login that may only read the record; empty means DATABASE_URL under the role demarche_reader
DEMARCHE_HOME           folder for the embedded database, collected static files and the secret key (default: var/)
DEMARCHE_RELEASES       folder where `manage.py make_release` puts releases and the site finds them (default: releases/ in
                        DEMARCHE_HOME); the desk needs to write to it, the public doors to read it
DEMARCHE_DOORS          all (default) or public: api and pages in a process without any other database login
DEMARCHE_FOUR_EYES      on (default) or off: whether editors may not publish their own edits, unless another editor
                        submitted exactly that revision
DEMARCHE_TWO_FACTOR     on (default) or off: whether editors and administrators need a second factor to use the desk
DEMARCHE_READ_ONLY      off (default) or on: the desk is read and not written to, for maintenance; `manage.py maintenance`
                        does the same without a restart
DEMARCHE_PROXIES        how many proxies of yours stand in front and write X-Forwarded-For (default: 1 with
                        DEMARCHE_HTTPS, else 0); sign-ins and budgets are counted by the address that the outermost of
                        them saw
DEMARCHE_BUDGETS        how many requests one client may make in a minute, by kind: "lists=600 exports=30" changes two of
                        them, off ends all counting (docs/deploy.md tells the kinds)
DEMARCHE_STREAMS        how many large files one process sends at once (default: 4); less than its threads, so that some are
                        left for pages
DEMARCHE_PATIENCE       for how many seconds a client may stall while it takes an answer, before it is cut off (default: 20)
DEMARCHE_COUNTS         file in which the processes of one machine count these requests together (default: counts in
                        DEMARCHE_HOME); memory will do, such as /dev/shm
DEMARCHE_SITE_URL       where readers find the site, for citations and permanent links; no release is made without it
DEMARCHE_IMPRINT        who runs the site, for /about/#imprint: name and postal address; \\n begins a new line
DEMARCHE_CONTACT        where readers may write: an e-mail address, or an address that begins with https://
DEMARCHE_REPORTS        on or off: whether /corrections/ leads to the form at /desk/report/ (default: on with all doors); turn
                        it on for public doors if readers reach /desk/report/ under the same address
DEMARCHE_SECRET_KEY     at least 50 characters; needed unless DEBUG is on or DEMARCHE_HOME holds one
DEMARCHE_ALLOWED_HOSTS  host names, separated by commas
DEMARCHE_HTTPS          on (default) or off: secure cookies, redirect to https, HSTS
DEMARCHE_DEBUG          off (default) or on
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from config import postgres

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = os.environ


def switch(name: str, default: str) -> bool:
    """True for on, False for off; anything else stops the start."""
    value = ENV.get(name, default).strip().lower()
    if value not in ("on", "off"):
        raise ImproperlyConfigured(f"{name} is {value!r}; write on or off.")
    return value == "on"


def whole_number(name: str, default: str, least: int = 0) -> int:
    """A number of `least` or more; anything else stops the start."""
    value = ENV.get(name, default).strip()
    if not (value.isascii() and value.isdecimal() and int(value) >= least):
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number such as {default}.")
    return int(value)


def budgets(given: str) -> dict[str, int]:
    """How many requests of each kind a client may make in a minute; none at all if the word is off."""
    if given.strip().lower() == "off":
        return {}
    found = {"lists": 600, "exports": 30, "feeds": 120, "past": 120, "pages": 300}
    for part in given.replace(",", " ").split():
        kind, _, number = part.partition("=")
        if kind not in found or not (number.isascii() and number.isdecimal() and int(number)):
            raise ImproperlyConfigured(
                f"DEMARCHE_BUDGETS has {part!r}; write off, or a kind ({', '.join(found)}) and a number: exports=30."
            )
        found[kind] = int(number)
    return found


HOME = postgres.home()
RELEASES = Path(os.path.abspath(ENV.get("DEMARCHE_RELEASES") or HOME / "releases"))
DEBUG = switch("DEMARCHE_DEBUG", "off")
FOUR_EYES = switch("DEMARCHE_FOUR_EYES", "on")
TWO_FACTOR = switch("DEMARCHE_TWO_FACTOR", "on")
READ_ONLY = switch("DEMARCHE_READ_ONLY", "off")
HTTPS = switch("DEMARCHE_HTTPS", "on")
PROXIES = whole_number("DEMARCHE_PROXIES", "1" if HTTPS else "0")

BUDGETS = budgets(ENV.get("DEMARCHE_BUDGETS", ""))
STREAMS = whole_number("DEMARCHE_STREAMS", "4", least=1)
PATIENCE = whole_number("DEMARCHE_PATIENCE", "20", least=1)

DOORS = ENV.get("DEMARCHE_DOORS", "all")
if DOORS not in ("all", "public"):
    raise ImproperlyConfigured(f"DEMARCHE_DOORS is {DOORS!r}; write all or public.")

SITE_URL_GIVEN = bool(ENV.get("DEMARCHE_SITE_URL"))
SITE_URL = (ENV.get("DEMARCHE_SITE_URL") or "http://127.0.0.1:8000").rstrip("/")
if urlsplit(SITE_URL).scheme not in ("http", "https") or not urlsplit(SITE_URL).netloc:
    raise ImproperlyConfigured(
        f"DEMARCHE_SITE_URL is {SITE_URL!r}; write an address such as https://example.org."
    )

IMPRINT = ENV.get("DEMARCHE_IMPRINT", "").replace("\\n", "\n").strip()
CONTACT = ENV.get("DEMARCHE_CONTACT", "").strip()
if CONTACT and "@" not in CONTACT and not CONTACT.startswith(("https://", "http://")):
    raise ImproperlyConfigured(
        f"DEMARCHE_CONTACT is {CONTACT!r}; write desk@example.org or https://example.org/write."
    )
REPORTS = switch("DEMARCHE_REPORTS", "on" if DOORS == "all" else "off")
REPORT_FORM, REPORT_LOG = (
    "/desk/report/",
    "/desk/report/log/",
)  # public doors do not have the desk's addresses


def secret_key() -> str:
    """The key that signs sessions: from the environment, else from DEMARCHE_HOME/secret_key, which `make run` writes."""
    if key := ENV.get("DEMARCHE_SECRET_KEY"):
        return key
    stored = HOME / "secret_key"
    if stored.is_file():
        return stored.read_text().strip()
    if DEBUG or DOORS == "public":
        return os.urandom(40).hex()  # the public doors sign nothing that must outlive the process
    raise ImproperlyConfigured(
        f"DEMARCHE_SECRET_KEY is not set and {stored} does not exist. Run `make run`, or set a key of 50 or more characters."
    )


SECRET_KEY = secret_key()
ALLOWED_HOSTS = [
    host.strip()
    for host in ENV.get(
        "DEMARCHE_ALLOWED_HOSTS", f"127.0.0.1,localhost,[::1],{urlsplit(SITE_URL).hostname}"
    ).split(",")
    if host.strip()
]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    *(
        [
            "desk.apps.DeskConfig",
            "desk.apps.DeskAdminConfig",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.mfa",
            "allauth.usersessions",
        ]
        if DOORS == "all"
        else []
    ),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "config",
    "codebook",
    "actors",
    "incidents",
    "record.apps.RecordConfig",
    "api",
    "pages",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.limits.QueryLengthMiddleware",
    "pages.languages.LanguageMiddleware",
    "config.routers.PublicReadsMiddleware",
    *(
        [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
            "desk.middleware.AuditMiddleware",
            "desk.middleware.SeenMiddleware",
            "desk.middleware.SecondFactorMiddleware",
            "desk.middleware.ReadOnlyMiddleware",
        ]
        if DOORS == "all"
        else []
    ),
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                *(
                    [
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                    if DOORS == "all"
                    else []
                ),
            ],
        },
    }
]

# --- databases: the app's login, and the reader that public requests use -------------------------------------------

READER_ROLE = "demarche_reader"
READER_OPTIONS = (
    "-c default_transaction_read_only=on -c statement_timeout=5000 -c jit=off"
    r" -c default_transaction_isolation=repeatable\ read"
)


def database(url: str) -> dict:
    """Django's settings for one PostgreSQL address; any other kind of database stops the start."""
    if urlsplit(url).scheme not in ("postgres", "postgresql", "pgsql"):
        raise ImproperlyConfigured(
            f"{url.split(':', 1)[0]!r} is not PostgreSQL; write postgres://user:password@host/name."
        )
    return {**dj_database_url.parse(url, conn_max_age=60), "CONN_HEALTH_CHECKS": True}


def databases() -> dict:
    """`default` for the desk, `reader` for public requests; with the public doors alone both are the reader's login."""
    reader_url = ENV.get("DATABASE_READER_URL", "")
    if DOORS == "public" and not reader_url:
        raise ImproperlyConfigured(
            "DEMARCHE_DOORS=public needs DATABASE_READER_URL, a login that may only read the record."
        )
    default = database(reader_url if DOORS == "public" else ENV.get("DATABASE_URL") or postgres.url(HOME))
    reader = database(reader_url) if reader_url else dict(default)
    as_reader = "" if reader_url else f" -c role={READER_ROLE}"
    reader["OPTIONS"] = {**reader.get("OPTIONS", {}), "options": READER_OPTIONS + as_reader}
    reader["TEST"] = {"MIRROR": "default"}
    return {"default": default, "reader": reader}


DATABASES = databases()
DATABASE_ROUTERS = ["config.routers.RecordRouter"]
PUBLIC_ALIAS = "reader"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ---------------------------------------------------------------------------------------------------------

LOGIN_URL = "/desk/login/"
LOGIN_REDIRECT_URL = "/desk/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/desk/"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# django-allauth: names and passwords alone. Nobody signs up, nothing is mailed, and sign-ins are counted in the database
# (desk/access/throttle.py), because its own count is kept by each process for itself.
ACCOUNT_ADAPTER = "desk.access.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SESSION_COOKIE_AGE = SESSION_COOKIE_AGE
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
MFA_ADAPTER = "desk.access.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Demarche"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are some seconds off

MAINTENANCE_NOTICE_SECONDS = 10  # how old the notice of maintenance in the desk's header may be

# --- words, time ----------------------------------------------------------------------------------------------------

# Drawn charts, by entry and selection (pages/kept.py); each process keeps its own, and nothing in it can grow old.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "parts": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "parts",
        "TIMEOUT": 86_400,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    # Requests of clients (record/budgets.py). A file and no table: the public doors have no login that could write.
    "counts": {
        "BACKEND": "config.counts.CountsCache",
        "LOCATION": ENV.get("DEMARCHE_COUNTS") or str(HOME / "counts"),
    },
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# --- static files ---------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder", "config.statics.UsedFiles"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.statics.BareSheets"
    },
}
WHITENOISE_MAX_AGE = 0
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- browser side ---------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
# The public doors answer no unsafe method and carry no cookie, so they need no CSRF middleware.
SILENCED_SYSTEM_CHECKS = [] if DOORS == "all" else ["security.W003"]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if HTTPS:
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

# --- API ------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.negotiation.StrictNegotiation",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.problems.handler",
    "NUM_PROXIES": PROXIES,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Demarche API",
    "DESCRIPTION": "The public record of incidents between states: read-only, versioned, citable.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- log: to standard error, one line each --------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},  # a misspelt address is no event for the log
}
