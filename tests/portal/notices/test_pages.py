"""Avis, preferences, courriels, models and links: seen by whom they concern, and by nobody else."""

from __future__ import annotations

import re
import uuid
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.casework.models import Intervention
from crm.core.services import mark_installation
from crm.employers.models import EmployerFile
from crm.notices.models import LanguageException, Notice, NoticeKind, OutgoingMail
from crm.notices.services import deliver, mail_at_once, remind, send_digests, tell_event, watch
from tests.factories.casework import make_follow_up
from tests.factories.employers import make_file, make_member
from tests.factories.needs import make_need
from tests.factories.notices import make_act_link, make_contact, make_shown
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


def due_file(advisor: User) -> EmployerFile:
    file = make_file(lead=advisor)
    make_follow_up(file=file, owner=advisor, due_on=timezone.localdate(), text="Rappeler Mme Gagnon")
    return file


def needed(advisor: User) -> Notice:
    """A need waits for its advisor, who is told."""
    need = make_need(make_file(lead=advisor), stage="to_qualify")
    tell_event("need_submitted", need.pk, now=timezone.now())
    found: Notice = Notice.objects.get(user=advisor)
    return found


def test_told_twice_it_is_one_notice(advisor: User) -> None:
    notice = needed(advisor)
    tell_event("need_submitted", notice.need_id or 0, now=timezone.now())
    assert Notice.objects.count() == 1


def test_the_bell_counts_and_opening_reads(signed_in: Client, advisor: User) -> None:
    notice = needed(advisor)
    text = signed_in.get(reverse("notices")).content.decode()
    assert "Besoin à qualifier" in text
    assert re.search(r'class="count"[^>]*>1<', text)
    answer = signed_in.post(reverse("notice-open", args=[notice.pk]))
    assert answer["Location"] == reverse("need", args=[notice.need_id])
    assert "Tout est lu" in signed_in.get(reverse("notices")).content.decode()


def test_beyond_ones_reach_a_notice_names_nothing(signed_in: Client, advisor: User) -> None:
    notice = needed(advisor)
    assert notice.file is not None
    EmployerFile.objects.filter(pk=notice.file_id).update(direction=make_direction("ailleurs", ("01",)))
    text = signed_in.get(reverse("notices")).content.decode()
    assert str(notice.file.employer) not in text
    assert "plus dans votre portée" in text
    assert signed_in.post(reverse("notice-open", args=[notice.pk]))["Location"] == reverse("notices")


def test_somebody_elses_notice_does_not_exist(signed_in: Client) -> None:
    notice = needed(make_user())
    assert signed_in.post(reverse("notice-open", args=[notice.pk])).status_code == 404


def test_all_is_read_in_one_press(signed_in: Client, advisor: User) -> None:
    needed(advisor)
    signed_in.post(reverse("notices-read"))
    assert not Notice.objects.unread().exists()


def test_a_page_of_notices_keeps_its_budget(
    signed_in: Client, advisor: User, django_assert_max_num_queries: object
) -> None:
    for _turn in range(20):
        need = make_need(make_file(lead=advisor), stage="to_qualify")
        tell_event("need_submitted", need.pk, now=timezone.now())
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        signed_in.get(reverse("notices"))


def test_a_digest_holds_what_is_due_and_names_nobody(advisor: User, now: datetime) -> None:
    due_file(advisor)
    moment = timezone.localtime().replace(hour=20)
    watch(now=moment)
    assert send_digests(now=moment) == 1
    assert send_digests(now=moment) == 0
    mail = OutgoingMail.objects.get()
    assert "Suivi à faire aujourd’hui" in mail.text
    assert "Gagnon" not in mail.text + mail.html + mail.subject


def test_without_anything_due_no_digest_leaves(advisor: User) -> None:
    make_file(lead=advisor)
    assert send_digests(now=timezone.now().replace(hour=20)) == 0


def test_preferences_are_kept_and_obeyed(signed_in: Client, advisor: User) -> None:
    page = signed_in.get(reverse("notice-preferences"))
    assert page.status_code == 200
    said = {**page.context["form"].initial, "need_to_qualify": "none"}
    assert signed_in.post(reverse("notice-preferences"), said).status_code == 302
    need = make_need(make_file(lead=advisor), stage="to_qualify")
    tell_event("need_submitted", need.pk, now=timezone.now())
    assert not Notice.objects.exists()


