"""Settings, all from the environment (`docs/operate.md` lists the names).

Two shapes, one file: with `DATABASE_URL` and `REDIS_URL` set, the servers named there; otherwise the embedded stack
that `make run` started, whose addresses it wrote to `var/stack.env`.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import TypedDict

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from .languages import LANGUAGES as LANGUAGES
from .languages import SCHEDULED as SCHEDULED
from .messages import DLT_TEMPLATES as DLT_TEMPLATES
from .partners import KEY_SCHEME
from .partners import PARTNER_API as PARTNER_API
from .partners import WEBHOOKS as WEBHOOKS
from .roll_out import ROLL_OUT as ROLL_OUT
from .rounds import DELIVERY_OFFICE as DELIVERY_OFFICE
from .rounds import DELIVERY_OTP as DELIVERY_OTP
from .rounds import HONEST_ATTEMPTS as HONEST_ATTEMPTS
from .rounds import HONEST_PATTERNS as HONEST_PATTERNS
from .rounds import OFFLINE_ROUNDS as OFFLINE_ROUNDS

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("APT_VAR", BASE_DIR / "var"))


def _read_env_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    pairs = (line.split("=", 1) for line in path.read_text().splitlines() if "=" in line and line[0] != "#")
    return {name.strip(): value.strip() for name, value in pairs}


_STACK = _read_env_file(VAR_DIR / "stack.env")


def env(name: str, default: str | None = None) -> str:
    value = os.environ.get(name) or _STACK.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"Set {name} in the environment (docs/operate.md says to what).")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in ("1", "true", "yes")


# --- identity and trust -------------------------------------------------------------------------------------------

DEBUG = flag("APT_DEBUG")
DEMO = flag("APT_DEMO")  # the demonstration's log-ins are offered on the sign-in page while this is on, and only then
EMBEDDED = "DATABASE_URL" not in os.environ
# Commands that need no server (digipin, check, makemigrations) must work before anything was started.
_UNSET = "not-a-secret-nothing-runs-yet" if EMBEDDED else None
SECRET_KEY = env("APT_SECRET_KEY", _UNSET)
OTP_MASTER_KEY = env("APT_OTP_MASTER_KEY", _UNSET)  # outside the database on purpose: trust goal D3
ALLOWED_HOSTS = env("APT_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env("APT_TRUSTED_ORIGINS", "").split(",") if origin]
VERSION = env("APT_VERSION", "0.1.0")

INSTALLED_APPS = [
    "apt.core",
    "digipin",
    "offices",
    "partners",
    "tracking",
    "payments",
    "bookings",
    "transit",
    "deliveries",
    "apt.demo",
    "apt.admin_site.StaffAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "apt.core.static.StaticFiles",
    "django.contrib.postgres",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "axes",
]

MIDDLEWARE = [
    "apt.core.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "offices.middleware.PersonMiddleware",
    "offices.middleware.DutyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "offices.middleware.LiveSessionMiddleware",  # after the messages: it says why a session is over
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apt.core.middleware.RefusalMiddleware",
    "offices.middleware.AuditMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "apt.urls"
WSGI_APPLICATION = "apt.wsgi.application"
AUTH_USER_MODEL = "offices.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# Figures and reasons: docs/adr/0006-sign-in.md
PASSWORD_HASHERS = ["apt.core.hashers.Argon2idHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
_VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": _VALIDATORS + "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("employee_id", "name", "mobile")},
    },
    {"NAME": _VALIDATORS + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": _VALIDATORS + "CommonPasswordValidator"},
    {"NAME": _VALIDATORS + "NumericPasswordValidator"},
]
# People work on machines that their office registered; the demonstration runs anywhere.
DEVICES_REQUIRED = flag("APT_DEVICES_REQUIRED", default=not DEMO)
# How long somebody waits after wrong tries is decided in offices/throttle.py; axes keeps the counts.
AXES_HANDLER = "offices.throttle.SignInThrottle"
AXES_LOCKOUT_CALLABLE = "offices.pages.lockout.refuse"
AXES_CLIENT_IP_CALLABLE = "offices.throttle.client_address"
AXES_FAILURE_LIMIT = 1
AXES_COOLOFF_TIME = timedelta(hours=1)  # only when a count is forgotten; nobody waits longer than 15 minutes
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_SENSITIVE_PARAMETERS = [
    "username", "ip_address", "code", "old_password", "new_password", "again", "csrfmiddlewaretoken",
]  # fmt: skip
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # LiveSession is the record of who signed in
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
LOGIN_URL = "offices:sign-in"
LOGIN_REDIRECT_URL = "home"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["apt.core.templatetags.apt"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "apt.core.context.face",
                "payments.pages.alarms.alarm",
            ],
        },
    }
]

# --- data ---------------------------------------------------------------------------------------------------------

# Timeouts by force, after trust goal A10: short transactions are what keeps queues and counters fast.
_PG_TIMEOUTS = "-c lock_timeout={lock}ms -c statement_timeout={statement}ms -c idle_in_transaction_session_timeout=15s"
DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL", "postgresql://app@/apt?host=/nonexistent/apt-is-not-running"),
        conn_max_age=60,
        conn_health_checks=True,
        engine="apt.core.postgresql",
    )
}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "options": env(
        "APT_PG_OPTIONS",
        _PG_TIMEOUTS.format(
            lock=env("APT_LOCK_TIMEOUT_MS", "2000"), statement=env("APT_STATEMENT_TIMEOUT_MS", "30000")
        ),
    ),
}
DATABASES["default"]["OPTIONS"] |= {
    "server_side_binding": True,
    "prepare_threshold": None if flag("APT_PGBOUNCER") else 3,
}
# A cursor that outlives its transaction would find another connection behind PgBouncer's transaction pooling.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = flag("APT_PGBOUNCER")
REDIS_URL = env("REDIS_URL", "redis+socket:///nonexistent/apt-is-not-running")
# Sessions and every fact are in PostgreSQL; Valkey carries hints only and may be emptied at any time (trust 0).
SESSION_ENGINE = "offices.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not flag("APT_PLAIN_HTTP", default=EMBEDDED)
SESSION_COOKIE_NAME = env("APT_SESSION_COOKIE", "apt_session")  # two checkouts on one host would share a name
CSRF_COOKIE_NAME = env("APT_CSRF_COOKIE", "apt_csrf")
SECURE_SSL_REDIRECT = flag("APT_SSL_REDIRECT")
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # asked inside the house, where nothing speaks TLS
# Only where a proxy of ours sets or strips this header: otherwise anybody could claim to have come by TLS.
BEHIND_PROXY = flag("APT_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = int(env("APT_HSTS_SECONDS", "0"))
# Promises for a whole domain (subdomains, the browsers' preload list) are made by whoever owns it, in the proxy.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- background work: every message is a hint, the row is the truth ------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
# Named three times: for the broker, for results (there are none), and for whoever reads the application's own setting.
CELERY_VISIBILITY_TIMEOUT = 60
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = CELERY_VISIBILITY_TIMEOUT // 2
CELERY_TASK_DEFAULT_QUEUE = "sweeps"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
    "unacked_mutex_expire": 5,
    "unacked_restore_interval": 1,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_VISIBILITY_TIMEOUT}
CELERY_TIMEZONE = "UTC"

# --- face ---------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_NAME = "apt_language"
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "apt" / "core" / "locale"]  # ours; what Django lacks in Kannada
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Kolkata"  # screens and business dates; the database keeps UTC

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("guides", BASE_DIR / "docs" / "guides" / "pictures")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "apt.core.static.HashedStaticStorage"},
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- API ----------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],  # partner keys arrive with the partner API; what is open today is public
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_SCHEMA_CLASS": "partners.gate.KeyedSchema",
    "EXCEPTION_HANDLER": "apt.core.problem.problem_response",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Advanced Postal Technology API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_PATCH": False,
    "APPEND_COMPONENTS": {"securitySchemes": {"key": KEY_SCHEME}},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "partners.gate.no_other_fields",
    ],
}

# --- the world outside --------------------------------------------------------------------------------------------

SMS_GATEWAY_URL = env("SMS_GATEWAY_URL", "http://127.0.0.1:8001")
SMS_TIMEOUT_S = 5
# The payment provider: its address, the key that we show it, and the secret with which it signs what it tells us.
PSP_URL = env("PSP_URL", "http://127.0.0.1:8002")
PSP_KEY = env("PSP_KEY", _UNSET)
PSP_CALLBACK_SECRET = env("PSP_CALLBACK_SECRET", _UNSET)
PSP_TIMEOUT_S = 1.5  # a clerk waits for it: "UPI unavailable, take cash" must stand within two seconds
UPI_VPA = env("UPI_VPA", "indiapost@simulator")  # the one account of the post into which all UPI money is settled
# The office whose chain and cases hold money that names no attempt of ours: its code; without one, Sansad Marg HO.
UPI_NODAL_OFFICE = env("UPI_NODAL_OFFICE", "")
PUBLIC_BASE_URL = env("APT_BASE_URL", "http://127.0.0.1:8000")

# --- postal assumptions: values that no public source settles (operations.md, section 12), shown as ours -------------
# Of codes and rounds: rounds.py beside this file; of texts: messages.py.

# Questions about article numbers from one address in a minute, without the signed link (trust goal S8).
TRACKED_A_MINUTE = int(env("APT_TRACKED_A_MINUTE", "30"))


class BasketsKept(TypedDict):
    after_the_shift: timedelta
    in_an_open_shift: timedelta


# Ours, of November 2026: what is in hand at a counter holds names and addresses, and is kept while it is of use.
BASKETS_KEPT: BasketsKept = {
    "after_the_shift": timedelta(hours=2),  # money by UPI that comes late is booked or on its way back by then
    "in_an_open_shift": timedelta(days=3),  # a shift that nobody ended, over a Sunday and a holiday
}

# The beat makes last month's bills from this day of a month on; they are to be made by the 7th (tariff.md, section 8).
# Ours: on the second nothing of the month before is at work any more.
BILLS_FROM_DAY = 2
# The department's own GSTIN in each state, as "karnataka=29...,kerala=32...": printed on the data of the GST return.
GSTINS = {
    state.strip().lower(): gstin.strip()
    for state, _, gstin in (pair.partition("=") for pair in env("APT_GSTINS", "").split(",") if "=" in pair)
}


class Upi(TypedDict):
    payee_name: str
    category: str
    limit_paise: int
    life: timedelta
    first_question: timedelta
    questions_at_most: int
    questions_within: timedelta
    circuit_failures: int
    circuit_probe: timedelta
    unclaimed: timedelta
    late_unclaimed: timedelta
    cod_kept: timedelta
    cod_carried: timedelta
    refund_days: int


UPI: Upi = {
    "payee_name": "India Post",
    "category": "9402",  # ISO 18245: postal services, government only
    "limit_paise": 1_00_000_00,  # Rs 1,00,000 a payment to a merchant: NPCI's general limit, as of 2025
    "life": timedelta(minutes=10),  # ours: long enough to find the phone, short enough for a queue
    # NPCI, circular of May 2025 on status checks: the first after 90 s at the earliest, three within two hours.
    "first_question": timedelta(seconds=90),
    "questions_at_most": 3,
    "questions_within": timedelta(hours=2),
    "circuit_failures": 5,  # ours, after trust goal P6, as is the next
    "circuit_probe": timedelta(seconds=30),
    "unclaimed": timedelta(minutes=30),  # ours: received in time, but whatever should have booked it did not
    "late_unclaimed": timedelta(seconds=45),  # ours: received late; the refund is due within a minute (goal P9)
    # Ours: paid at a door and not handed over. A phone may be without signal for a day and tell of it later.
    "cod_kept": timedelta(days=2),
    "cod_carried": timedelta(days=1),  # ours: cash that a postman carries for longer is asked about
    "refund_days": 5,  # RBI, turn-around time of 20 Sep 2019: T+5
}

# From these sums on a second person decides. No source names a sum; both are ours.
SECOND_PERSON = {
    "refund_paise": 2_000_00,  # money in suspense that a person sends back (trust goal P9)
    "order_paise": 5_000_00,  # a money order, booked or paid: half of the most that one may be of
}

# Calls to this very machine by plain HTTP: for the demonstration, the quick start and tests; never in production.
WEBHOOKS["to_this_machine"] = flag("APT_WEBHOOKS_LOCAL")
WEBHOOKS["answer_within_s"] = float(env("APT_WEBHOOK_ANSWER_S", "15"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "apt.core.middleware.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]},
    },
    "root": {"handlers": ["stderr"], "level": env("APT_LOG_LEVEL", "INFO")},
}
