"""What statements and cells are for."""

from nb2prod.roles.cells import summarize_cells
from nb2prod.roles.classify import classify
from nb2prod.roles.model import CellRole, Role, RoleGuess

__all__ = ["CellRole", "Role", "RoleGuess", "classify", "summarize_cells"]
