"""Names of what is counted, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACT_LABELS = {
    "diagnosis": _("diagnostic complété"),
    "need_opened": _("besoin qualifié et ouvert"),
    "presentation": _("profil présenté"),
    "interview": _("entrevue tenue"),
    "placement": _("embauche confirmée"),
    "set_aside": _("jumelage écarté"),
}
GROUND_LABELS = {
    "appointment": _("rendez-vous honoré"),
    "plan": _("plan d’action actif"),
}
#: The table where an act of each kind is kept; any other kind is an intervention.
ACT_SOURCES = {
    "diagnosis": "diagnosis",
    "need_opened": "need_move",
    "presentation": "presentation",
    "interview": "match_move",
    "placement": "placement",
}
