from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "changlai.notifications"
    label = "notifications"
