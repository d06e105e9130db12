"""The one settings file: everything an owner may change is read from the environment."""

import tomllib
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from tracker.reminders.hosts import Hosts
from tracker.reminders.mailbox import MailServer
from tracker.web.address import Addresses
from tracker.web.door import static_headers
from tracker.web.environment import env, env_bool, kept_secret, name_header
from tracker.web.provider import Provider

ROOT = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
DATA_DIR = Path(env("DATA_DIR", str(ROOT / ".data"))).expanduser().resolve()

DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = kept_secret("VAGUS_SECRET_KEY", DATA_DIR / "secret_key")

# One setting says where people reach Vagus; scheme, host, sub-path, cookies and CSRF follow from it. The proxies
# are believed for one thing only: which client they speak for (tracker/web/door.py).
ADDRESSES = Addresses.parse(env("VAGUS_URL", ""))
ALLOWED_HOSTS = ADDRESSES.allowed_hosts
PROXIES = env("VAGUS_PROXIES", "127.0.0.0/8, ::1")
REMOTE_USER_HEADER = name_header("VAGUS_REMOTE_USER_HEADER", "VAGUS_PROXIES")
CSRF_TRUSTED_ORIGINS = ADDRESSES.origins
FORCE_SCRIPT_NAME = ADDRESSES.path or None
STATIC_URL = f"{ADDRESSES.path}/static/"

INSTALLED_APPS = [
    "tracker",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks_db",
]
OIDC = Provider.parse(
    env("VAGUS_OIDC_URL", ""), env("VAGUS_OIDC_CLIENT", ""), env("VAGUS_OIDC_SECRET", ""), env("VAGUS_OIDC_NAME", "")
)
if OIDC:  # a further way to sign in; without the setting neither its code nor its tables are there
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
MIDDLEWARE = [
    "tracker.web.lighter.lighter",
    "tracker.web.kept.kept",
    "django.middleware.security.SecurityMiddleware",
    "tracker.web.shelf.Shelf",
    "tracker.web.turns.in_turn",
    "tracker.web.middleware.Policy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tracker.web.middleware.headers",
    "tracker.web.middleware.programs",
    "tracker.web.middleware.home",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tracker.web.languages.spoken",
    "django.middleware.common.CommonMiddleware",
    "tracker.web.middleware.ours",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tracker.accounts.by_proxy.bound",
    "tracker.accounts.audited.audited",
    "tracker.accounts.second.SecondStep",
    "tracker.web.middleware.device",
    "django_htmx.middleware.HtmxMiddleware",
    "tracker.web.middleware.person",
    "tracker.offline.told.owner",
    "tracker.web.middleware.Storage",
]
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "tracker.web.engine.Templates",
        "NAME": "django",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["tracker.web.engine.Ours", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": [
                "django.templatetags.static",
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django_htmx.templatetags.django_htmx",
                "tracker.web.tags",
                "tracker.guidance.tags",
                "tracker.backups.tags",
                "tracker.reminders.tags",
                "tracker.experiments.tags",
                "tracker.offline.tags",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'vagus.sqlite3'}", conn_max_age=None, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL with synchronous=FULL: an answer that was acknowledged survives a power cut. IMMEDIATE: a transaction
    # that will write queues at its start instead of failing in its middle, and in the order in which they came.
    DATABASES["default"]["ENGINE"] = "tracker.web.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
