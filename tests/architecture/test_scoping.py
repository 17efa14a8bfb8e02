"""Whoever reads rows for a page asks whose page it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db.models import Model

from tests.architecture.source import name_of, python_files, tree_of
from tests.architecture.unscoped import PARTS, UNSCOPED

# What a QuerySet is asked before it may be shown.
SCOPES = {"visible_to", "for_officers", "opened_by_link", "none"}
# Rows of one person, file, need… that the face holds: it was read within the reader's scope to be there.
SUBJECT_KEYS = {"candidate", "employer", "file", "match", "need", "placement", "plan"}
# Facts of public reference: nobody's.
PUBLIC_APPS = {"territory", "taxonomy"}
SUBJECTS = {"Candidate", "EmployerFile", "LabourNeed", "Match", "Placement"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}


@cache
def our_models() -> dict[str, type[Model]]:
    return {model.__name__: model for model in apps.get_models() if model.__module__.startswith("crm.")}


def parents_of(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def whole_chain(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> ast.AST:
    """All that is asked one after the other of an expression, with its arguments: Model.objects.a(x).b(y)."""
    above = parents[node]
    while isinstance(above, ast.Attribute) or (isinstance(above, ast.Call) and above.func is node):
        node, above = above, parents[above]
    return node


def is_scoped(chain: ast.AST) -> bool:
    """Whether the chain asks a scope somewhere, or keeps to the rows of one subject, itself read within the scope."""
    asked = {node.attr for node in ast.walk(chain) if isinstance(node, ast.Attribute)}
    kept = {
        str(node.arg).split("__", maxsplit=1)[0] for node in ast.walk(chain) if isinstance(node, ast.keyword)
    }
    return bool(SCOPES & asked or SUBJECT_KEYS & kept)


def model_of(node: ast.AST) -> str:
    """The model whose rows an expression begins to read: `Model.objects`, or Model given to a shortcut."""
    if isinstance(node, ast.Attribute) and node.attr in {"objects", "everything", "_default_manager"}:
        return ast.unparse(node.value)
    if (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in SHORTCUTS
        and isinstance(node.args[0], ast.Name)
    ):
        return node.args[0].id
    return ""


def unscoped_in(path: Path) -> Iterator[tuple[str, str]]:
    """(file, model) of every reading of a file that asks no scope."""
    tree = tree_of(path)
    parents = parents_of(tree)
    for node in ast.walk(tree):
        model = our_models().get(model_of(node))
        if model is None or model._meta.app_label in PUBLIC_APPS:
            continue
        if not is_scoped(whole_chain(node, parents)):
            yield name_of(path), model.__name__


def found() -> set[tuple[str, str]]:
    return {pair for path in python_files("crm/portal", "crm/api") for pair in unscoped_in(path)}


def subjects_of(model: type[Model]) -> set[str]:
    """Which persons, files, needs and matches a row belongs to."""
    named = {field.related_model.__name__ for field in model._meta.local_fields if field.is_relation}
    return (named | {model.__name__}) & SUBJECTS


def test_a_face_reads_rows_only_within_the_readers_scope() -> None:
    assert found() - set(UNSCOPED) == set()


def test_every_exception_is_still_used() -> None:
    assert set(UNSCOPED) - found() == set()


def test_every_model_with_a_person_or_a_file_in_it_knows_who_may_see_it() -> None:
    assert [
        name
        for name, model in our_models().items()
        if subjects_of(model)
        and name not in PARTS
        and not hasattr(model._default_manager.all(), "visible_to")
    ] == []


def test_a_part_belongs_to_what_is_named() -> None:
    assert [
        name
        for name, whole in PARTS.items()
        if whole
        not in {f.related_model.__name__ for f in our_models()[name]._meta.local_fields if f.is_relation}
    ] == []
