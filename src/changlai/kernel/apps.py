from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "changlai.kernel"
    label = "kernel"
