"""Documents: what is taken, what is refused and why, who reads, what is destroyed."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta

import pytest

from crm.accounts.models import User
from crm.casework.document_rules import MAX_BYTES, DocumentRefused, media_type_of, tidy_name
from crm.casework.models import Document, DocumentPart, DocumentScope, FollowUp
from crm.casework.services import (
    DocumentContent,
    add_document,
    pieces_of,
    purge_documents,
    remove_document,
    restore_document,
)
from crm.core.errors import Forbidden
from crm.employers.models import EmployerFile, FileCollaborator
from tests.factories.employers import make_file, make_member
from tests.factories.people import make_direction, make_user

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 30
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def archive(**entries: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in entries.items():
            made.writestr(name, text)
    return held.getvalue()


def letter(*others: str, kind: str = f"{WORD}.main+xml") -> bytes:
    types = {"[Content_Types].xml": f'<Override ContentType="{kind}"/>'}
    return archive(**types, **dict.fromkeys(others, "x"))


def content(name: str = "Lettre.pdf", data: bytes = PDF, **values: object) -> DocumentContent:
    return DocumentContent(
        **{"kind": "agreement", "name": name, "content": io.BytesIO(data), "size": len(data), **values}  # type: ignore[arg-type]
    )


@pytest.fixture
def file(advisor: User) -> EmployerFile:
    return make_file(lead=advisor)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", PDF),
        ("a.png", PNG),
        ("a.jpeg", b"\xff\xd8\xff\xe0" + b"0" * 20),
        ("a.txt", "Dîner à 14 h 30".encode()),
        ("a.docx", letter("word/document.xml")),
        ("a.odt", archive(mimetype="application/vnd.oasis.opendocument.text")),
    ],
)
def test_a_document_that_is_what_its_name_says_is_taken(name: str, data: bytes) -> None:
    assert media_type_of(name, io.BytesIO(data), size=len(data))


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.svg", b"<svg onload='alert(1)'/>", "SVG"),
        ("a.html", b"<script>alert(1)</script>", "page Web"),
        ("a.docm", letter("word/vbaProject.bin"), "macros"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "macros"),
        ("a.docx", letter("word/document.xml", "word/vbaProject.bin"), "macros"),
        ("a.docx", letter(kind="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (
            "a.odt",
            archive(**{"mimetype": "application/vnd.oasis.opendocument.text", "Basic/x.xml": "x"}),
            "macros",
        ),
        ("a.exe", b"MZ", "genre de fichier"),
        ("pdf", PDF, "genre de fichier"),
        ("a.pdf", b"<html>%PDF-", "contenu"),
        ("a.pdf", PNG, "contenu"),
        ("a.png", b"GIF89a<script>", "contenu"),
        ("a.docx", archive(**{"evil.js": "x"}), "contenu"),
        ("a.docx", b"PK\x03\x04 no archive", "contenu"),
        ("a.txt", b"\xff\xfe\x00\x01", "contenu"),
        ("a.pdf", b"", "vide"),
    ],
)
def test_a_hostile_file_is_refused_with_its_reason(name: str, data: bytes, why: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        media_type_of(name, io.BytesIO(data), size=len(data))
    assert why in str(refused.value.message)
    assert refused.value.field == "upload"


def test_an_archive_of_too_many_entries_is_refused() -> None:
    data = letter(*(f"x/{number}" for number in range(5100)))
    with pytest.raises(DocumentRefused):
        media_type_of("a.docx", io.BytesIO(data), size=len(data))


def test_a_bomb_is_never_inflated() -> None:
    """Its index says a gigabyte: no more than a megabyte of it is read."""
    data = archive(**{"[Content_Types].xml": " " * (200 * 1024 * 1024)})
    assert len(data) < MAX_BYTES
    with pytest.raises(DocumentRefused):
        media_type_of("a.docx", io.BytesIO(data), size=len(data))


def test_more_than_ten_megabytes_is_refused_before_it_is_read() -> None:
    with pytest.raises(DocumentRefused, match="10 Mo"):
        media_type_of("a.pdf", io.BytesIO(PDF), size=MAX_BYTES + 1)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\Lettre  d’appui .PDF", "Lettre d’appui.pdf"),
        ("fac\u202efdp.exe.pdf", "facfdp.exe.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "ab Set-Cookie x.pdf"),
        ("." * 5 + "caché.pdf", "caché.pdf"),
        ("é" * 300 + ".pdf", "é" * 120 + ".pdf"),
    ],
)
def test_a_name_keeps_nothing_that_harms(typed: str, kept: str) -> None:
    assert tidy_name(typed) == kept


def test_a_document_is_kept_in_parts_with_its_hash(file: EmployerFile, advisor: User, now: datetime) -> None:
    data = PDF + b"0" * 1_400_000
    made = add_document(file=file, document=content(data=data), by=advisor, now=now)
    assert DocumentPart.objects.filter(document=made).count() == 3
    assert b"".join(pieces_of(made)) == data
    assert len(made.sha256) == 64


def test_what_expires_is_followed_up_a_month_before(file: EmployerFile, advisor: User, now: datetime) -> None:
    day = now.date() + timedelta(days=100)
    made = add_document(file=file, document=content(expires_on=day), by=advisor, now=now)
    follow_up = FollowUp.objects.get(file=file)
    assert made.follow_up == follow_up
    assert follow_up.due_on == day - timedelta(days=30)
    assert "Lettre.pdf" in follow_up.text


def test_removing_takes_the_follow_up_and_undo_brings_both_back(
    file: EmployerFile, advisor: User, now: datetime
) -> None:
    day = now.date() + timedelta(days=100)
    made = add_document(file=file, document=content(expires_on=day), by=advisor, now=now)
    remove_document(document=made, by=advisor, now=now)
    assert not Document.objects.standing().exists()
    assert not FollowUp.objects.exists()
    restore_document(document=made, by=advisor, now=now)
    assert Document.objects.standing().get() == made
    assert FollowUp.objects.get().due_on == day - timedelta(days=30)


def test_what_was_removed_is_destroyed_after_a_month(
    file: EmployerFile, advisor: User, now: datetime
) -> None:
    made = add_document(file=file, document=content(), by=advisor, now=now)
    remove_document(document=made, by=advisor, now=now)
    assert purge_documents(now=now + timedelta(days=29)) == 0
    assert purge_documents(now=now + timedelta(days=31)) == 1
    assert not DocumentPart.objects.exists()


def test_a_colleague_does_not_remove_anothers_document(
    file: EmployerFile, advisor: User, manager: User, now: datetime
) -> None:
    made = add_document(file=file, document=content(), by=advisor, now=now)
    with pytest.raises(Forbidden):
        remove_document(document=made, by=make_user(role="advisor"), now=now)
    remove_document(document=made, by=manager, now=now)


def test_a_stranger_to_the_file_files_nothing(file: EmployerFile, now: datetime) -> None:
    elsewhere = make_user(direction=make_direction("montreal", ("06",)))
    with pytest.raises(Forbidden):
        add_document(file=file, document=content(), by=elsewhere, now=now)


def test_a_scope_names_its_readers(file: EmployerFile, advisor: User, manager: User, now: datetime) -> None:
    for scope in DocumentScope.values:
        add_document(file=file, document=content(scope=scope), by=advisor, now=now)
    colleague, named = make_user(role="advisor"), make_user(role="advisor")
    FileCollaborator.objects.create(file=file, user=named)
    member, stranger = make_member(file.employer), make_member()
    elsewhere = make_user(direction=make_direction("montreal", ("06",)))
    read = {
        who: sorted(Document.objects.visible_to(user).values_list("scope", flat=True))
        for who, user in {
            "lead": advisor, "manager": manager, "collaborator": named, "colleague": colleague,
            "employer": member, "another employer": stranger, "elsewhere": elsewhere,
        }.items()
    }  # fmt: skip
    everything = ["direction", "employer", "team"]
    assert read == {
        "lead": everything, "manager": everything, "collaborator": everything,
        "colleague": ["direction", "employer"], "employer": ["employer"], "another employer": [], "elsewhere": [],
    }  # fmt: skip


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_whose_index_was_damaged_is_not_what_it_says(method: int) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as made:
        made.writestr("[Content_Types].xml", f'<Override ContentType="{WORD}.main+xml"/>' * 50)
    start = 30 + len("[Content_Types].xml")
    damaged = held.getvalue()[:start] + b"\xff" * 40 + held.getvalue()[start + 40 :]
    with pytest.raises(DocumentRefused):
        media_type_of("lettre.docx", io.BytesIO(damaged), size=len(damaged))
