"""Taking back one edit of a need: what it wrote goes back to what was there, unless somebody wrote over it since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.core.errors import Refusal
from crm.needs.models import LabourNeed, NeedEdit
from crm.needs.rules.content import NeedContent, SkillAsked
from crm.needs.services.stages import lock_need
from crm.needs.services.writing import VALUES, edit_need, spoken

#: How a value written as JSON in an edit is read back.
_READ: dict[str, Callable[[Any], Any]] = {
    "starts_on": date.fromisoformat,
    "valid_until": date.fromisoformat,
    "hours_per_week": Decimal,
    "wage_min": Decimal,
    "wage_max": Decimal,
    "help_offered": tuple,
}


class UndoRefused(Refusal):
    """The edit cannot be taken back."""

    default = _("Quelqu’un a récrit ce champ depuis : rien n’a été annulé.")


def content_of(need: LabourNeed) -> NeedContent:
    """What the need asks now, as one value."""
    values = {name: getattr(need, name) for name in VALUES} | {"help_offered": tuple(need.help_offered)}
    asked = tuple(
        SkillAsked(code=row.skill_id, essential=row.essential, level=row.level) for row in need.skills.all()
    )
    return NeedContent(**values, skills=asked)


@transaction.atomic
def undo_need_edit(*, edit: NeedEdit, by: User | None, now: datetime) -> LabourNeed:
    """Put back what an edit changed; this is one more edit.

    Raises UndoRefused when a value was written since or when skills changed, whose levels an edit does not keep.
    """
    require(by, Permission.WORK_FILES)
    need = lock_need(edit.need_id)
    changes: dict[str, list[Any]] = edit.changes
    if "skills" in changes:
        raise UndoRefused(_("Les compétences se remettent dans le formulaire du besoin."))
    if any(spoken(need)[name] != after for name, (_before, after) in changes.items()):
        raise UndoRefused
    before = {name: _read(name, value) for name, (value, _after) in changes.items()}
    content = content_of(need)
    values = {name: getattr(content, name) for name in NeedContent.__dataclass_fields__} | before
    return edit_need(need=need, content=NeedContent(**values), revision=need.revision, by=by, now=now)


def _read(name: str, value: Any) -> Any:
    return value if value is None or name not in _READ else _READ[name](value)
