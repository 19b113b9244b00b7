"""Celery's entry into what partners' requests leave behind."""

from celery import shared_task

from apt.core.clock import now

from .services import forget_answers


@shared_task(name="partners.forget_answers")
def forget_old_answers() -> None:
    forget_answers(now=now())