def test_the_preferences_show_the_next_digest(signed_in: Client, advisor: User) -> None:
    due_file(advisor)
    watch(now=timezone.now())
    text = signed_in.get(reverse("notice-preferences")).content.decode()
    assert "Suivi à faire aujourd’hui" in text


def test_what_is_urgent_is_mailed_at_once_and_once(advisor: User) -> None:
    needed(advisor)
    assert mail_at_once(now=timezone.now()) == 1
    assert mail_at_once(now=timezone.now()) == 0
    assert OutgoingMail.objects.get().recipient_email == advisor.email


def test_an_employer_is_told_of_its_profile(client: Client) -> None:
    file = make_file()
    member = make_member(file.employer)
    shown = make_shown(file)
    tell_event("presented", shown.pk, now=timezone.now())
    client.force_login(member)
    text = client.get(reverse("notices")).content.decode()
    assert shown.profile_number in text
    notice = Notice.objects.get(user=member)
    opened = client.post(reverse("notice-open", args=[notice.pk]))
    assert opened["Location"] == reverse("employer-need", args=[shown.match.need_id])
    assert NoticeKind.NEED_TO_QUALIFY not in client.get(reverse("notice-preferences")).content.decode()


def letter(client: Client, file: EmployerFile, act: str, kind: str = "meeting") -> str:
    contact = file.employer.contacts.get()
    said = {"contact": contact.pk, "kind": kind, "key": str(uuid.uuid4()), "act": act}
    return client.post(reverse("mail-write", args=[file.pk]), said, follow=True).content.decode()


def test_a_letter_is_seen_then_sent_and_logged(signed_in: Client, advisor: User) -> None:
    file = make_file(lead=advisor)
    make_contact(file)
    assert "Bonjour Line Essai" in letter(signed_in, file, "see")
    assert not OutgoingMail.objects.exists()
    letter(signed_in, file, "send")
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.language) == ("meeting", "fr")
    logged = Intervention.objects.get(file=file)
    assert logged.kind == "email"
    assert not Intervention.objects.qualifying().exists()


def test_english_is_joined_only_by_a_recorded_exception(signed_in: Client, advisor: User) -> None:
    file = make_file(lead=advisor)
    contact = make_contact(file, language="en-ca")
    assert "Hello" not in letter(signed_in, file, "see")
    said = {"contact": contact.pk, "reason": "Communauté du chapitre VIII de la Charte"}
    signed_in.post(reverse("language-exception", args=[file.pk]), said)
    assert LanguageException.objects.get().contact == contact
    text = letter(signed_in, file, "see")
    assert text.index("Bonjour Line") < text.index("Hello Line")
    signed_in.post(reverse("language-exception-end", args=[file.pk, contact.pk]))
    assert "Hello" not in letter(signed_in, file, "see")


def test_a_file_out_of_reach_has_no_letters_nor_links(signed_in: Client) -> None:
    file = make_file(direction=make_direction("ailleurs", ("01",)))
    for name in ("mail-write", "file-links", "language-exception"):
        assert signed_in.get(reverse(name, args=[file.pk])).status_code == 404


def test_a_link_is_closed_in_one_press(signed_in: Client, advisor: User, now: datetime) -> None:
    shown = make_shown(make_file(lead=advisor))
    contact = make_contact(shown.match.need.file)
    link, token = make_act_link(
        "profile",
        timezone.now(),
        contact=contact,
        file=shown.match.need.file,
        need=shown.match.need,
        presentation=shown,
    )
    page = reverse("file-links", args=[link.file_id])
    assert shown.profile_number in signed_in.get(page).content.decode()
    signed_in.post(reverse("act-link-revoke", args=[link.file_id, link.pk]))
    assert signed_in.get(reverse("act-link", args=[token])).status_code == 410


