"""Settings of the notes board. Every name: https://docs.djangoproject.com/en/5.2/ref/settings/"""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

# The database and the uploads; in production, a folder that is backed up.
DATA = Path(os.environ.get("BOARD_DATA", BASE_DIR / "data"))
DATA.mkdir(parents=True, exist_ok=True)

# --8<-- [start:security]
# In production: a secret of your own, and BOARD_DEBUG=0.
SECRET_KEY = os.environ.get("SECRET_KEY", "django-insecure-for-trying-out-only")
DEBUG = os.environ.get("BOARD_DEBUG", "1") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
# --8<-- [end:security]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "board",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
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

WSGI_APPLICATION = "config.wsgi.application"

# --8<-- [start:database]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "board.sqlite3",
        # A writer waits for its turn before it reads, so two writers never deadlock.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
    }
}
# --8<-- [end:database]

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
    },
    {
        "NAME": "django.contrib.auth.password_validation.CommonPasswordValidator",
    },
    {
        "NAME": "django.contrib.auth.password_validation.NumericPasswordValidator",
    },
]

LANGUAGE_CODE = "en-us"

TIME_ZONE = "UTC"

USE_I18N = True

USE_TZ = True

STATIC_URL = "static/"
MEDIA_ROOT = DATA / "uploads"

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "note_list"
LOGOUT_REDIRECT_URL = "note_list"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
