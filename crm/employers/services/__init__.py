"""What can be done to an employer and to the file in which a direction accompanies it, as verbs."""

from crm.employers.services.accompaniment import (
    add_collaborator,
    change_lead,
    complete_diagnosis,
    move_file,
    remove_collaborator,
    require_may_hand_over,
    set_lead,
    take_back_move,
)
from crm.employers.services.bulk import NewEmployer, create_employer_files, tell_undone
from crm.employers.services.bulk_edits import (
    CardEdit,
    ContactEdit,
    SiteEdit,
    add_contacts,
    add_sites,
    edit_contacts,
    edit_employers,
    edit_sites,
    lock_of_employers,
)
from crm.employers.services.directory import (
    add_contact,
    add_site,
    edit_contact,
    edit_employer,
    edit_site,
    move_site,
    undo_employer_edit,
)
from crm.employers.services.links import make_need_form_link, revoke_need_form_link
from crm.employers.services.members import (
    MemberRefused,
    change_role,
    end_membership,
    end_memberships,
    invite_again,
    invite_by_mail,
    invite_member,
    invite_representative,
    restore_membership,
)
from crm.employers.services.opening import EmployerKnown, FileKnown, create_employer_file, open_file
from crm.employers.services.sharing import give_sharing_consent, revoke_sharing_consent
from crm.employers.services.telling_apart import tell_apart
from crm.employers.services.writing import EmployerRefused

__all__ = [
    "CardEdit",
    "ContactEdit",
    "EmployerKnown",
    "EmployerRefused",
    "FileKnown",
    "MemberRefused",
    "NewEmployer",
    "SiteEdit",
    "add_collaborator",
    "add_contact",
    "add_contacts",
    "add_site",
    "add_sites",
    "change_lead",
    "change_role",
    "complete_diagnosis",
    "create_employer_file",
    "create_employer_files",
    "edit_contact",
    "edit_contacts",
    "edit_employer",
    "edit_employers",
    "edit_site",
    "edit_sites",
    "end_membership",
    "end_memberships",
    "give_sharing_consent",
    "invite_again",
    "invite_by_mail",
    "invite_member",
    "invite_representative",
    "lock_of_employers",
    "make_need_form_link",
    "move_file",
    "move_site",
    "open_file",
    "remove_collaborator",
    "require_may_hand_over",
    "restore_membership",
    "revoke_need_form_link",
    "revoke_sharing_consent",
    "set_lead",
    "take_back_move",
    "tell_apart",
    "tell_undone",
    "undo_employer_edit",
]
