from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    name = "crm.candidates"
