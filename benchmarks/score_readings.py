"""Does `nb2prod score` find what a careful reader found in public repositories?

    python benchmarks/score_readings.py FOLDER [--verbose]

FOLDER has the repositories as `OWNER+NAME`. `benchmarks/readings.jsonl` has the states that readers gave to each test
before the tool was run; a test that isn't mentioned is absent. Found is what is documented or automated.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nb2prod.repository import read_repository
from nb2prod.rubric import Score, State, assess

READINGS = Path(__file__).with_name("readings.jsonl")
HALF = {State.ABSENT: 0.0, State.CODE_ONLY: 0.0, State.DOCUMENTED: 0.5, State.AUTOMATED: 1.0}


def main() -> None:
    """Compare, and print the figures."""
    parser = argparse.ArgumentParser(description="Compare scores with what readers found.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--verbose", action="store_true", help="print each disagreement")
    options = parser.parse_args()
    pairs = list(_pairs(options.folder))
    counts = {"both": 0, "tool alone": 0, "reader alone": 0}
    for reading, score in pairs:
        for kind, line in _compare(reading, score):
            counts[kind] += 1
            if options.verbose and kind != "both":
                print(f"{kind}: {line}")
    found, missed = counts["both"] + counts["tool alone"], counts["both"] + counts["reader alone"]
    print("| measure | figure |\n|---|---|")
    print(f"| repositories | {len(pairs)} |")
    print(f"| precision of what is found | {counts['both'] / max(found, 1):.3f} of {found} |")
    print(f"| recall | {counts['both'] / max(missed, 1):.3f} of {missed} |")
    print(f"| order by total, Spearman | {_order(pairs):.2f} |")


def _pairs(folder: Path) -> Iterator[tuple[dict[str, Any], Score]]:
    for line in READINGS.read_text("utf-8").splitlines():
        reading = json.loads(line)
        path = folder / reading["repo"].replace("/", "+", 1)
        if path.is_dir():
            yield reading, assess(read_repository(path))


def _compare(reading: dict[str, Any], score: Score) -> Iterator[tuple[str, str]]:
    for outcome in score.outcomes:
        test = outcome.question.id
        read = _state(reading, test)
        ours, theirs = outcome.state >= State.DOCUMENTED, read >= State.DOCUMENTED
        where = f"{reading['repo']} {test}: {outcome.state.label}, read {read.label}"
        if ours and theirs:
            yield "both", where
        elif ours:
            yield "tool alone", f"{where}; {outcome.evidence[0].place.path}: {outcome.evidence[0].shows}"
        elif theirs:
            yield "reader alone", f"{where}; {reading['evidence'].get(test)}"


def _state(reading: dict[str, Any], test: str) -> State:
    return State[reading["states"].get(test, "absent").upper().replace(" ", "_")]


def _order(pairs: list[tuple[dict[str, Any], Score]]) -> float:
    from scipy.stats import spearmanr

    read = [sum(HALF[_state(reading, one.question.id)] for one in score.outcomes) for reading, score in pairs]
    return float(spearmanr(read, [score.total for _, score in pairs])[0])


if __name__ == "__main__":
    main()
