from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "apt.demo"
    label = "demo"
