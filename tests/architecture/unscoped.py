"""The few places where a face reads rows without asking whose they are, each with its reason."""

from __future__ import annotations

# (file, model): why no scope applies.
UNSCOPED = {
    ("crm/portal/advisor/file.py", "Posting"): "colleagues of all directions are named to all staff",
    ("crm/portal/advisor/file.py", "User"): "colleagues of all directions are named to all staff",
    ("crm/portal/advisor/today.py", "CandidateOfficer"): "the reader's own persons",
    ("crm/portal/advisor/today.py", "EmployerFile"): "the reader's own files, within those that they see",
    ("crm/portal/advisor/today.py", "Match"): "the rows that the scoped query before it chose",
    ("crm/portal/officer/appointment_forms.py", "User"): "the officers that the service gave",
    ("crm/portal/officer/person.py", "Posting"): "colleagues of the person's direction",
    ("crm/portal/officer/person.py", "User"): "colleagues of the person's direction",
    ("crm/portal/officer/person_forms.py", "Employer"): "the card of the employer that a permit names",
    ("crm/portal/officer/plans.py", "ActionPlanGoal"): "kept to the plans that the reader sees",
    ("crm/portal/officer/plans.py", "Partner"): "the partner directory is read by all staff",
    ("crm/portal/pilot/account.py", "Posting"): "the administrator keeps every posting",
    ("crm/portal/pilot/account.py", "User"): "the administrator keeps every account",
    ("crm/portal/pilot/users.py", "Posting"): "the administrator keeps every posting",
    ("crm/portal/pilot/users.py", "User"): "the administrator keeps every account",
    (
        "crm/api/employers.py",
        "EmployerFile",
    ): "a directory card names the direction and its advisor to all staff",
    ("crm/api/employers.py", "FileLead"): "a directory card names the direction and its advisor to all staff",
    ("crm/api/employers.py", "Site"): "the municipality of a directory card; the cards themselves are scoped",
    (
        "crm/portal/employer/needs.py",
        "Employer",
    ): "the employers that the reader represents, narrower than the scope",
    ("crm/portal/employer/needs.py", "LabourNeed"): "the needs of those employers",
    ("crm/portal/manager/agreements.py", "Partner"): "the partner directory is read by all staff",
    ("crm/portal/manager/agreements.py", "Programme"): "programmes are public reference",
    (
        "crm/portal/manager/handovers.py",
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
