"""Django's settings, made of ours. With nothing set it is the embedded default: SQLite, mail printed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from harborline.settings import read_settings
from harborline.web.site.databases import databases
from harborline.web.site.secret import former_keys, secret_key

given = read_settings()

DEBUG = False
SECRET_KEY = secret_key(Path(given.data))
ROTA_SECRET = given.rota_key or SECRET_KEY
SECRET_KEY_FALLBACKS = former_keys(Path(given.data))
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *given.allowed_hosts]
SITE_URL = given.site_url or f"http://localhost:{given.port}"
_HTTPS = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_htmx",
    "csp",
    "harborline.web.site",
    "harborline.web.audit",
    "harborline.web.accounts",
    "harborline.web.directory",
    "harborline.web.publishing",
    "harborline.web.exchange",
    "harborline.web.freshness",
    "harborline.web.public",
    "harborline.web.public.find",
    "harborline.web.public.listings",
    "harborline.web.public.share",
    "harborline.web.public.care",
    "harborline.web.public.learn",
    "harborline.web.training",
    "harborline.web.campaign",
    "harborline.web.console",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "harborline.web.site.middleware.Compressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "harborline.web.site.middleware.NoTraces",
    "csp.middleware.CSPMiddleware",
    "harborline.web.site.middleware.NotTooLarge",
    "harborline.web.site.middleware.NoNul",
    "harborline.web.site.middleware.CookiesOfStaffAlone",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "harborline.web.accounts.middleware.ScopeMiddleware",
    "harborline.web.console.board.door.BoardKeys",
    "harborline.web.exchange.api.keys.ApiKeys",
    "harborline.web.site.again.PagesAgain",
]
ROOT_URLCONF = "harborline.web.site.urls"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "harborline.web.site.shared.every_page",
            ],
        },
    }
]
DATABASES = databases(Path(given.data), os.environ.get("DATABASE_URL", ""))
# Tries with PINs are counted here; Django's own 300 entries would soon push counts of a day out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "accounts:sign_in"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/console/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_LONGEST_S = 2 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "harborline.web.site.error_pages.forged"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LARGEST_REQUEST = 26 << 20  # bytes: the largest spreadsheet, and what stands around it
LARGEST_PUBLIC_REQUEST = 128 << 10  # bytes: the longest form of the public, many times over
PAGES_LAST_S = 2
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
FORMAT_MODULE_PATH = "harborline.web.site.formats"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 600

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if given.smtp_host
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = given.smtp_host or "localhost"
EMAIL_PORT = given.smtp_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = given.smtp_user or "", given.smtp_password or ""
EMAIL_USE_TLS = bool(given.smtp_user)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = given.mail_from or "Harborline <harborline@localhost>"

# No request, address or query is ever logged. A fault of ours is, by its kind and its line of code alone.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,  # those of a voice process in the same tests go on
    "handlers": {
        "error": {"class": "harborline.web.site.faults.FaultLine"},
        "request": {"class": "harborline.web.site.faults.FaultLine", "requests": True},
        # With no handler at all Python itself would write to standard error.
        "nowhere": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "django.request": {"handlers": ["request"], "propagate": False},
        "django.security": {"handlers": ["nowhere"], "propagate": False},
        "django.server": {"handlers": ["nowhere"], "propagate": False},
    },
    "root": {"handlers": ["error"], "level": "WARNING"},
}

WEBAUTHN_NAME = "Harborline"
NEEDS_SECOND_APPROVER = given.second_approver
ROUTINE_PUBLISHING = given.routine_publishing
ROOM_ZONE = given.room_zone
EXIT_URL = given.exit_url
LEARN_FOLDER = Path(given.data) / "learn"
TRAINING_DAYS = given.training_days
