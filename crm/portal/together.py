"""Forms that several people may have open at once: what each changed is joined, field by field.

A form remembers what its reader saw. When somebody else wrote meanwhile, each field that only one of them changed
takes that change; a field that both changed is shown with both texts, and nothing is saved before the reader chose.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Protocol

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.errors import StaleRevision
from crm.core.formatting import moment
from crm.portal.forms import PasserelleForm

#: What a browser sends of each field, whatever its kind.
Raw = dict[str, list[str]]
LONGEST_SHOWN = 200
#: How often a form is joined again with a writing of the very same moment.
TRIES = 5
View = Callable[..., HttpResponse]
_NOT_SHARED = frozenset({"seen", "revision", "submission_key"})


@dataclass(frozen=True, slots=True)
class Joined:
    """Two writings of one row put together: the values, which came from the others, which both changed."""

    values: Raw
    taken: frozenset[str]
    conflicts: frozenset[str]


def join(
    seen: Mapping[str, list[str]], typed: Raw, current: Raw, fresh: Container[str] = frozenset()
) -> Joined:
    """What was typed over `seen`, put on `current`: a field left as it was seen takes what it is now.

    `fresh`: fields that nobody showed to whoever typed; they take what they are now.
    """
    values, taken, conflicts = dict(typed), set(), set()
    for name, now in current.items():
        before = seen.get(name) if name in seen else _unseen(typed[name], now, fresh=name in fresh)
        if now == before or typed[name] == now:
            continue
        if typed[name] == before:
            values[name] = now
            taken.add(name)
        else:
            conflicts.add(name)
    return Joined(values, frozenset(taken), frozenset(conflicts))


def _unseen(typed: list[str], now: list[str], *, fresh: bool) -> list[str] | None:
    """What stood in a field that was not shown: left alone when it was not sent, else nothing."""
    if fresh:
        return typed
    return None if any(now) else now


class Writing(Protocol):
    """A row that tells who wrote, and when."""

    @property
    def by(self) -> Any: ...

    @property
    def at(self) -> datetime: ...


#: The last writing of each of these fields, as far as it is known.
Writers = Callable[[Iterable[str]], Mapping[str, Writing]]


class SharedForm(PasserelleForm):
    """A form of something that others write too. `initial["revision"]` is what the row's service compares."""

    seen = forms.CharField(
        label=gettext_lazy("Ce qui était affiché"), required=False, widget=forms.HiddenInput
    )
    revision = forms.IntegerField(
        label=gettext_lazy("Version de la fiche"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: dict[str, str | Promise] = {}
        self.taken: list[str] = []
        self.retakes = False
        self.outdated = False

    def current(self) -> Raw:
        """What an untouched form would send now."""
        return {
            name: self._raw(name, field) for name, field in self.fields.items() if name not in _NOT_SHARED
        }

    def _raw(self, name: str, field: forms.Field) -> list[str]:
        value = field.prepare_value(self.get_initial_for_field(field, name))
        if isinstance(field.widget, forms.CheckboxInput):
            return ["on"] if value else []
        if isinstance(field.widget, forms.SelectMultiple | forms.CheckboxSelectMultiple):
            return sorted(str(item) for item in value or ())
        shown: Any = field.widget.format_value(value)
        return [_tidy(str((shown[0] if isinstance(shown, list) else shown) or ""))]

    def seen_now(self) -> str:
        """The hidden memory of the form as it is shown for the first time."""
        return json.dumps(self.current(), ensure_ascii=False)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        return self.seen_now() if field_name == "seen" else super().get_initial_for_field(field, field_name)

    def join(self, writers: Writers) -> None:
        """Put what others wrote since into what was typed. Before `is_valid()`, on a form that was sent."""
        now, wanted = str(self.initial["revision"]), str(self.data.get("take", ""))
        current, seen = self.current(), self.seen_before()
        same = self.data.get("revision") == now
        if seen is None or (same and wanted not in current):
            self.outdated = not same
            return
        typed = {name: self._typed_raw(name, current[name]) for name in current}
        if wanted in current:
            typed[wanted] = current[wanted]
            self.retakes = True
        fresh = {name for name in current if name not in seen and not self._was_sent(name)}
        joined = join(seen, typed, current, fresh)
        kept = {name: seen.get(name, []) if name in joined.conflicts else current[name] for name in current}
        self._put(joined.values, revision=now, seen=json.dumps(kept, ensure_ascii=False))
        self._tell(joined, current, writers)

    def _was_sent(self, name: str) -> bool:
        return self.add_prefix(name) in self.data

    def changed_names(self) -> list[str]:
        """The fields whose value, as it was sent, is not the one of now."""
        current = self.current()
        return [name for name, now in current.items() if self._typed_raw(name, now) != now]

    def seen_before(self) -> Raw | None:
        """What the form showed when it was first opened; None when it does not say."""
        try:
            seen = json.loads(str(self.data.get("seen", "")))
        except ValueError:
            return None
        sound = isinstance(seen, dict) and all(
            isinstance(values, list) and all(isinstance(value, str) for value in values)
            for values in seen.values()
        )
        return seen if sound else None

    def _typed_raw(self, name: str, like: list[str]) -> list[str]:
        values = [_tidy(str(value)) for value in self.data.getlist(self.add_prefix(name))]  # type: ignore[attr-defined]
        if isinstance(self.fields[name].widget, forms.SelectMultiple | forms.CheckboxSelectMultiple):
            return sorted(values)
        if isinstance(self.fields[name].widget, forms.CheckboxInput):
            return values[-1:]
        return values[-1:] or ([""] if like else [])

    def _put(self, values: Raw, *, revision: str, seen: str) -> None:
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for name, items in values.items():
            data.setlist(self.add_prefix(name), items)
        data["revision"], data["seen"] = revision, seen
        self.data = data

    def _tell(self, joined: Joined, current: Raw, writers: Writers) -> None:
        shown = [name for name in joined.conflicts if not self.fields[name].widget.is_hidden]
        who = writers([*shown, *joined.taken])
        self.taken = sorted(joined.taken, key=list(self.fields).index)
        self.conflicts = {name: self._conflict(name, current[name], who.get(name)) for name in shown}

    def _conflict(self, name: str, values: list[str], writing: Writing | None) -> str:
        said = {
            "by": writing.by if writing and writing.by else _("Quelqu’un d’autre"),
            "theirs": Truncator(self.in_words(name, values)).chars(LONGEST_SHOWN) or _("rien"),
            "when": moment(writing.at) if writing else _("entre-temps"),
        }
        return (
            _(
                "%(by)s a écrit « %(theirs)s » (%(when)s). Votre texte est gardé ici : enregistrez de nouveau pour "
                "le retenir, ou reprenez l’autre."
            )
            % said
        )

    def in_words(self, name: str, values: list[str]) -> str:
        """The values of a field as its reader chooses them."""
        choices: Any = getattr(self.fields[name], "choices", ())
        labels = {str(value): str(label) for value, label in _flat(choices)}
        return ", ".join(labels.get(value, value) for value in values)

    def clean(self) -> dict[str, Any] | None:
        """Refuse to save over what somebody else wrote in the same field, until the reader chose."""
        cleaned = super().clean()
        if self.outdated:
            self.refuse(StaleRevision())
        for name, sentence in self.conflicts.items():
            self.add_error(name, sentence)  # type: ignore[arg-type]  # a sentence, lazy or not
        return cleaned

    def ready(self, request: HttpRequest, writers: Writers) -> bool:
        """Whether the form was sent, holds, and takes nothing back from others just now."""
        if request.method != "POST":
            return False
        self.join(writers)
        return self.is_valid() and not self.retakes

    @property
    def joined_words(self) -> str:
        """« Avec ce qui a changé entre-temps : Taille, Site Web. », or "" when nobody wrote meanwhile."""
        if not self.taken:
            return ""
        named = [str(self.fields[name].label) for name in self.taken if self.fields[name].label]
        labels = ", ".join(dict.fromkeys(named))
        return " " + _("Avec ce qui a changé entre-temps : %(fields)s.") % {"fields": labels}


def joins_again(view: View) -> View:
    """A view that lets StaleRevision pass is run again on what was written in the very moment of saving."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for _try in range(TRIES):
            with suppress(StaleRevision):
                return view(request, *args, **kwargs)
        return HttpResponse(str(StaleRevision.default), status=409, content_type="text/plain; charset=utf-8")

    return run


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _flat(choices: Any) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield value, label
