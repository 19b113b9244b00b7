"""The Celery application. Queues are named for their promise; the beat only sweeps what a nudge missed."""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apt.settings")

app = Celery("apt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_routes = {
    "apt.serve_outbox": {"queue": "sweeps"},
    "bookings.bill_last_month": {"queue": "bulk"},
    "bookings.forget_baskets": {"queue": "sweeps"},
    "bookings.take_over_late": {"queue": "sweeps"},
    "partners.forget_answers": {"queue": "sweeps"},
    "payments.watch_upi": {"queue": "sweeps"},
    "payments.reconcile": {"queue": "sweeps"},
    "payments.sum_up_journals": {"queue": "sweeps"},
    "bookings.send_notices": {"queue": "sms"},
    "payments.lapse_orders": {"queue": "sweeps"},
    "payments.raise_incidents": {"queue": "sweeps"},
    "payments.note_carried": {"queue": "sweeps"},
    "apt.prove": {"queue": "sweeps"},
    # Workers of threads, many of them: most of their time they wait for a subscriber's answer.
    "tracking.fan_out": {"queue": "callbacks"},
    "tracking.send_webhooks": {"queue": "callbacks"},
    "tracking.sweep": {"queue": "callbacks"},
    "apt.roll_up": {"queue": "bulk"},  # nobody waits for it
    "bookings.work_on_bulk": {"queue": "bulk"},  # seconds a step: codes and notices must not wait behind it
}
app.conf.beat_schedule = {
    "sweep-outbox": {"task": "apt.serve_outbox", "schedule": 5.0, "options": {"expires": 5}},
    "sweep-feeds": {"task": "tracking.sweep", "schedule": 1.0, "options": {"expires": 1}},
    "sweep-notices": {"task": "bookings.send_notices", "schedule": 5.0, "options": {"expires": 5}},
    "sweep-bulk": {"task": "bookings.work_on_bulk", "schedule": 5.0, "options": {"expires": 5}},
    "bill-last-month": {"task": "bookings.bill_last_month", "schedule": 3600.0, "options": {"expires": 600}},
    "forget-baskets": {"task": "bookings.forget_baskets", "schedule": 900.0, "options": {"expires": 600}},
    "take-over-late": {"task": "bookings.take_over_late", "schedule": 300.0, "options": {"expires": 300}},
    "forget-answers": {"task": "partners.forget_answers", "schedule": 900.0, "options": {"expires": 600}},
    "watch-upi": {"task": "payments.watch_upi", "schedule": 15.0, "options": {"expires": 15}},
    "sum-up-journals": {"task": "payments.sum_up_journals", "schedule": 60.0, "options": {"expires": 60}},
    "lapse-orders": {"task": "payments.lapse_orders", "schedule": 3600.0, "options": {"expires": 600}},
    "note-carried": {"task": "payments.note_carried", "schedule": 3600.0, "options": {"expires": 600}},
    "prove": {"task": "apt.prove", "schedule": 300.0, "options": {"expires": 300}},  # trust goal H18
    "roll-up": {"task": "apt.roll_up", "schedule": 60.0, "options": {"expires": 60}},
    "raise-incidents": {"task": "payments.raise_incidents", "schedule": 300.0, "options": {"expires": 300}},
    "reconcile-upi": {"task": "payments.reconcile", "schedule": 300.0, "options": {"expires": 300}},
}
app.autodiscover_tasks(lambda: [name for name in settings.INSTALLED_APPS if "." not in name])
app.conf.imports = ("apt.tasks",)
