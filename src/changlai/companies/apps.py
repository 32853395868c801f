from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "changlai.companies"
    label = "companies"
