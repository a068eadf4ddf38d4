"""The words that a table may use: its keys, activities and channels."""

from __future__ import annotations

from nb2prod.knowledge.entry import WORDS

ACTIVITIES = frozenset(
    "import configure connect query load rename make filter replace delete encode scale impute join split engineer "
    "train tune predict evaluate compute plot inspect save export submit".split()
)
"""What a call can be for."""

CHANNELS = frozenset(
    "files module environment figures stdout imports network time cwd random warnings display database stdin".split()
)
"""Channels; `options:LIBRARY` and `random:SOURCE` besides."""

CALL_TEXT = frozenset({"of", "names", "activity", "returns", "args", "mutates", "seeds", *WORDS})
CALL_KEYS = CALL_TEXT | {"returns_if", "hyperparameters", "pure"}
CLASS_KEYS = CALL_KEYS | {
    "bases",
    "kind",
    "attributes",
    "item",
    "iter",
    "channel",
    "immutable",
    "unlisted",
    "annotation",
    "annotation_import",
}
TYPE_TEXT = frozenset({"bases", "kind", "annotation", "annotation_import", "attributes", "iter", "channel"})
TYPE_KEYS = TYPE_TEXT | {"item", "immutable", "unlisted"}
VALUE_KEYS = frozenset({"of", "names", "returns", "channel"})
LIBRARY_KEYS = frozenset(
    {"name", "imports", "distribution", "env_sensitive", "nameless", "imports_first", "other_versions"}
)
SECTIONS = frozenset({"library", "aliases", "renames", "calls", "classes", "values", "types", "since", "until"})
FLAGS = frozenset({"hyperparameters", "pure", "immutable", "env_sensitive"})
