from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "apt.core"
    label = "core"
    verbose_name = "Foundation"
