from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "changlai.content"
    label = "content"
