"""All settings, read from the environment once. Every name stands in docs/reference/settings.md."""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from changlai.settings.environment import (
    DEV,
    address_list,
    database,
    field_keys,
    number,
    one_of,
    package_path,
    public_url,
    secret_key,
    text,
)

django_stubs_ext.monkeypatch()  # lets models and managers be subscripted at run time, as their types are

BASE_DIR = package_path()
DATA_DIR = Path(text("CHANGLAI_DATA", "var")).resolve()
PUBLIC_URL = public_url()
SANDBOX_URL = text("CHANGLAI_SANDBOX_URL", "").rstrip("/")
_https = PUBLIC_URL.startswith("https://")

DEBUG = False
SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = [key for key in text("CHANGLAI_SECRET_KEY_FALLBACKS", "").split(",") if key]
FIELD_KEYS = field_keys()
ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or "127.0.0.1", *address_list("CHANGLAI_ALLOWED_HOSTS")]
if not _https:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "csp",
    "changlai.kernel",
    "changlai.ui",
    "changlai.accounts",
    "changlai.channels",
    "changlai.content",
    "changlai.ai",
    "changlai.records",
    "changlai.notifications",
    "changlai.customers",
    "changlai.tags",
    "changlai.companies",
    "changlai.orders",
    "changlai.tasks",
    "changlai.compliance",
    "changlai.inbox",
    "changlai.listening",
    "changlai.integrations",
    "changlai.imports",
    "changlai.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "changlai.ui.static_files.StaticFiles",
    "changlai.kernel.middleware.RequestLog",
    "changlai.ui.middleware.CompressText",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "changlai.ui.middleware.Preferences",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "changlai.accounts.middleware.OrganisationScope",
]

ROOT_URLCONF = "changlai.web.doors"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [
            *(
                BASE_DIR / app.removeprefix("changlai.") / "templates"
                for app in INSTALLED_APPS
                if app.startswith("changlai.")
            ),
            *sorted((BASE_DIR / "channels" / "adapters").glob("*/templates")),  # what a plug shows is in its folder
        ],
        "OPTIONS": {"environment": "changlai.ui.environment.environment"},
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["changlai.accounts.backend.Members"]
LOGIN_URL = "/sign-in/"
PASSWORD_HASHERS = [
    "changlai.accounts.hashers.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS: list[Path] = []  # each module keeps its own locale folder
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = sorted((BASE_DIR / "channels" / "adapters").glob("*/static"))  # what a plug shows is in its folder
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEV
WHITENOISE_MAX_AGE = 3600
SESSION_ENGINE = "changlai.accounts.session_store"

# Cookies, redirect and HSTS follow the scheme of CHANGLAI_PUBLIC_URL; plain http is for loopback only.
SECURE_SSL_REDIRECT = _https and text("CHANGLAI_TLS_AT_PROXY", "1") == "0"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME = "__Host-sid" if _https else "changlai_sid"
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "changlai_csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 43_200
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if _https else []
CSRF_FAILURE_VIEW = "changlai.web.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "frame-src": ["'self'", *([SANDBOX_URL] if SANDBOX_URL else [])],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_LIMIT_BYTES = 25 * 1024 * 1024
FILES_DIR = DATA_DIR / "files"

# Doors to the outside: an operator's setting, never an organisation's.
OUTBOUND_ALLOW = address_list("CHANGLAI_OUTBOUND_ALLOW")
OUTBOUND_TIMEOUT = 8.0  # seconds
MAIL_CA = text("CHANGLAI_MAIL_CA", "")  # authorities of mail servers of the operator's own, beside the system's

TRUSTED_PROXIES = number("CHANGLAI_TRUSTED_PROXIES", 0, least=0)  # how many proxies in front append X-Forwarded-For
# How long things are kept, in days. What has been seen outlives what was seen, so that nothing is taken in twice.
EVENT_DAYS = number("CHANGLAI_EVENT_DAYS", 90, least=7)
DELIVERY_DAYS = number("CHANGLAI_DELIVERY_DAYS", 90, least=30)
DELIVERY_KEY_DAYS = DELIVERY_DAYS + 90

# Where a backup is made every night, and how many stay; without a path none is made.
BACKUP_PATH = text("CHANGLAI_BACKUP_PATH", "")
BACKUP_KEEP = number("CHANGLAI_BACKUP_KEEP", 14, least=1)

# The mail server for notices and invitations: one for the installation. Without a host no mail is sent.
MAIL_HOST = text("CHANGLAI_MAIL_HOST", "")
MAIL_SECURITY = one_of("CHANGLAI_MAIL_SECURITY", "starttls", ("starttls", "tls", "none"))
MAIL_PORT = number("CHANGLAI_MAIL_PORT", {"starttls": 587, "tls": 465, "none": 25}[MAIL_SECURITY], least=1)
MAIL_USER = text("CHANGLAI_MAIL_USER", "")
MAIL_PASSWORD = text("CHANGLAI_MAIL_PASSWORD", "")
MAIL_FROM = text("CHANGLAI_MAIL_FROM", "Changlai <no-reply@localhost>")

WEB_ROLE = one_of("CHANGLAI_WEB_ROLE", "all", ("all", "edge", "site"))
LOGGING_CONFIG = "changlai.kernel.logs.configure"
LOGGING = {"level": one_of("CHANGLAI_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))}
SILENCED_SYSTEM_CHECKS: list[str] = []
DEVELOPMENT = DEV
