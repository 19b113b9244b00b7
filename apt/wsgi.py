"""The WSGI entry that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

import apt.celery  # noqa: F401  # makes it the current Celery application: nudges go to our broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apt.settings")
application = get_wsgi_application()
