"""What can be done to directions and service points, as verbs. Who may do so is decided above."""

from crm.territory.services.changing import (
    Change,
    NewDirection,
    close_direction,
    merge_directions,
    pass_regions,
    split_direction,
)
from crm.territory.services.opening import PointContent, open_direction, open_service_point
from crm.territory.services.points import close_service_point, move_service_point
from crm.territory.services.refusals import NameTaken, RegionServed, TerritoryRefused

__all__ = [
    "Change",
    "NameTaken",
    "NewDirection",
    "PointContent",
    "RegionServed",
    "TerritoryRefused",
    "close_direction",
    "close_service_point",
    "merge_directions",
    "move_service_point",
    "open_direction",
    "open_service_point",
    "pass_regions",
    "split_direction",
]