def test_messages_are_followed_within_ones_files(signed_in: Client, advisor: User) -> None:
    mine, other = make_file(lead=advisor), make_file(direction=make_direction("ailleurs", ("01",)))
    for file in (mine, other):
        make_contact(file)
        tell_event("presented", make_shown(file).pk, now=timezone.now())
    ours = OutgoingMail.objects.get(file=mine)
    theirs = OutgoingMail.objects.get(file=other)
    deliver(ours.pk, now=timezone.now())
    assert f"/courriels/{theirs.pk}/" not in signed_in.get(reverse("mails")).content.decode()
    assert signed_in.get(reverse("mail", args=[ours.pk])).status_code == 200
    assert signed_in.get(reverse("mail", args=[theirs.pk])).status_code == 404
    html = signed_in.get(reverse("mail-html", args=[ours.pk]))
    assert "sha256-" in html["Content-Security-Policy"]
    assert "unsafe" not in html["Content-Security-Policy"]


def test_outside_a_demonstration_no_link_is_opened_for_its_recipient(
    signed_in: Client, advisor: User
) -> None:
    file = make_file(lead=advisor)
    make_contact(file)
    tell_event("presented", make_shown(file).pk, now=timezone.now())
    mail = OutgoingMail.objects.get()
    deliver(mail.pk, now=timezone.now())
    assert signed_in.post(reverse("mail-secret", args=[mail.pk])).status_code == 404


@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
def test_a_manager_writes_a_text_and_returns_to_the_house(
    client: Client, manager: User, language: str
) -> None:
    client.force_login(manager)
    address = reverse("mail-text", args=["meeting", language])
    said = {"subject": "Se voir", "body": "Bonjour {nom}, voyons-nous.", "act": "keep"}
    assert client.post(address, said).status_code == 302
    assert "voyons-nous" in client.get(address).content.decode()
    client.post(reverse("mail-text-house", args=["meeting", language]))
    assert "Se voir" in client.get(address).content.decode()
    assert "voyons-nous" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("kind", "subject", "body"),
    [
        ("meeting", "Bonjour {quelqu_un}", "Texte"),
        ("profile", "Un profil", "Sans lien"),
        ("code", "Code {code}", "{code}"),
        ("meeting", "", "Texte"),
    ],
)
def test_a_text_that_makes_no_message_is_refused(
    client: Client, manager: User, kind: str, subject: str, body: str
) -> None:
    client.force_login(manager)
    said = {"subject": subject, "body": body, "act": "keep"}
    assert client.post(reverse("mail-text", args=[kind, "fr-ca"]), said).status_code == 422


def test_an_advisor_reads_no_texts(signed_in: Client) -> None:
    assert signed_in.get(reverse("mail-texts")).status_code == 403


def test_rounds_of_an_empty_house_do_nothing() -> None:
    now = timezone.now()
    assert (watch(now=now), remind(now=now), mail_at_once(now=now)) == (0, 0, 0)


def test_a_form_link_sent_by_e_mail_is_followed_in_a_demonstration(signed_in: Client, advisor: User) -> None:
    mark_installation(demo=True, now=timezone.now())
    file = make_file(lead=advisor)
    contact = make_contact(file)
    signed_in.post(reverse("need-link-make", args=[file.pk]), {"contact": contact.pk, "by": "mail"})
    mail = OutgoingMail.objects.get(form_link__isnull=False)
    deliver(mail.pk, now=timezone.now())
    page = signed_in.get(reverse("mail", args=[mail.pk])).content.decode()
    assert "Suivre le lien" in page
    assert "[[" not in page
    assert "(lien propre à ce courriel)" in page
    followed = signed_in.post(reverse("mail-secret", args=[mail.pk]))
    assert followed.status_code == 302
    assert "/e/" in followed["Location"]
    assert Client().get(followed["Location"]).status_code == 200


def test_a_letter_is_read_before_it_leaves_without_a_mark_of_ours(signed_in: Client, advisor: User) -> None:
    file = make_file(lead=advisor)
    asked = {"contact": make_contact(file).pk, "kind": "first_contact", "key": uuid.uuid4(), "act": "see"}
    page = signed_in.post(reverse("mail-write", args=[file.pk]), asked).content.decode()
    assert "Ne plus recevoir ces courriels" in page
    assert "[[" not in page
