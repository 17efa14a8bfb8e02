"""What may be done to action plans and appointments."""

from crm.settlement.services.appointments import (
    AppointmentRefused,
    act_on_appointment,
    request_appointment,
    reschedule_appointment,
)
from crm.settlement.services.plans import add_goal, close_action_plan, complete_goal, open_action_plan

__all__ = [
    "AppointmentRefused",
    "act_on_appointment",
    "add_goal",
    "close_action_plan",
    "complete_goal",
    "open_action_plan",
    "request_appointment",
    "reschedule_appointment",
]
