from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "changlai.integrations"
    label = "integrations"
