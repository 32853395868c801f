from django.apps import AppConfig

from changlai.records.arrays import send_as_arrays


class RecordsConfig(AppConfig):
    name = "changlai.records"
    label = "records"

    def ready(self) -> None:
        send_as_arrays()
