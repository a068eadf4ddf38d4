"""What runs by itself: workflows of continuous integration, hooks, schedules, and the commands that they lead to."""

from __future__ import annotations

from nb2prod.repository.automation.expand import invocations_of

__all__ = ["invocations_of"]
