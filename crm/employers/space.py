"""The employer's space: who may do what there, decided in one place, and refused with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import User
from crm.core.errors import Forbidden
from crm.employers.models import EmployerMember, MemberRole


class MemberGesture(Enum):
    """What a representative does in the space."""

    READ = "read"
    SEND = "send"
    ADMINISTER = "administer"


G = MemberGesture
ROLE_GESTURES: Mapping[str, frozenset[MemberGesture]] = {
    MemberRole.ADMINISTRATOR: frozenset(G),
    MemberRole.SENDER: frozenset({G.READ, G.SEND}),
    MemberRole.READER: frozenset({G.READ}),
}
ROLE_DESCRIPTIONS: Mapping[str, str | Promise] = {
    MemberRole.ADMINISTRATOR: gettext_lazy(
        "Invite des collègues, change leurs droits, et fait tout le reste."
    ),
    MemberRole.SENDER: gettext_lazy("Envoie et change les besoins, répond aux profils."),
    MemberRole.READER: gettext_lazy("Lit les besoins, leur état et les profils. Ne change rien."),
}
#: Roles of those who are asked something: a reader is told nothing that they could not answer.
ANSWERING = tuple(role for role, gestures in ROLE_GESTURES.items() if G.SEND in gestures)


@dataclass(frozen=True, slots=True)
class SpaceRights:
    """The role of one person with each employer that they represent today."""

    roles: Mapping[int, str]

    def may(self, gesture: MemberGesture, employer_id: int) -> bool:
        """Whether the person may do this for the employer."""
        return gesture in ROLE_GESTURES.get(self.roles.get(employer_id, ""), ())

    def where(self, gesture: MemberGesture) -> frozenset[int]:
        """The employers for which the person may do this."""
        return frozenset(key for key in self.roles if self.may(gesture, key))


def rights_of(user: User) -> SpaceRights:
    """What the user may do in the spaces of the employers that they represent; one query."""
    mine = EmployerMember.objects.filter(user=user, active=True)
    return SpaceRights(dict(mine.values_list("employer_id", "role")))


def require_member(user: User, employer_id: int, gesture: MemberGesture) -> None:
    """Raise Forbidden, with who can give the right, unless the user may do this for the employer."""
    rights = rights_of(user)
    if not rights.may(gesture, employer_id):
        raise refusal_of(gesture, employer_id) if employer_id in rights.roles else Forbidden


def refusal_of(gesture: MemberGesture, employer_id: int) -> Forbidden:
    """Why a representative may not do this, and whom to ask."""
    names = administrators(employer_id)
    whom = ", ".join(names) or _("votre conseillère ou conseiller")
    if gesture is G.ADMINISTER:
        said = _("Seule une personne qui administre l’espace gère les accès. Demandez-le à %(whom)s.")
    else:
        said = _(
            "Votre accès permet de lire. Pour envoyer, changer ou répondre, demandez ce droit à %(whom)s."
        )
    return Forbidden(said % {"whom": whom})


def administrators(employer_id: int) -> list[str]:
    """The names of those who administer the space of an employer."""
    rows = EmployerMember.objects.filter(
        employer_id=employer_id, active=True, user__is_active=True, role=MemberRole.ADMINISTRATOR
    )
    return list(rows.order_by("user__name", "pk").values_list("user__name", flat=True))
