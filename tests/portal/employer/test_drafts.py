"""Drafts of an employer: of a new need and of a change, with an account or by a link; two versions, none lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.core.models import OutboxMessage
from crm.employers.models import EmployerFile
from crm.needs.models import LabourNeed, NeedDraft, NeedEdit
from crm.needs.services import edit_need, forget_drafts
from crm.needs.services.undoing import content_of
from crm.notices.models import Notice, NoticeKind
from crm.notices.services import watch
from tests.factories.employers import make_file, make_member
from tests.factories.needs import make_need, make_need_link
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> EmployerFile:
    return make_file(lead=make_user())


@pytest.fixture
def member(file: EmployerFile, client: Client) -> User:
    user = make_member(file.employer)
    client.force_login(user)
    return user


def typed(file: EmployerFile, **changes: Any) -> dict[str, Any]:
    values = {
        "submission_key": str(uuid4()),
        "words": "gars de scie",
        "occupation": "94120",
        "skills_for": "94120",
        "positions": "3",
        "site": str(file.employer.sites.get().pk),
        "draft_version": "0",
        "draft_device": "telephone",
    }
    return values | changes


def page_of(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_a_change_is_kept_found_again_and_ends_when_sent(
    client: Client, member: User, file: EmployerFile
) -> None:
    need = make_need(file, words="gars de scie")
    keep, change = (
        reverse("employer-need-change-keep", args=[need.pk]),
        reverse("employer-need-change", args=[need.pk]),
    )
    assert keep in client.get(change).content.decode()
    sent = typed(file, words="affûteuse", revision=need.revision)
    assert client.post(keep, sent).json()["version"] == 1
    again = client.get(change).content.decode()
    assert 'value="affûteuse"' in again
    assert "Brouillon repris" in again
    assert f"Un changement au besoin {need.reference}" in page_of(client, "employer-home")
    # The draft of a new need is another one.
    assert 'value="affûteuse"' not in page_of(client, "employer-need-new")
    client.post(change, sent | {"step": "send"})
    need.refresh_from_db()
    assert need.words == "affûteuse"
    assert not NeedDraft.objects.exists()
    assert client.post(keep, sent).status_code == 410


def test_a_change_sent_ten_times_is_one_change_and_one_notice(
    client: Client, member: User, file: EmployerFile
) -> None:
    need = make_need(file)
    sent = typed(file, positions="5", revision=need.revision, step="send")
    answers = [client.post(reverse("employer-need-change", args=[need.pk]), sent) for _turn in range(10)]
    assert {answer.status_code for answer in answers} == {302}
    assert NeedEdit.objects.filter(need=need).count() == 1
    assert OutboxMessage.objects.filter(arguments__event="need_changed").count() == 1


def test_a_need_changed_meanwhile_says_so_before_the_draft_is_sent(
    client: Client, member: User, file: EmployerFile, advisor: User
) -> None:
    need = make_need(file)
    keep = reverse("employer-need-change-keep", args=[need.pk])
    client.post(keep, typed(file, positions="4", revision=need.revision))
    edit_need(need=need, content=content_of(need), revision=need.revision, by=advisor, now=timezone.now())
    page = client.get(reverse("employer-need-change", args=[need.pk]))
    assert "a été modifié depuis votre brouillon" in page.content.decode()
    assert page.context["revision"] == need.revision + 1


def test_what_is_refused_as_stale_may_be_sent_once_more_knowingly(
    client: Client, member: User, file: EmployerFile
) -> None:
    need = make_need(file)
    LabourNeed.objects.filter(pk=need.pk).update(revision=7)
    address, sent = reverse("employer-need-change", args=[need.pk]), typed(file, positions="4", step="send")
    refused = client.post(address, sent | {"revision": "1"})
    assert (refused.status_code, refused.context["revision"]) == (422, 7)
    assert client.post(address, sent | {"revision": "7"}).status_code == 302


def test_by_its_link_a_change_is_kept_too(client: Client, file: EmployerFile) -> None:
    link, token = make_need_link(file)
    need = make_need(file, submitted_link=link)
    keep = reverse("need-link-change-keep", args=[token, need.pk])
    assert client.post(keep, typed(file, words="affûteuse", revision=need.revision)).status_code == 200
    assert 'value="affûteuse"' in page_of(Client(), "need-link-change", token, need.pk)
    assert "Continuer le changement" in page_of(Client(), "need-link-status", token)
    other = make_need(make_file())
    assert client.post(reverse("need-link-change-keep", args=[token, other.pk])).status_code == 404


def test_a_withdrawn_need_leaves_no_draft(client: Client, member: User, file: EmployerFile) -> None:
    need = make_need(file)
    client.post(reverse("employer-need-change-keep", args=[need.pk]), typed(file))
    client.post(reverse("employer-need-withdraw", args=[need.pk]), {"reason": "need-activity"})
    assert not NeedDraft.objects.exists()


def test_an_older_copy_is_kept_beside_and_taken_back(
    client: Client, member: User, file: EmployerFile
) -> None:
    keep, key = reverse("employer-need-keep"), str(uuid4())
    client.post(keep, typed(file, submission_key=key, words="soudeuse"))
    older = typed(file, submission_key=key, words="journalier", draft_device="bureau", draft_beside="1")
    assert client.post(keep, older).json()["beside"]
    page = page_of(client, "employer-need-new")
    assert 'value="soudeuse"' in page
    assert "Reprendre l’autre version" in page
    shown = typed(file, submission_key=key, words="soudeuse", step="other")
    back = client.post(reverse("employer-need-new"), shown, follow=True).content.decode()
    assert 'value="journalier"' in back
    assert "Reprendre l’autre version" in back
    assert NeedDraft.objects.get().other["words"] == ["soudeuse"]


def test_what_is_written_over_knowingly_stays_beside(
    client: Client, member: User, file: EmployerFile
) -> None:
    keep, key = reverse("employer-need-keep"), str(uuid4())
    client.post(keep, typed(file, submission_key=key, words="soudeuse"))
    late = typed(file, submission_key=key, words="journalier", draft_device="bureau", draft_version="7")
    assert client.post(keep, late).status_code == 409
    assert client.post(keep, late | {"draft_version": ""}).json()["beside"]
    draft = NeedDraft.objects.get()
    assert (draft.values["words"], draft.other["words"]) == (["journalier"], ["soudeuse"])


def test_beginning_with_a_copy_puts_the_waiting_draft_beside(
    client: Client, member: User, file: EmployerFile
) -> None:
    keep, need = reverse("employer-need-keep"), make_need(file, words="affûteuse")
    client.post(keep, typed(file, words="soudeuse"))
    page = client.get(f"{reverse('employer-need-new')}?copy={need.pk}").content.decode()
    assert "Un autre brouillon vous attend" in page
    assert "Brouillon repris" not in page
    client.post(keep, typed(file, words="affûteuse", draft_version="1"))
    assert NeedDraft.objects.get().other["words"] == ["soudeuse"]


def test_both_versions_are_forgotten_together(client: Client, member: User, file: EmployerFile) -> None:
    keep, key = reverse("employer-need-keep"), str(uuid4())
    client.post(keep, typed(file, submission_key=key))
    client.post(keep, typed(file, submission_key=key, words="autre", draft_beside="1"))
    NeedDraft.objects.update(expires_at=timezone.now())
    assert forget_drafts(now=timezone.now()) == 1
    draft = NeedDraft.objects.get()
    assert (draft.values, draft.other, draft.other_at) == ({}, {}, None)


@pytest.mark.parametrize("of_a_change", [False, True])
def test_a_draft_of_an_account_left_waiting_is_told_once_to_the_lead(
    client: Client, member: User, file: EmployerFile, of_a_change: bool
) -> None:
    name, args = (
        ("employer-need-change-keep", [make_need(file).pk]) if of_a_change else ("employer-need-keep", [])
    )
    client.post(reverse(name, args=args), typed(file))
    NeedDraft.objects.update(saved_at=timezone.now() - timedelta(days=4))
    for _twice in range(2):
        watch(now=timezone.now())
    notice = Notice.objects.get(kind=NoticeKind.DRAFT)
    assert (notice.file, notice.user) == (file, file.leads.get().user)
