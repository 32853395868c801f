from django.apps import AppConfig


class TagsConfig(AppConfig):
    name = "changlai.tags"
    label = "tags"
