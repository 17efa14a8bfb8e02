"""The last touches: the people whom the sign-in page offers, and the scoring that the worker owes."""

from __future__ import annotations

from crm.accounts.models import User
from crm.core.models import OutboxMessage
from crm.demo.build.world import World
from crm.demo.store import store
from crm.needs.models import LabourNeed

SCORE_NEED = "workers.tasks.matching.score_need"


def build_ending(world: World) -> None:
    """Offer one person a role at the door; owe one scoring a need that is to be scored."""
    doors = (
        (world.team("02", "advisor")[0], "conseillère à Chicoutimi", "advisor in Chicoutimi"),
        (world.team("02", "advisor")[1], "conseiller à Roberval", "advisor in Roberval"),
        (
            world.team("02", "officer")[0],
            "agente d’aide à l’intégration à Chicoutimi",
            "integration officer in Chicoutimi",
        ),
        (
            world.team("02", "manager")[0],
            "gestionnaire de la direction régionale",
            "manager of the regional branch",
        ),
        (
            world.team("", "employer")[0],
            "représentante de la Scierie des Deux-Rives",
            "representative of Scierie des Deux-Rives",
        ),
        (
            world.team("", "privacy")[0],
            "responsable de la protection des renseignements personnels",
            "privacy officer",
        ),
        (world.team("", "admin")[0], "pilote du système", "system administrator"),
    )
    for place, (user, fr, en) in enumerate(doors, 1):
        User.objects.filter(pk=user.pk).update(
            offered_at_door=place, door_label_fr=f"Entrer comme {fr}", door_label_en=f"Enter as {en}"
        )
    owed = LabourNeed.objects.scored().order_by("id").values_list("id", "revision")
    store(
        [
            OutboxMessage(
                task=SCORE_NEED,
                key=f"score-need-{need}",
                arguments={"need_id": need, "revision": revision},
                created_at=world.now,
                ring_again_at=world.now,
                priority=9,
            )
            for need, revision in owed
        ],
        now=world.now,
    )
