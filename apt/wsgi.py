"""The WSGI entry that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

import apt.celery  # noqa: F401  # makes it the current Celery application: nudges go to our broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apt.settings")
application = get_wsgi_application()

# What was loaded lives as long as the process: the collector need not walk it again. And a request makes thousands of
# short-lived objects; looking for cycles at every 700 of them costs a tenth of a booking.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
