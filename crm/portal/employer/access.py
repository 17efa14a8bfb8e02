"""What every page of the employer's space begins with: whom the reader represents, and what they may do there."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from crm.employers.models import Employer
from crm.employers.space import MemberGesture, SpaceRights, refusal_of, rights_of
from crm.needs.models import LabourNeed
from crm.portal.reader import reader

READ, SEND, ADMINISTER = MemberGesture.READ, MemberGesture.SEND, MemberGesture.ADMINISTER


def rights(request: HttpRequest) -> SpaceRights:
    """The reader's rights; 403 for whoever represents nobody: staff have their own pages."""
    mine = rights_of(reader(request))
    if not mine.roles:
        raise PermissionDenied(
            _("Cet espace est celui des entreprises. Votre compte n’en représente aucune.")
        )
    return mine


def employers_of(request: HttpRequest, gesture: MemberGesture = READ) -> QuerySet[Employer]:
    """The employers for which the reader may make the gesture; 403 with its reason when there is none."""
    mine = rights(request)
    able = mine.where(gesture)
    if not able:
        raise PermissionDenied(str(refusal_of(gesture, min(mine.roles)).message))
    return Employer.objects.filter(pk__in=able)


def need_of(request: HttpRequest, need_id: int, gesture: MemberGesture = READ) -> LabourNeed:
    """A need of an employer that the reader represents; 404 otherwise, 403 with its reason beyond their rights."""
    mine = rights(request)
    needs = LabourNeed.objects.filter(file__employer__in=mine.roles)
    need: LabourNeed = get_object_or_404(
        needs.select_related("site__municipality", "occupation", "file__employer"), pk=need_id
    )
    if not mine.may(gesture, need.file.employer_id):
        raise PermissionDenied(str(refusal_of(gesture, need.file.employer_id).message))
    return need
