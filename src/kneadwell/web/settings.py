"""All settings, read once. What can be chosen comes from the environment."""

import hashlib
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from kneadwell.web import data, env, numbers

HERE = Path(__file__).parent

DEBUG = env.yes("DEBUG", default=False)
DATA = env.folder("DATA")
COUNTRY = env.country(numbers.LINES)
EMERGENCY_NUMBER = env.text("EMERGENCY", numbers.emergency_in(COUNTRY))
ADVICE_LINE = env.text("ADVICE", numbers.advice_in(COUNTRY))
# What the environment says about telephones, nobody changes on a page.
COUNTRY_IS_FIXED = env.is_set("COUNTRY")
EMERGENCY_IS_FIXED = env.is_set("EMERGENCY")
ADVICE_IS_FIXED = env.is_set("ADVICE")

# The one secret of an installation. `serve` has made its file before this line is
# read; a tool that only looks at the settings gets a key that opens nothing.
KEY = data.read_key(DATA) or secrets.token_urlsafe(16)
SECRET_KEY = hashlib.sha256(f"signing:{KEY}".encode()).hexdigest()

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.names("HOSTS")]

# Behind a proxy that speaks HTTPS for us: the header in which it says so. Without a
# proxy that always writes it, anybody could.
_HTTPS_HEADER = env.text("HTTPS_HEADER", "").upper().replace("-", "_")
SECURE_PROXY_SSL_HEADER = (f"HTTP_{_HTTPS_HEADER}", "https") if _HTTPS_HEADER else None
CSRF_TRUSTED_ORIGINS = (
    [f"https://{name}" for name in env.names("HOSTS")] if _HTTPS_HEADER else []
)

# A write waits this long for its turn, a first page for a server that is away.
WRITE_WAITS_S, CONNECT_WAITS_S = 20, 5
_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": data.database_file(DATA),
    "CONN_MAX_AGE": 600,
    "OPTIONS": {
        # A read that becomes a write waits for its turn instead of failing.
        "transaction_mode": "IMMEDIATE",
        "timeout": WRITE_WAITS_S,
        # FULL, where NORMAL would be faster: in WAL mode NORMAL may forget the
        # last commits when the power fails, and what a page has confirmed to a
        # person must still be there in the morning.
        "init_command": (
            "PRAGMA journal_mode=WAL;"
            "PRAGMA synchronous=FULL;"
            "PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=27103364;"
            "PRAGMA cache_size=2000;"
            "PRAGMA foreign_keys=ON"
        ),
    },
}


def _postgresql(chosen: dict[str, Any]) -> dict[str, Any]:
    waits = {
        "connect_timeout": CONNECT_WAITS_S,
        "options": f"-c lock_timeout={WRITE_WAITS_S}s",
    }
    return chosen | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        # A server that was started anew is noticed before a page asks for rows.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": waits | chosen["OPTIONS"],
    }


_CHOSEN = env.postgresql("DATABASE")
DATABASES = {"default": _postgresql(_CHOSEN) if _CHOSEN else _SQLITE}

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "csp",
    "kneadwell.web.people",
    "kneadwell.web.devices",
    "kneadwell.web.preferences",
    "kneadwell.web.atlas",
    "kneadwell.web.screening",
    "kneadwell.web.techniques",
    "kneadwell.web.prescriptions",
    "kneadwell.web.sessions",
    "kneadwell.web.diary",
    "kneadwell.web.follow_ups",
    "kneadwell.web.files",
    "kneadwell.web.check_ins",
    "kneadwell.web.plans",
    "kneadwell.web.calendars",
    "kneadwell.web.attention",
    "kneadwell.web.pages",
    "kneadwell.web.offline",
]
MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kneadwell.web.headers.private_pages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kneadwell.web.access.only_the_known_browser",
    "kneadwell.web.preferences.request.as_chosen",
    "kneadwell.web.errors.ErrorPages",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "kneadwell.web.words.every_page",
                "kneadwell.web.preferences.request.every_page",
            ],
        },
    }
]
ROOT_URLCONF = "kneadwell.web.urls"
WSGI_APPLICATION = "kneadwell.web.wsgi.application"

USE_TZ = True
TIME_ZONE = env.time_zone()
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
"""Those that all pages are written in, each in its own name."""

# The name carries a bit of the key: cookies know no ports, and two installations
# on one machine must not close each other's door.
BROWSER_COOKIE = f"kneadwell-{hashlib.sha256(KEY.encode()).hexdigest()[:8]}"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kneadwell.web.errors.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}


def _digest(tree: Path) -> str:
    """Return a short name for the content of all files below `tree`."""
    digest = hashlib.sha256()
    for file in sorted(path for path in tree.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(tree).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


# One release, one address for every static file: modules import one another by
# relative path, and a phone that went offline keeps a set that belongs together.
STATICFILES_DIRS = [HERE / "static"]
STATIC_URL = f"/static/{_digest(HERE / 'static')}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False


def WHITENOISE_IMMUTABLE_FILE_TEST(_path: str, _url: str) -> bool:  # noqa: N802
    """Every file stands under the digest of its release, so none ever changes."""
    return True


# To the terminal, and only what went wrong: a path holds ids, never words.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["terminal"], "level": "ERROR"}},
}
