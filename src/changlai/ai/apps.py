from django.apps import AppConfig


class AiConfig(AppConfig):
    name = "changlai.ai"
    label = "ai"
