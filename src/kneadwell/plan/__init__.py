"""The week, shared out to the best that is possible, and explained.

Doors: `demand_of` says what a week may hold, `minutes_needed` how long that takes.
Give: `Plan`, or `NoPlan` with what blocks it; `broken_promises` checks any of them
without the solver.
"""

from kneadwell.plan.because import minutes_in_words
from kneadwell.plan.checks import broken_promises, still_stands
from kneadwell.plan.demand import (
    Demand,
    Unit,
    WeekOverError,
    Window,
    demand_of,
    minutes_needed,
)
from kneadwell.plan.living import (
    OPEN,
    Counted,
    EventKind,
    LivedSession,
    PlanEvent,
    PlanEventError,
    State,
    counted,
    freed,
    lived,
)
from kneadwell.plan.making import draft_plan, make_plan
from kneadwell.plan.moving import moved
from kneadwell.plan.plan import (
    Goal,
    NoPlan,
    NotGiven,
    Plan,
    PlannedSession,
    PlannedWork,
    Status,
    plan_from_json,
    plan_to_json,
)
from kneadwell.plan.reasons import places_in_words
from kneadwell.plan.solver import Progress
from kneadwell.plan.week import USUAL_STARTS, Sitting, Slot, Week, WeekError
from kneadwell.plan.wish import (
    DoneWork,
    Wish,
    WishError,
    wish_from_json,
    wish_to_json,
)

__all__ = [
    "OPEN",
    "USUAL_STARTS",
    "Counted",
    "Demand",
    "DoneWork",
    "EventKind",
    "Goal",
    "LivedSession",
    "NoPlan",
    "NotGiven",
    "Plan",
    "PlanEvent",
    "PlanEventError",
    "PlannedSession",
    "PlannedWork",
    "Progress",
    "Sitting",
    "Slot",
    "State",
    "Status",
    "Unit",
    "Week",
    "WeekError",
    "WeekOverError",
    "Window",
    "Wish",
    "WishError",
    "broken_promises",
    "counted",
    "demand_of",
    "draft_plan",
    "freed",
    "lived",
    "make_plan",
    "minutes_in_words",
    "minutes_needed",
    "moved",
    "places_in_words",
    "plan_from_json",
    "plan_to_json",
    "still_stands",
    "wish_from_json",
    "wish_to_json",
]
