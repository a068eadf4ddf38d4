"""All that is known of the APIs of libraries: one table a library, loaded when it is first asked."""

from __future__ import annotations

from nb2prod.knowledge.distributions import distribution_of, is_stdlib
from nb2prod.knowledge.load import load_knowledge
from nb2prod.knowledge.lookup import Knowledge
from nb2prod.knowledge.model import CallEntry, LibraryEntry, Mutation, TypeEntry, ValueEntry
from nb2prod.knowledge.type_expression import TypeExpression, parse_type_expression

__all__ = [
    "CallEntry",
    "Knowledge",
    "LibraryEntry",
    "Mutation",
    "TypeEntry",
    "TypeExpression",
    "ValueEntry",
    "distribution_of",
    "is_stdlib",
    "load_knowledge",
    "parse_type_expression",
]
