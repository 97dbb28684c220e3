"""Settings. What an installation may change comes from the environment; docs/guide lists every name."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from bihuan.home import home
from bihuan.web.config import outside
from bihuan.web.config.logs import LOGGING_CONFIG_DICT
from bihuan.web.config.secrets import secret
from bihuan.web.database.urls import as_django, url

WEB = Path(__file__).resolve().parents[1]

DEMO = os.environ.get("BIHUAN_DEMO") == "1"
DEBUG = os.environ.get("BIHUAN_DEBUG") == "1"
COUNTY_CODE = int(os.environ.get("BIHUAN_COUNTY", "990101"))
PARAMETERS_FOLDER = Path(folder) if (folder := os.environ.get("BIHUAN_PARAMETERS")) else None
ALLOWED_HOSTS = [h for h in os.environ.get("BIHUAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("BIHUAN_ORIGINS", "").split(",") if o]
SECRET_KEY = secret("django")
BEHIND_TLS = os.environ.get("BIHUAN_TLS") == "1"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "procrastinate.contrib.django",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "bihuan.web.access",
    "bihuan.web.areas",
    "bihuan.web.accounts",
    "bihuan.web.journal",
    "bihuan.web.jobs",
    "bihuan.web.idempotency",
    "bihuan.web.ui",
    "bihuan.web.phone",
    "bihuan.web.campaigns",
    "bihuan.web.problems",
    "bihuan.web.inspection",
    "bihuan.web.papers",
    "bihuan.web.registry",
    "bihuan.web.quality",
    "bihuan.web.dashboard",
    "bihuan.web.inbox",
    "bihuan.web.parameters",
    "bihuan.web.interfaces",
]

MIDDLEWARE = [
    "bihuan.web.config.logs.RequestIdMiddleware",
    "bihuan.web.config.methods.MethodMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "bihuan.web.config.packing.PageMiddleware",
    "bihuan.web.config.packing.StaticMiddleware",
    "csp.middleware.CSPMiddleware",
    "bihuan.web.access.middleware.TransactionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bihuan.web.access.middleware.ScopeMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "bihuan.web.config.urls"
WSGI_APPLICATION = "bihuan.web.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.static",
                "bihuan.web.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "bihuan.web.ui.context.page",
            ],
        },
    }
]

# Two ways into one database: the app role for everything people do, the owner for migrations and nothing else.
DATABASES: dict[str, dict[str, Any]] = {"default": as_django(url("app")), "owner": as_django(url("owner"))}
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "bihuan.web.accounts.sign_in.DoorBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "bihuan.web.accounts.passwords.TwoKindsValidator"},
    {"NAME": "bihuan.web.accounts.passwords.LocalWordsValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
OTP_TOTP_ISSUER = "闭环"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "bihuan.web.accounts.sign_in.counted_name"
AXES_DISABLE_ACCESS_LOG = True  # the journal has it
AXES_LOCKOUT_CALLABLE = "bihuan.web.accounts.sign_in.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

SESSION_ENGINE = "bihuan.web.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 2 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
# Names a browser takes only from this very host over TLS (RFC 6265bis, 4.1.3): a neighbour cannot plant them.
SESSION_COOKIE_NAME = "__Host-bihuan" if BEHIND_TLS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_TLS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_SSL_REDIRECT = False
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        # Bar widths and ring angles are computed per row; styles cannot run code.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
CSRF_FAILURE_VIEW = "bihuan.web.config.errors.csrf_failure"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = None  # served straight from the packages by WhiteNoise; nothing is collected
FILES_ROOT = home() / "files"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
PLAN_MAX_BYTES = 50 * 2**20
EVIDENCE_MAX_BYTES = 20 * 2**20
FONT_FOLDERS = [each for each in os.environ.get("BIHUAN_FONTS", "").split(os.pathsep) if each]
EVIDENCE_SCANNER = os.environ.get("BIHUAN_SCANNER", "").strip()

# Ways out, off unless named (config/outside.py).
PUBLIC_URL = os.environ.get("BIHUAN_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
MAIL_ON = bool(os.environ.get("BIHUAN_SMTP"))
globals().update(outside.mail(os.environ.get("BIHUAN_SMTP", "")))
DEFAULT_FROM_EMAIL = os.environ.get("BIHUAN_MAIL_FROM", "bihuan@localhost")
HOOK = outside.hook(
    os.environ.get("BIHUAN_WEBHOOK", ""),
    os.environ.get("BIHUAN_WEBHOOK_KIND", "plain"),
    os.environ.get("BIHUAN_WEBHOOK_SECRET", ""),
)

LOGGING_CONFIG = "bihuan.web.config.logs.configure"
LOGGING = LOGGING_CONFIG_DICT
SILENCED_SYSTEM_CHECKS = ["axes.W004", "auth.W004", "security.W008"]
TESTING = "pytest" in sys.modules
