from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "changlai.listening"
    label = "listening"
