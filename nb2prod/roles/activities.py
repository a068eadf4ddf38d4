"""Which role an activity belongs to, and which of several activities decides where code goes."""

from __future__ import annotations

from collections.abc import Iterable

from nb2prod.roles.model import Role

ACTIVITIES: dict[Role, tuple[str, ...]] = {
    Role.PREPARATION: ("load", "query", "connect", "rename", "configure", "import"),
    Role.PREPROCESSING: (
        "split",
        "encode",
        "scale",
        "impute",
        "engineer",
        "join",
        "replace",
        "filter",
        "delete",
        "make",
    ),
    Role.ML: ("train", "tune", "predict", "compute", "evaluate"),
    Role.EXPLORATION: ("plot", "inspect"),
    Role.OUTPUT: ("save", "export", "submit"),
}
"""Activities of each role."""

ROLE_OF: dict[str, Role] = {activity: role for role, group in ACTIVITIES.items() for activity in group}

DEFAULT_ACTIVITY: dict[Role, str] = {
    Role.PREPARATION: "load",
    Role.PREPROCESSING: "make",
    Role.ML: "train",
    Role.EXPLORATION: "inspect",
    Role.OUTPUT: "save",
    Role.NONE: "",
}
"""What a role stands for where nothing else is known."""

_LATE = ("configure", "import")

PRECEDENCE: tuple[str, ...] = (
    *("train", "tune", "predict", "compute"),
    *ACTIVITIES[Role.PREPROCESSING],
    *("load", "query", "connect", "rename"),
    "evaluate",
    *ACTIVITIES[Role.EXPLORATION],
    *ACTIVITIES[Role.OUTPUT],
    *_LATE,
    "",
)
"""Activities by what decides where code goes, first one wins. Options and imports decide nothing beside others."""

RANK: dict[str, int] = {activity: position for position, activity in enumerate(PRECEDENCE)}


STRENGTH: dict[str, int] = {
    "tune": 95,
    "train": 80,
    "save": 92,
    "export": 92,
    "plot": 90,
    "evaluate": 88,
    "predict": 85,
    "submit": 84,
    "load": 70,
    "query": 69,
    "connect": 68,
    "split": 60,
    "encode": 56,
    "scale": 55,
    "impute": 54,
    "join": 50,
    "engineer": 45,
    "delete": 42,
    "replace": 41,
    "filter": 40,
    "rename": 38,
    "make": 30,
    "compute": 25,
    "inspect": 20,
    "configure": 15,
    "import": 10,
}
"""Which of several calls in one simple statement says what it is for."""


def role_of(activity: str) -> Role:
    """Role of an activity; `NONE` for one that is empty or not known."""
    return ROLE_OF.get(activity, Role.NONE)


_GROUPS = (Role.ML, Role.PREPROCESSING, Role.PREPARATION, Role.NONE, Role.EXPLORATION, Role.OUTPUT)
_GROUP_RANKS = {
    **{activity: _GROUPS.index(role) for activity, role in ROLE_OF.items()},
    **dict.fromkeys((*_LATE, ""), 9),
    "evaluate": 3,
    "inspect": 6,
}


def group_rank(activity: str) -> int:
    """Rank of an activity's group: activities of one role are of equal rank, but for those that decide less."""
    return _GROUP_RANKS.get(activity, _GROUPS.index(Role.NONE))


def deciding_rank(activity: str) -> tuple[int, bool]:
    """Rank of an activity among those of one block or cell: what is predicted on the way to training decides less."""
    return group_rank(activity), activity == "predict"


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """Items in order, each once."""
    return tuple(dict.fromkeys(items))
