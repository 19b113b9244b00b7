"""Roll-ups of a day, kept by Celery: the national page asks them and never the tables of articles."""

from typing import ClassVar

from django.db import models

from offices.rules import Measure

from .office import Office


class Figure(models.Model):
    """What an office and all below it did on a business date, of one measure. Made anew every few minutes."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="figures", db_index=False)
    day = models.DateField()
    measure = models.CharField(max_length=12, choices=Measure.choices)
    value = models.BigIntegerField()  # articles, or paise
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "day", "measure"], name="offices_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.day} {self.measure}"
