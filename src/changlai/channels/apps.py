from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "changlai.channels"
    label = "channels"
