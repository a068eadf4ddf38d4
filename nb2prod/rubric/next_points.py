"""Which step gives the next point at the least cost."""

from __future__ import annotations

from nb2prod.rubric.model import Outcome, Score
from nb2prod.rubric.scales import points


def cheapest(score: Score, count: int = 3) -> tuple[Outcome, ...]:
    """The tests whose next step costs least, those of the limiting section first.

    Only they raise the minimum; within a section the order is that of effort, then of points gained.

    Args:
        score: The score.
        count: How many to give at most.
    """
    open_tests = [outcome for outcome in score.outcomes if outcome.next]

    def cost(outcome: Outcome) -> tuple[bool, int, float]:
        step = outcome.next
        assert step is not None  # by the choice above
        gain = points(step.reaches, score.scale) - points(outcome.state, score.scale)
        return outcome.question.section is not score.limiting, step.effort, -gain

    return tuple(sorted(open_tests, key=cost)[:count])
