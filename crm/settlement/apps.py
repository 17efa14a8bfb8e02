from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "crm.settlement"
