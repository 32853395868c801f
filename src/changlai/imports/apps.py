from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "changlai.imports"
    label = "imports"
