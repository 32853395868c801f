from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "changlai.tasks"
    label = "tasks"
