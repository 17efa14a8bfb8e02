"""What an employer does to its need, or a pause that ends: whoever leads the file is told."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.needs.models import LabourNeed, NeedEdit, NeedMove, NeedStage
from crm.notices.models import NoticeKind
from crm.notices.services.reminding import once, promise
from crm.notices.services.telling import Told, in_charge_of, tell


def need_changed(edit_id: int, now: datetime) -> None:
    """The employer changed what it asks: one notice a change."""
    edit = NeedEdit.objects.select_related("need__file").filter(pk=edit_id).first()
    if edit is not None:
        _tell(edit.need, NoticeKind.NEED_CHANGED, key=f"changed-{edit.pk}", now=now, but=edit.by_id)


def need_withdrawn(move_id: int, now: datetime) -> None:
    """The employer withdrew its need."""
    moves = NeedMove.objects.filter(pk=move_id, to_stage=NeedStage.WITHDRAWN, undone_at=None)
    move = moves.select_related("need__file").first()
    if move is not None:
        _tell(move.need, NoticeKind.NEED_WITHDRAWN, key=f"withdrawn-{move.pk}", now=now, but=move.by_id)


def need_resumed(move_id: int, now: datetime) -> None:
    """The pause of a need ended on its day: whoever leads its file is told, and has it to confirm."""
    move = NeedMove.objects.select_related("need__file").filter(pk=move_id).first()
    if move is None or move.need.stage == NeedStage.SUSPENDED:
        return
    key = f"resumed-{move.pk}"
    if once(key, now=now):
        with override("fr-ca"):
            text = _("Besoin %(need)s repris après sa pause : le confirmer avec l’entreprise") % {
                "need": move.need.reference
            }
        promise(move.need.file, text, timezone.localdate(now))
    _tell(move.need, NoticeKind.NEED_RESUMED, key=key, now=now)


def _tell(need: LabourNeed, kind: str, *, key: str, now: datetime, but: int | None = None) -> None:
    about = {"need": need, "file": need.file}
    whom = in_charge_of(need.file, timezone.localdate(now))
    tell([Told(user_id=user, kind=kind, key=key, about=about) for user in whom if user != but], now=now)
