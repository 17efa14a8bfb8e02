"""A person enters: identity apart from the profile, consent to matching at once if given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require, scope_of
from crm.candidates.models import Candidate, CandidateMove, CandidateOfficer, Identity, PersonStage
from crm.candidates.queries import likely_duplicates
from crm.candidates.services.access import require_file
from crm.core.errors import Forbidden, Refusal
from crm.territory.models import Direction, Municipality


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonIdentity:
    """Who the person is: never read by the engine."""

    given_name: str
    family_name: str
    email: str = ""
    phone: str = ""
    language: str = "fr-ca"


class LikelyDuplicate(Refusal):
    """Someone of the same name and telephone or e-mail is already accompanied in the direction."""

    default = _(
        "Une personne du même nom, avec le même téléphone ou courriel, est déjà inscrite. "
        "Ouvrez son dossier, ou confirmez que c’est une autre personne."
    )


@transaction.atomic
def register_candidate(
    *, identity: PersonIdentity, direction: Direction, residence: Municipality | None, by: User, now: datetime,
    confirmed_distinct: bool = False,
) -> Candidate:
    """A new person file in a direction of `by`, who is in charge if they are posted there.

    Raises Forbidden, a Refusal on an empty name, LikelyDuplicate unless `confirmed_distinct`.
    """
    require(by, Permission.WORK_PERSONS)
    if direction.pk not in scope_of(by).direction_ids:
        raise Forbidden
    _check_name(identity)
    if not confirmed_distinct and likely_duplicates(identity=identity, direction_id=direction.pk):
        raise LikelyDuplicate(field="family_name")
    today = timezone.localdate(now)
    person = Candidate.objects.create(direction=direction, residence=residence, registered_on=today)
    _write_identity(person, identity)
    CandidateOfficer.objects.create(candidate=person, user=by, valid_from=today)
    CandidateMove.objects.create(candidate=person, to_stage=PersonStage.REGISTERED, at=now, by=by)
    return person


@transaction.atomic
def save_identity(
    *, candidate: Candidate, identity: PersonIdentity, residence: Municipality | None, by: User | None, now: datetime
) -> Identity:
    """Correct who the person is and where they live: nothing that the engine reads, so nothing is scored again."""
    require_file(candidate, by)
    _check_name(identity)
    Candidate.objects.filter(pk=candidate.pk).update(residence=residence, updated_at=now)
    return _write_identity(candidate, identity)


def _check_name(identity: PersonIdentity) -> None:
    for name in ("given_name", "family_name"):
        if not getattr(identity, name).strip():
            raise Refusal(_("Écrivez le nom tel que la personne le donne."), field=name)


def _write_identity(candidate: Candidate, identity: PersonIdentity) -> Identity:
    row, _made = Identity.objects.update_or_create(
        candidate=candidate,
        defaults={
            "given_name": identity.given_name.strip(), "family_name": identity.family_name.strip(),
            "email": identity.email.strip(), "phone": identity.phone.strip(), "language": identity.language,
        },
    )
    return row
