from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "crm.reporting"
