"""The few places where a face reads rows without asking whose they are, each with its reason."""

from __future__ import annotations

# (file, model): why no scope applies.
UNSCOPED = {
    (
        "crm/api/employers.py",
        "EmployerFile",
    ): "a directory card names the direction and its advisor to all staff",
    ("crm/api/employers.py", "FileLead"): "a directory card names the direction and its advisor to all staff",
    ("crm/api/employers.py", "Site"): "the municipality of a directory card; the cards themselves are scoped",
    ("crm/api/candidates.py", "ReadEntry"): "written, not read: the journal of accesses",
    (
        "crm/portal/employer/needs.py",
        "Employer",
    ): "the employers that the reader represents, narrower than the scope",
    ("crm/portal/employer/needs.py", "LabourNeed"): "the needs of those employers",
    ("crm/portal/employer/needs.py", "Site"): "the sites of those employers",
    ("crm/portal/manager/agreements.py", "Partner"): "the partner directory is read by all staff",
    ("crm/portal/manager/agreements.py", "Programme"): "programmes are public reference",
    (
        "crm/portal/manager/caseloads.py",
        "User",
    ): "the receivers come from the postings of the manager's directions",
    ("crm/portal/manager/selection.py", "Posting"): "the reader's own postings choose the first territory",
    ("crm/portal/context.py", "Posting"): "the reader's own postings, in words",
    ("crm/portal/public/session.py", "User"): "the demo's door, where nobody has signed in yet",
}
# Rows that belong to a person, a file, a need or a match and are reached only through it, which is scoped.
PARTS = {
    "AcceptedMrc": "Candidate",
    "AcceptedRegion": "Candidate",
    "Authorisation": "Candidate",
    "CandidateLanguage": "Candidate",
    "CandidateLicence": "Candidate",
    "CandidateMove": "Candidate",
    "CandidateOccupation": "Candidate",
    "CandidateOfficer": "Candidate",
    "CandidateSkill": "Candidate",
    "Consent": "Candidate",
    "Identity": "Candidate",
    "Diagnosis": "EmployerFile",
    "FileCollaborator": "EmployerFile",
    "FileEdit": "EmployerFile",
    "FileLead": "EmployerFile",
    "FileMove": "EmployerFile",
    "NeedFormLink": "EmployerFile",
    "NeedEdit": "LabourNeed",
    "NeedMove": "LabourNeed",
    "NeedSkill": "LabourNeed",
    "ScoringRun": "LabourNeed",
    "Decision": "Match",
    "MatchMove": "Match",
    "PlacementMove": "Placement",
}
