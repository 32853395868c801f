from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "changlai.inbox"
    label = "inbox"
