from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "changlai.ui"
    label = "ui"
