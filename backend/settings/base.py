"""Settings of every installation. Everything comes from the environment; the embedded default needs nothing."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from backend.settings.addresses import broker_options, database_from_url

ROOT = Path(__file__).resolve().parents[2]
MODE = os.environ.get("PASSERELLE_MODE", "embedded")
DATA_DIR = Path(os.environ.get("PASSERELLE_DATA_DIR", ROOT / "var"))
#: What the workers remember of everyone; losing it costs the time to read everyone once more.
SNAPSHOT_DIR = DATA_DIR / "snapshots"
#: The indexes of titles made of the tables; losing them costs making them once more.
INDEX_DIR = DATA_DIR / "indexes"


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set; `./passerelle up` and `./passerelle manage` set it for you."
        )
    return value


SECRET_KEY = _required("PASSERELLE_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("PASSERELLE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("PASSERELLE_TRUSTED_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "backend",
    "crm.core",
    "crm.territory",
    "crm.taxonomy",
    "crm.accounts",
    "crm.employers",
    "crm.partners",
    "crm.needs",
    "crm.candidates",
    "crm.casework",
    "crm.matching",
    "crm.settlement",
    "crm.caseload",
    "crm.reporting",
    "crm.exchange",
    "crm.notices",
    "crm.portal",
    "crm.api",
    "crm.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "backend.static_files.PackedStaticMiddleware",
    # What a page holds of secrets is masked anew each time, and the length of what is sent is blurred by Django.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "backend.middleware.CleanQueryMiddleware",
    "backend.middleware.ReaderLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "backend.middleware.PrivatePagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "backend.middleware.ReadOnlyGetMiddleware",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "crm" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm.portal.context.shell",
            ],
            "builtins": ["crm.portal.templatetags.passerelle"],
        },
    }
]

DATABASES = {"default": database_from_url(_required("PASSERELLE_DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = _required("PASSERELLE_BROKER_URL")
CELERY_BROKER_TRANSPORT_OPTIONS = broker_options(CELERY_BROKER_URL)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["crm.accounts.backends.PostedBackend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "fr-ca"
LANGUAGES = [("fr-ca", "Français"), ("en-ca", "English")]
LOCALE_PATHS = [ROOT / "crm" / "locale"]
LANGUAGE_COOKIE_NAME = "passerelle_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "America/Toronto"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("PASSERELLE_STATIC_ROOT", DATA_DIR / "static"))
STATICFILES_DIRS = [ROOT / "crm" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The checkout itself serves the embedded installation: no collectstatic step between a clone and a living page.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60

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
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "crm.portal.public.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
#: More than the largest document, so that its form can say why not; the rest never reaches the disk.
UPLOAD_MAX_BYTES = 16 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "backend.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

if MODE == "production":
    SECURE_SSL_REDIRECT = os.environ.get("PASSERELLE_TLS_REDIRECT", "1") == "1"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True

# Opened by `up` alone, on a data folder that it created as a demo; crm.accounts.demo_door asks for more.
DEMO_DOOR = os.environ.get("PASSERELLE_DEMO_DOOR", "") == "1" and MODE == "embedded"

BASE_URL = os.environ.get("PASSERELLE_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
# Without a server to hand them to, messages are written, kept and shown to staff: nothing leaves.
EMAIL_HOST = os.environ.get("PASSERELLE_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("PASSERELLE_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("PASSERELLE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("PASSERELLE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("PASSERELLE_SMTP_TLS", "1") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("PASSERELLE_MAIL_FROM", "Passerelle <passerelle@localhost>")

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Figures and the pages that show them, by the revision of what they count (crm.reporting.remembered).
    "figures": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "figures",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "crm.api.access.Pages",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "600/min"},
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Passerelle",
    "DESCRIPTION": "Employer matching for regional immigration advisors.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "NeedStage": "crm.needs.models.NeedStage",
        "PersonStage": "crm.candidates.models.PersonStage",
        "MatchStage": "crm.matching.models.MatchStage",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "one_line_refusals": {"()": "backend.logs.OneLineRefusals"},
        "hidden_tokens": {"()": "backend.logs.HiddenTokens"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["one_line_refusals", "hidden_tokens"],
        }
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("PASSERELLE_LOG_LEVEL", "INFO")},
}
