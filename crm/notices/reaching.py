"""Whom a message about a need will reach, and how, told before it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm.accounts.models import User
from crm.employers.models import Contact
from crm.needs.models import LabourNeed
from crm.notices.models import MailKind
from crm.notices.rules import GRACE
from crm.notices.services.acts import contact_for
from crm.notices.services.mail import may_write_to
from crm.notices.services.telling import representatives_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The contact who is written to (None: nobody has an address, or wants no e-mail), and who reads it signed in.

    `until` is the last day on which the link of the e-mail opens.
    """

    contact: Contact | None
    members: list[User]
    until: date

    @property
    def named(self) -> str:
        """Who is reached, to compare with who was when the page was read: an address and accounts."""
        return " ".join([self.contact.email if self.contact else "-", *(str(one.pk) for one in self.members)])


def reach_of_profile(need: LabourNeed, *, due_on: date) -> Reach:
    """Whom a profile shown for a need reaches, its answer wished by `due_on`."""
    contact = contact_for(need)
    written_to = contact if contact is not None and may_write_to(contact, MailKind.PROFILE) else None
    members = User.objects.filter(pk__in=representatives_of(need.file)).order_by("name")
    return Reach(contact=written_to, members=list(members), until=due_on + GRACE)
