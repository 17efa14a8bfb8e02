"""Employers and the files in which each direction accompanies them."""

from crm.employers.models.directory import (
    NEQ_PATTERN,
    Contact,
    Employer,
    EmployerMember,
    EmployerQuerySet,
    Site,
    SiteMove,
    SizeBand,
    neq_format,
)
from crm.employers.models.files import (
    Diagnosis,
    EmployerFile,
    EmployerFileQuerySet,
    FileCollaborator,
    FileEdit,
    FileEditKind,
    FileLead,
    FileMove,
    FileStage,
    NeedFormLink,
    Readiness,
)
from crm.employers.models.merging import EmployerMerge, LikelyPair

__all__ = [
    "NEQ_PATTERN",
    "Contact",
    "Diagnosis",
    "Employer",
    "EmployerFile",
    "EmployerFileQuerySet",
    "EmployerMember",
    "EmployerMerge",
    "EmployerQuerySet",
    "FileCollaborator",
    "FileEdit",
    "FileEditKind",
    "FileLead",
    "FileMove",
    "FileStage",
    "LikelyPair",
    "NeedFormLink",
    "Readiness",
    "Site",
    "SiteMove",
    "SizeBand",
    "neq_format",
]