# A copy a night; one that travels or lies with others is sealed (tracker/backups).
BACKUP_DIR = Path(env("VAGUS_BACKUP_DIR", str(DATA_DIR / "backups"))).expanduser().resolve()
BACKUP_PASSPHRASE = env("VAGUS_BACKUP_PASSPHRASE", "")
BACKUP_DAILY = env_bool("VAGUS_BACKUP_DAILY", default=True)
CACHES = {
    "default": {
        # Login limits are counted here: a flood from many addresses must not push the counters out.
        "BACKEND": "tracker.web.counters.Counters",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Pages as they were made, until anything is written (tracker/web/kept.py); so much memory in each process.
KEPT_PAGES_BYTES = 0 if REMOTE_USER_HEADER else 4 * 1024 * 1024
KEPT_PIECES_CHARACTERS = 2 * 1024 * 1024  # fragments of pages, by what they say (tracker/web/pieces.py)
KEPT_FILES_BYTES = 2 * 1024 * 1024  # figures as they were drawn last, by their tags (tracker/web/files.py)

# Long sums of Insights run in a process of their own beside the page that asked; tests do them at once.
INSIGHTS_ASIDE = True

# What takes longer than a page may is kept as a row and done by a process that lives as long as there is something
# to do (tracker/management/chores.py).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "tracker.User"
AUTHENTICATION_BACKENDS = ["tracker.accounts.adapter.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "tracker.accounts.passwords.LongEnough"},
    {"NAME": "tracker.accounts.passwords.NotObvious"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "diary:today"
ACCOUNT_ADAPTER = "tracker.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {
    "login": "tracker.accounts.forms.LoginForm",
    "reauthenticate": "tracker.accounts.forms.ReauthenticateForm",
    "change_password": "tracker.accounts.forms.ChangePasswordForm",
}
# A key is an account as seen from one address (adapter.py), so a stranger's tries lock nobody else out. The
# counters lie in the database cache, shared by all workers; behind a proxy the front door has put the browser's
# own address in its place (web/door.py), so the library counts no proxies itself.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/10m/ip,5/5m/key", "signup": "10/10m/ip"}
# An address that can be reached from outside asks everyone for a second step unless the owner says otherwise.
REQUIRE_SECOND_FACTOR = env_bool("VAGUS_REQUIRE_SECOND_FACTOR", default=not ADDRESSES.is_private)
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
SOCIALACCOUNT_ADAPTER = "tracker.accounts.linked.Adapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": ["openid"],
        "APPS": [
            {
                "provider_id": "oidc", "name": OIDC.name, "client_id": OIDC.client, "secret": OIDC.secret,
                "settings": {"server_url": OIDC.issuer},
            },
        ],
    },
}  # fmt: skip
MFA_ADAPTER = "tracker.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # recovery codes are made by tracker/accounts/recovery.py
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODE_DIGITS = 12  # of codes made before those of recovery.py; they still fit
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1  # half a minute to either side: clocks of phones are a little off (accounts/steps.py)
MFA_FORMS = {
    "authenticate": "tracker.accounts.forms.CodeForm",
    "authenticate_webauthn": "tracker.accounts.passkeys.SecondStepForm",
    "login_webauthn": "tracker.accounts.passkeys.LoginForm",
    "reauthenticate_webauthn": "tracker.accounts.passkeys.AgainForm",
    "reauthenticate": "tracker.accounts.forms.CodeAgainForm",
    "activate_totp": "tracker.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "tracker.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "tracker.accounts.forms.EditPasskeyForm",
}
MFA_TOTP_ISSUER = "Vagus"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ADDRESSES.is_local
USERSESSIONS_TRACK_ACTIVITY = False  # it writes at every request; tracker.web.middleware.device does at some

SESSION_ENGINE = "tracker.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_NAME = ADDRESSES.cookie("vagus_session")
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = ADDRESSES.path + "/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ADDRESSES.is_secure
CSRF_COOKIE_NAME = ADDRESSES.cookie("vagus_csrf")
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tracker.web.views.csrf_failure"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if ADDRESSES.is_secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env_bool("VAGUS_HSTS_SUBDOMAINS", default=False)
# By then the door has set the scheme, so nothing is ever redirected; it holds for whoever takes another door.
SECURE_SSL_REDIRECT = ADDRESSES.is_secure
# https: other names under a home's domain and the browsers' preload list are the owner's to decide.
# http: on this machine or inside a home there is no certificate, so nothing can be promised about one.
SILENCED_SYSTEM_CHECKS = [
    f"security.W{number}" for number in (("005", "021") if ADDRESSES.is_secure else ("004", "008", "012", "016"))
]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        **{f"{kind}-src": [SELF] for kind in ("script", "style", "img", "font", "connect", "manifest", "worker")},
        "form-action": [SELF, *([OIDC.origin] if OIDC else [])],  # browsers follow a form to where it is sent on
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        # To ourselves alone (tracker/web/reports.py); older browsers read the first, newer ones the second.
        "report-uri": [f"{ADDRESSES.path}/policy-reports/"],
        "report-to": ["policy"],
    }
}

USE_TZ = True
TIME_ZONE = env("TZ", "UTC") or "UTC"
LANGUAGE_CODE = "en"
# Each in its own words: whoever looks for a language need not know the one that is shown. Texts are in British English.
LANGUAGES = [
    ("en", "English"), ("nb", "Norsk bokmål"), ("da", "Dansk"), ("sv", "Svenska"), ("zh-hans", "简体中文"),
]  # fmt: skip
LANGUAGE_COOKIE_NAME = ADDRESSES.cookie("vagus_language")
LANGUAGE_COOKIE_PATH = ADDRESSES.path + "/"
LANGUAGE_COOKIE_SECURE = ADDRESSES.is_secure
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LOCALE_PATHS = [ROOT / "tracker" / "locale"]
FORMAT_MODULE_PATH = "tracker.locale"

STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "tracker.web.bundle.Storage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = static_headers

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler", "tracker.web.uploads.ToFolder",
]  # fmt: skip
# Reminders go nowhere that is not named here (tracker/reminders); without a word of the owner nothing goes out.
MAIL_SERVER = MailServer.parse(env("VAGUS_EMAIL_URL", ""), env("VAGUS_EMAIL_FROM", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_SERVER.host else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = MAIL_SERVER.host, MAIL_SERVER.port, 10
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVER.starttls, MAIL_SERVER.tls
DEFAULT_FROM_EMAIL = MAIL_SERVER.sender
NOTIFY_HOSTS = Hosts.parse(env("VAGUS_NOTIFY_HOSTS", ""))
NOTIFY_APPRISE = env_bool("VAGUS_NOTIFY_APPRISE", default=False)
PUSH_CONTACT = env("VAGUS_PUSH_CONTACT", "")
SEEDS = ROOT / "seeds"

# No line of a log and no error report holds what a person typed (tracker/web/logs.py).
DEFAULT_EXCEPTION_REPORTER_FILTER = "tracker.web.logs.NothingTyped"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "tracker.web.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING").upper()},
    "loggers": {
        # Django's own would add a second handler that prints on its own terms, and one that writes mail.
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO" if DEBUG else "NOTSET", "propagate": True},
        # A page that is not there is no news; a request refused as an attack is.
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        "_granian": {"level": "WARNING"},
    },
}
