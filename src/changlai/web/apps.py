from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "changlai.web"
    label = "web"
