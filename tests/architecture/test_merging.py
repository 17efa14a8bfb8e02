"""A merge of two employers knows every row that names one of them."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model, UniqueConstraint

from crm.employers.merging import relations
from crm.employers.models import Employer, EmployerFile

ADVICE = "say in crm/employers/merging/relations.py what a merge does with it"


def naming(target: type[Model]) -> set[str]:
    """« app.Model.field » of every foreign key to `target`."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.remote_field and field.remote_field.model is target
    }


def test_every_row_that_names_an_employer_or_a_file_is_known() -> None:
    known = {row.label for row in (*relations.EMPLOYER_ROWS, *relations.FILE_ROWS)} | relations.STAYING.keys()
    assert naming(Employer) | naming(EmployerFile) == known, ADVICE


def test_rows_of_which_there_may_be_one_say_so() -> None:
    for relation in (*relations.EMPLOYER_ROWS, *relations.FILE_ROWS):
        unique = [
            tuple(f"{name}_id" for name in constraint.fields if name != relation.field)
            for constraint in relation.table._meta.constraints
            if isinstance(constraint, UniqueConstraint)
            and relation.field in constraint.fields
            and constraint.condition is None
        ]
        assert unique in ([], [relation.once]), f"{relation.label}: {ADVICE}"


def test_rows_shown_before_an_undo_know_when_they_were_written() -> None:
    for relation in (*relations.EMPLOYER_ROWS, *relations.FILE_ROWS):
        if relation.kept_apart:
            assert relation.table._meta.get_field("updated_at"), relation.label


def test_every_value_of_a_card_and_of_a_file_is_chosen_or_left() -> None:
    for model, chosen, left in (
        (Employer, relations.EMPLOYER_FIELDS, relations.LEFT_FIELDS),
        (EmployerFile, relations.FILE_FIELDS, relations.LEFT_FILE_FIELDS),
    ):
        columns = {field.attname for field in model._meta.local_concrete_fields}
        assert columns == {*chosen, *left}, ADVICE
