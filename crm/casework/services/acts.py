"""Writing down what was done with an employer and what was promised."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require, scope_of
from crm.candidates.models import Candidate
from crm.casework.models import FollowUp, FollowUpPassing, Intervention, InterventionKind
from crm.casework.rules import FARTHEST, OLDEST, TEXT_LIMIT, InterventionContent, Promise
from crm.core.errors import Forbidden, Refusal, WrittenSince
from crm.employers.models import EmployerFile

ALREADY_DONE = _("Ce suivi est déjà fait.")


class InterventionRefused(Refusal):
    """An intervention that cannot be written, or no longer undone."""

    default = _("Cette intervention ne peut pas être consignée ainsi.")


class FollowUpRefused(Refusal):
    """A follow-up that cannot be written."""

    default = _("Ce suivi ne peut pas être inscrit ainsi.")


def _require_file(by: User, file: EmployerFile) -> None:
    require(by, Permission.WORK_FILES)
    if not EmployerFile.objects.visible_to(by).filter(pk=file.pk).exists():
        raise Forbidden


@transaction.atomic
def log_intervention(
    *,
    file: EmployerFile,
    content: InterventionContent,
    by: User,
    now: datetime,
    promise: Promise | None = None,
) -> Intervention:
    """Write one contact with the employer and, in the same gesture, what was promised.

    Raises InterventionRefused or FollowUpRefused beside the field, Forbidden outside one's files.
    """
    _require_file(by, file)
    _require_still_there(file)
    _check_intervention(file, content, today=timezone.localdate(now))
    values = asdict(content) | {"summary": content.summary.strip()}
    made = Intervention.objects.create(file=file, by=by, **values)
    if promise is not None:
        add_follow_up(file=file, promise=promise, by=by, now=now)
    return made


def _require_still_there(file: EmployerFile) -> None:
    """Hold the file to the end of the transaction: an import that is taken back meanwhile would remove it."""
    if not EmployerFile.objects.select_for_update(no_key=True).filter(pk=file.pk).exists():
        raise InterventionRefused(_("Ce dossier n’existe plus : quelqu’un vient de le retirer."))


def _check_intervention(file: EmployerFile, content: InterventionContent, *, today: date) -> None:
    if content.kind not in InterventionKind.values:
        raise InterventionRefused(_("Choisissez le genre d’intervention."), field="kind")
    if content.occurred_on > today:
        raise InterventionRefused(
            _("Une intervention se consigne une fois faite. Pour ce qui vient, inscrivez un suivi."),
            field="occurred_on",
        )
    if today - content.occurred_on > OLDEST:
        raise InterventionRefused(_("Vérifiez l’année : cette date est trop ancienne."), field="occurred_on")
    if not content.summary.strip():
        raise InterventionRefused(_("Écrivez ce qui a été dit, même en une phrase."), field="summary")
    if len(content.summary) > TEXT_LIMIT:
        raise InterventionRefused(_("Le résumé compte au plus 10 000 caractères."), field="summary")
    if content.site_id and not file.employer.sites.filter(pk=content.site_id).exists():
        raise InterventionRefused(_("Choisissez un établissement de cette entreprise."), field="site")
    if content.contact_id and not file.employer.contacts.filter(pk=content.contact_id).exists():
        raise InterventionRefused(_("Choisissez un contact de cette entreprise."), field="contact")


@transaction.atomic
def undo_intervention(*, intervention: Intervention, by: User, now: datetime) -> Intervention:
    """The contact was written by mistake: it stays in the history, struck, and no longer counts.

    Raises Forbidden for anyone but its author and the managers of the direction; harmless when repeated.
    """
    _require_file(by, intervention.file)
    # The file before its rows, as a merger takes them: the other way round, each could wait for the other.
    EmployerFile.everything.select_for_update(no_key=True).filter(pk=intervention.file_id).exists()
    locked = Intervention.objects.select_for_update().get(pk=intervention.pk)
    if locked.by_id != by.pk and not scope_of(by).may(Permission.REVIEW_CASELOADS):
        raise Forbidden(
            _("La personne qui a consigné l’intervention, ou sa ou son gestionnaire, peut l’annuler.")
        )
    if locked.undone_at is None:
        locked.undone_at, locked.undone_by = now, by
        locked.save(update_fields=["undone_at", "undone_by", "updated_at"])
    return locked


@transaction.atomic
def add_follow_up(
    *,
    promise: Promise,
    by: User,
    now: datetime,
    file: EmployerFile | None = None,
    candidate: Candidate | None = None,
) -> FollowUp:
    """Something to do about one file or one person, for its owner (`by` when none is named).

    Raises FollowUpRefused beside the field, Forbidden when `by` does not see the file or the person.
    """
    if (file is None) == (candidate is None):
        raise FollowUpRefused(_("Un suivi porte sur un dossier d’entreprise ou sur une personne."))
    _require_seen(by, file, candidate)
    today = timezone.localdate(now)
    if not promise.text.strip():
        raise FollowUpRefused(_("Écrivez ce qui est à faire."), field="text")
    if len(promise.text) > 300:
        raise FollowUpRefused(_("Un suivi compte au plus 300 caractères."), field="text")
    if not today <= promise.due_on <= today + FARTHEST:
        raise FollowUpRefused(_("Choisissez un jour à partir d’aujourd’hui."), field="due_on")
    return FollowUp.objects.create(
        file=file,
        candidate=candidate,
        text=promise.text.strip(),
        due_on=promise.due_on,
        created_by=by,
        owner=_owner(promise.owner_id, by=by),
    )


def _require_seen(by: User, file: EmployerFile | None, candidate: Candidate | None) -> None:
    if file is not None:
        _require_file(by, file)
    elif candidate is not None and not Candidate.objects.visible_to(by).filter(pk=candidate.pk).exists():
        raise Forbidden


def _owner(owner_id: int | None, *, by: User) -> User:
    owner = User.objects.filter(pk=owner_id).first() if owner_id else by
    if owner is None or not scope_of(owner).is_staff:
        raise FollowUpRefused(_("Choisissez une personne de l’équipe."), field="owner")
    return owner


@transaction.atomic
def complete_follow_up(*, follow_up: FollowUp, by: User, now: datetime) -> FollowUp:
    """What was promised is done; harmless when repeated: the first one to say so stays. Raises Forbidden."""
    locked = _lock(follow_up, by)
    if locked.done_at is None:
        locked.done_at, locked.done_by = now, by
        locked.save(update_fields=["done_at", "done_by", "updated_at"])
    return locked


@transaction.atomic
def reopen_follow_up(*, follow_up: FollowUp, by: User, now: datetime, seen: int | None = None) -> FollowUp:
    """It was not done after all: the undo of `complete_follow_up`, harmless when repeated.

    Raises WrittenSince when its stamp is no longer `seen`, Forbidden.
    """
    locked = _lock(follow_up, by)
    if seen is not None and locked.stamp != seen:
        raise WrittenSince
    if locked.done_at is not None:
        locked.done_at, locked.done_by = None, None
        locked.updated_at = now
        locked.save(update_fields=["done_at", "done_by", "updated_at"])
    return locked


@transaction.atomic
def reschedule_follow_up(*, follow_up: FollowUp, due_on: date | None, by: User, now: datetime) -> FollowUp:
    """Another day for what was promised. Raises FollowUpRefused beside `due_on` or when it is done, Forbidden."""
    locked = _lock(follow_up, by)
    today = timezone.localdate(now)
    if locked.done_at is not None:
        raise FollowUpRefused(ALREADY_DONE)
    if due_on is None or not today <= due_on <= today + FARTHEST:
        raise FollowUpRefused(_("Choisissez un jour à partir d’aujourd’hui."), field="due_on")
    locked.due_on = due_on
    locked.save(update_fields=["due_on", "updated_at"])
    return locked


@transaction.atomic
def put_back_follow_up(*, follow_up: FollowUp, due_on: date, seen: int, by: User, now: datetime) -> FollowUp:
    """The day that it had before `reschedule_follow_up`, even one gone by; `seen` is its stamp right after that.

    Raises FollowUpRefused when it is done or was written since, Forbidden.
    """
    locked = _lock(follow_up, by)
    today = timezone.localdate(now)
    if locked.done_at is not None or locked.stamp != seen or abs(due_on - today) > FARTHEST:
        raise FollowUpRefused(_("Ce report ne s’annule plus : autre chose a été fait depuis."))
    locked.due_on = due_on
    locked.save(update_fields=["due_on", "updated_at"])
    return locked


@transaction.atomic
def pass_follow_up(
    *, follow_up: FollowUp, receiver: User, by: User, now: datetime, seen: int | None = None
) -> FollowUp:
    """What was promised is for a colleague from now on, who reads from whom.

    Raises FollowUpRefused, Forbidden; WrittenSince when its stamp is no longer `seen`.
    """
    locked = _lock(follow_up, by)
    if seen is not None and locked.stamp != seen:
        raise WrittenSince
    if locked.done_at is not None:
        raise FollowUpRefused(ALREADY_DONE)
    if locked.owner_id == receiver.pk:
        raise FollowUpRefused(_("Ce suivi est déjà à cette personne."), field="user")
    subject = EmployerFile.objects if locked.file_id else Candidate.objects
    if not subject.visible_to(receiver).filter(pk=locked.file_id or locked.candidate_id).exists():
        raise FollowUpRefused(_("Cette personne n’a pas accès au dossier de ce suivi."), field="user")
    giver = User.objects.get(pk=locked.owner_id)
    FollowUpPassing.objects.create(follow_up=locked, giver=giver, receiver=receiver, at=now)
    locked.owner = receiver
    locked.save(update_fields=["owner", "updated_at"])
    return locked


@transaction.atomic
def pass_follow_ups(
    *,
    giver: User,
    receiver: User,
    now: datetime,
    file: EmployerFile | None = None,
    candidate: Candidate | None = None,
) -> int:
    """What `giver` still had to do about a file or a person is for `receiver` from now on; returns how many.

    Called once it was decided that the file or the person changes hands.
    """
    about = FollowUp.objects.filter(file=file, candidate=candidate)
    passed = list(about.open().filter(owner=giver).select_for_update(of=("self",)).order_by("pk"))
    FollowUpPassing.objects.bulk_create(
        FollowUpPassing(follow_up=row, giver=giver, receiver=receiver, at=now) for row in passed
    )
    return FollowUp.objects.filter(pk__in=[row.pk for row in passed]).update(owner=receiver, updated_at=now)


def _lock(follow_up: FollowUp, by: User) -> FollowUp:
    if not FollowUp.objects.visible_to(by).filter(pk=follow_up.pk).exists():
        raise Forbidden
    locked: FollowUp = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    return locked
