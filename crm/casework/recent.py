"""What somebody worked on last: the files they wrote in, the persons whose file they read."""

from __future__ import annotations

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Candidate, ReadEntry
from crm.casework.models import Intervention
from crm.employers.models import EmployerFile

#: Of so many last gestures the objects are taken; the same one comes back often.
LOOKED_BACK = 40


def recent_files(user: User, *, most: int) -> list[EmployerFile]:
    """The last files in which the user logged an intervention and that they still see, the latest first."""
    if not scope_of(user).may(Permission.WORK_FILES):
        return []
    last = Intervention.objects.filter(by=user).order_by("-created_at").values_list("file_id", flat=True)
    keys = list(dict.fromkeys(last[:LOOKED_BACK]))
    seen = EmployerFile.objects.visible_to(user).select_related("employer", "direction").in_bulk(keys)
    return [seen[key] for key in keys if key in seen][:most]


def recent_persons(user: User, *, most: int) -> list[Candidate]:
    """The last persons whose file the user read and still sees, by reference, the latest first."""
    if not scope_of(user).may(Permission.WORK_PERSONS):
        return []
    last = ReadEntry.objects.filter(user=user).order_by("-at").values_list("candidate_id", flat=True)
    keys = list(dict.fromkeys(last[:LOOKED_BACK]))
    seen = Candidate.objects.visible_to(user).in_bulk(keys)
    return [seen[key] for key in keys if key in seen][:most]
