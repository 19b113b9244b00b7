from django.apps import AppConfig


class DigipinConfig(AppConfig):
    name = "digipin"
