"""What each statement reads, binds and may change, from its syntax."""

from nb2prod.facts.gather import gather_facts
from nb2prod.facts.model import Call, Definition, Facts, ImportedName
from nb2prod.facts.scope_lookups import settle_scope_lookups

__all__ = ["Call", "Definition", "Facts", "ImportedName", "gather_facts", "settle_scope_lookups"]
