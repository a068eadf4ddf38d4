"""From what a table's file says to the frozen entries."""

from __future__ import annotations

from nb2prod.knowledge.model import UNKNOWN, CallEntry, Mutation, TypeEntry
from nb2prod.knowledge.table import Raw, Signature, Table, expand, signatures, words

WORDS = (
    "consumes",
    "shares",
    "shares_unless",
    "reads",
    "writes",
    "draws",
    "seed",
    "draws_if",
    "draws_unless",
    "draws_at",
    "paths",
    "urls",
    "queries",
    "scope",
    "columns",
    "column_keys",
    "callbacks",
    "runs",
)
"""Properties of a call that are several words."""

IMPURE = ("mutates", "reads", "writes", "seeds")
"""Properties that make a call impure."""


def call_entry(table: Table, name: str, signature: Signature, *, unlisted: bool = False) -> CallEntry:
    """Make the entry of a call.

    Args:
        table: The table that holds it.
        name: Its canonical qualified name.
        signature: What the table says of it.
        unlisted: Whether this is the assumption for methods without an entry.
    """
    group = signature.group
    returns = signature.returns or group.get("returns", UNKNOWN)
    return CallEntry(
        name=name,
        activity=group.get("activity"),
        returns=expand(returns, table.aliases),
        returns_if=tuple((switch, expand(kind, table.aliases)) for switch, kind in group.get("returns_if", {}).items()),
        args=tuple(signature.args.replace(",", " ").split()) or words(group.get("args", "")),
        mutates=tuple(map(parse_mutation, mutation_texts(group.get("mutates", "")))),
        seeds=group.get("seeds"),
        hyperparameters=group.get("hyperparameters", False),
        pure=group.get("pure", not _is_impure(group)),
        unlisted=unlisted,
        since=table.since.get(name, ""),
        until=table.until.get(name, ""),
        **{key: words(group[key]) for key in WORDS if key in group},
    )


def _is_impure(group: Raw) -> bool:
    draws_now = "draws" in group and "draws_at" not in group
    return draws_now or any(key in group for key in IMPURE)


def mutation_texts(value: str | list[str]) -> tuple[str, ...]:
    """The mutations of a group, one text each; a string separates them by semicolons."""
    parts = value.split(";") if isinstance(value, str) else value
    return tuple(part.strip() for part in parts if part.strip())


def parse_mutation(text: str) -> Mutation:
    """Read `self`, `self if inplace` or `X unless copy`."""
    match text.split():
        case [target, "if", switch]:
            return Mutation(target, switch)
        case [target, "unless", switch]:
            return Mutation(target, switch, when=False)
        case _:
            return Mutation(text)


def type_entry(table: Table, name: str, raw: Raw) -> TypeEntry:
    """Make the entry of a class.

    Args:
        table: The table that holds it.
        name: Its canonical qualified name.
        raw: What the table says of it.
    """
    module, _, short = name.rpartition(".")
    is_class = "names" in raw
    return TypeEntry(
        name=name,
        bases=tuple(expand(base, table.aliases) for base in words(raw.get("bases", ""))),
        kind=raw.get("kind", ""),
        annotation=raw.get("annotation", "*" if is_class else "").replace("*", short),
        annotation_import=raw.get("annotation_import", f"from {module} import {short}" if is_class and module else ""),
        immutable=raw.get("immutable", False),
        attributes=tuple(
            (attribute, expand(kind or UNKNOWN, table.aliases))
            for attribute, _, kind in signatures(raw.get("attributes", ""))
        ),
        item=tuple(
            (expand(key, table.aliases), expand(kind, table.aliases)) for key, kind in raw.get("item", {}).items()
        ),
        iter=expand(raw.get("iter", ""), table.aliases),
        channel=raw.get("channel", ""),
    )
