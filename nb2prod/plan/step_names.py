"""Names of steps: a verb and an object, in the author's words where there are any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nb2prod.knowledge import Knowledge
from nb2prod.plan.data_names import is_generic
from nb2prod.plan.naming import identifier, is_name, snake, words_of
from nb2prod.plan.phrases import IMPERATIVES, as_task, is_sentence, names_something, numbered_words, without_number
from nb2prod.plan.segments import Segment
from nb2prod.plan.subjects import Subjects
from nb2prod.plan.telling_texts import telling_texts
from nb2prod.plan.titles import Headings, Titles
from nb2prod.plan.unit import Unit

VERBS = {
    "load": "load", "query": "query", "connect": "connect", "configure": "configure", "rename": "rename",
    "make": "make", "filter": "filter", "replace": "replace", "delete": "drop", "encode": "encode", "scale": "scale",
    "impute": "fill", "join": "join", "split": "split", "engineer": "derive", "train": "fit", "tune": "tune",
    "predict": "predict", "build": "build", "evaluate": "evaluate", "compute": "compute", "save": "save",
    "export": "export", "submit": "write", "plot": "plot", "inspect": "report", "import": "configure", "clean": "clean",
}  # fmt: skip
DEFAULT_VERBS = {"preparation": "prepare", "output": "write", "reporting": "report", "exploration": "plot"}

# What a plot does, among what a heading may ask for.
LOOKING = frozenset(
    "analyse analyze check compare draw examine explore inspect plot review show view visualize".split()
)


@dataclass(frozen=True, slots=True)
class Sketch:
    """A step that has no name yet.

    Attributes:
        segment: Its statements.
        returns: What it returns, in order.
        module: Module that it goes to.
        activity: Its main activity.
        title: Heading above it, or the comment that begins it.
    """

    segment: Segment
    returns: tuple[str, ...]
    module: str
    activity: str
    title: str


class StepNames:
    """Proposes titles and names for steps.

    Attributes:
        titles: Gives each step its title.
    """

    def __init__(self, units: Sequence[Unit], knowledge: Knowledge, headings: Headings) -> None:
        """Begin.

        Args:
            units: All statements of the notebook.
            knowledge: Tables that say what calls are for.
            headings: Headings above cells.
        """
        self.titles = Titles(headings, units)
        self._subjects = Subjects(units, knowledge)

    def candidates(self, sketch: Sketch) -> list[str]:
        """Names for a step, the best one first.

        Args:
            sketch: The step.

        Returns:
            Names that may still collide with others.
        """
        units = [i.unit for i in sketch.segment.items]
        subject = self._subjects.of(units, sketch.activity)
        words = title_words(sketch.title)
        if words and words[0] in IMPERATIVES and (words[0] in LOOKING) != (sketch.module == "exploration"):
            # What the heading asks for is done by another step under it.
            words = []
        default = DEFAULT_VERBS.get(sketch.module, "compute")
        activity = VERBS.get(sketch.activity, "") or default
        verb = subject.verb or activity
        nouns = self._nouns(sketch)
        found: list[str] = []
        if words and words[0] in IMPERATIVES:
            found += [identifier(words)] if len(words) > 1 else [f"{words[0]}_{n}" for n in (*subject.nouns, *nouns)]
        found += [f"{verb}_{noun}" for noun in subject.nouns]
        if words and not (words[0] in IMPERATIVES and len(words) > 1):
            found.append(identifier([verb, *(w for w in words if w != verb)], most=5))
        found += [_joined(activity, noun) for noun in nouns if noun != activity]
        if words and nouns:
            found.append(identifier([activity, *words[-2:], nouns[0]], most=5))
        if len(nouns) > 1:
            found.append(f"{activity}_{nouns[0]}_and_{nouns[1]}")
        called = _by_call(units, activity)
        found += called
        found += self._otherwise(sketch, verb, [*called, *found])
        found.append("show_figures" if verb == "show" else f"{activity}_values")
        return [name for name in found if is_name(name)]

    def _otherwise(self, sketch: Sketch, verb: str, known: Sequence[str]) -> Iterator[str]:
        """Names by what tells a step from others like it: texts in its code, the heading that others have used, too."""
        units = [i.unit for i in sketch.segment.items]
        texts = telling_texts(units)
        heading = title_words(self.titles.headings.above.get(units[0].cell, ""))
        heading = [w for w in heading if w != verb]
        yield from (identifier([verb, *words]) for words in texts)
        if heading:
            yield identifier([verb, *heading], most=5)
        for base in known[:1]:
            yield from (identifier([base, *(w for w in words if w not in base.split("_"))][:3]) for words in texts)
            if heading:
                yield identifier([base, *(w for w in heading if w not in base.split("_"))][:3])

    def _nouns(self, sketch: Sketch) -> list[str]:
        """Values that tell what a step is about: what it returns, else what it binds, else what it takes."""
        returned = sorted(sketch.returns, key=_by_length)
        taken = sorted(sketch.segment.parameters, key=_by_length)
        bound = sorted({n for i in sketch.segment.items for n in i.binds} - set(returned), key=_by_length)
        groups = [taken, returned, bound] if sketch.activity == "plot" else [returned, bound, taken]
        names = [n for group in groups[:2] for n in self._telling(group)]
        names += [*returned, *self._telling(groups[2]), *bound, *taken]
        return [noun for noun in dict.fromkeys(map(_noun, names)) if len(noun) > 1]

    def _telling(self, names: Sequence[str]) -> list[str]:
        telling = [n for n in names if not is_generic(n)]
        return [*telling, *filter(None, (self._subjects.data.of(n) for n in names if is_generic(n)))]


def _joined(verb: str, noun: str) -> str:
    """Verb and noun, or a noun's own verb: `create_endpoint` for `create_endpoint_response`."""
    first, *rest = noun.split("_")
    own = first in IMPERATIVES and len(rest) > 1 and rest[-1] in ("response", "result", "results", "output")
    return "_".join([first, *rest[:-1]]) if own else f"{verb}_{noun}"


def _noun(variable: str) -> str:
    """What a variable is about: a frame's name without the word that it is one."""
    name = snake(variable)
    plain = name.removeprefix("df_").removesuffix("_df")
    return name if is_generic(plain) else plain


def _by_length(name: str) -> tuple[bool, int, str]:
    """Long names tell most, but are no better than others from some length on."""
    return (name.startswith("_"), -min(len(name), 12), name)


def _by_call(units: Sequence[Unit], verb: str) -> list[str]:
    """Names by the main call of a step."""
    calls = [c.method for u in units for c in u.facts.calls if c.method and c.method not in ("print", "show", "close")]
    called = snake(calls[-1]) if calls else ""
    if not called or called == verb:
        return []
    return [called if called.startswith(f"{verb}_") else f"{verb}_{called}"]


def title_words(title: str) -> list[str]:
    """Words of a title that can name a function, an imperative first where it has one; none if it is a sentence."""
    plain = without_number(title)
    if is_sentence(plain):
        return []
    words = words_of(plain) or numbered_words(plain)
    if not names_something(words):
        return []
    return as_task(words)
