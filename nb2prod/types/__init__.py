"""What values are and what statements change: one interpreter over the knowledge tables settles both together."""

from nb2prod.types.annotation import Annotation, annotation_of
from nb2prod.types.interpret import interpret
from nb2prod.types.model import Effects, Interpretation, TypeGuess, TypeSource

__all__ = ["Annotation", "Effects", "Interpretation", "TypeGuess", "TypeSource", "annotation_of", "interpret"]
