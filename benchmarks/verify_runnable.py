"""Converts notebooks that are known to run, verifies the packages, and says what was equal, different, not compared.

    python benchmarks/verify_runnable.py LIST.csv FOLDER --python-current PY --python-2022 PY [--only TEXT]

The list has the columns `repo` (`owner/name`), `path` and `environment` (`current` or `2022`); a notebook is at
FOLDER/OWNER__NAME/PATH. Its code is executed: use notebooks that you trust.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from measuring.listed import interpreters_of, listed_parser, name_of, of_each, write_json

from nb2prod.pipeline import analyze, convert
from nb2prod.verify.model import Kind, Options, Value, Verdict, Verification
from nb2prod.verify.verify import verify_project

_ALLOWED = 3
_DETAILS = re.compile(r"^.*: (?=a picture|a handle|looking|it can't|its code)| \(.*")


@dataclass(frozen=True, slots=True)
class Verified:
    """One notebook.

    Attributes:
        name: `OWNER__NAME/PATH`.
        verdict: Of all values; `failed` where one of the two did not run, `crashed` where we failed.
        message: Why it failed.
        seconds: What verifying took.
        runs: What its runs took, both of the notebook first.
        cells: What the notebook's cells took alone, in each of its runs.
        work: Processor time of verifying, everything that it started included.
        busy: Processor time of the notebook's cells, in each of its runs.
        values: Variables and files.
    """

    name: str
    verdict: str
    message: str = ""
    seconds: float = 0.0
    runs: tuple[float, ...] = ()
    cells: tuple[float, ...] = ()
    work: float = 0.0
    busy: tuple[float, ...] = ()
    values: tuple[Mapping[str, object], ...] = ()


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 0 if every verdict is `equal`, else 1."""
    arguments = listed_parser(__doc__).parse_args(argv)
    found = of_each(arguments, partial(_announced, arguments.folder, interpreters_of(arguments), arguments.timeout))
    print("\n".join(_report(found)))
    write_json(arguments, found)
    return int(any(one.verdict != Verdict.EQUAL.value for one in found))


def _announced(folder: Path, interpreters: Mapping[str, Path], timeout: float, row: Mapping[str, str]) -> Verified:
    name = name_of(row)
    try:
        found = _verified(name, folder, Options(interpreters[row["environment"]], timeout))
    except Exception as error:
        found = Verified(name, "crashed", f"{type(error).__name__}: {error}"[-400:])
    counts = Counter(str(value["verdict"]) for value in found.values)
    print(
        f"{found.verdict:12} {found.seconds:6.1f} s  {dict(counts)}  {name}  {found.message}",
        file=sys.stderr,
        flush=True,
    )
    return found


def _verified(name: str, folder: Path, options: Options) -> Verified:
    notebook = (folder / name).resolve()
    with tempfile.TemporaryDirectory(prefix="nb2prod-verify-runnable-") as temporary:
        project = Path(temporary, "converted_notebook")
        convert(notebook, project)
        begun, work = time.monotonic(), sum(os.times()[:4])
        done = verify_project(analyze(notebook), project, options)
        return _summed_up(name, done, time.monotonic() - begun, sum(os.times()[:4]) - work)


def _summed_up(name: str, done: Verification, seconds: float, work: float) -> Verified:
    failure = done.failure
    place = f"{failure.side.value} {failure.file or failure.cell}:{failure.line} " if failure else ""
    return Verified(
        name,
        "failed" if failure else done.verdict.value,
        f"{place}{failure.message}"[:300] if failure else "",
        seconds,
        (*done.seconds.notebook, *([done.seconds.package] if done.seconds.package is not None else [])),
        done.seconds.cells,
        work,
        done.seconds.busy,
        tuple(_plain(value) for value in done.values),
    )


def _plain(value: Value) -> dict[str, object]:
    return {**asdict(value), "kind": value.kind.value, "verdict": value.verdict.value}


def _report(found: Iterable[Verified]) -> list[str]:
    found = list(found)
    values = [v for one in found for v in one.values if v["kind"] != Kind.RANDOM.value]
    compared = sum(v["verdict"] != Verdict.NOT_COMPARED.value for v in values)
    verdicts = Counter(one.verdict for one in found)
    beyond = sorted(one.seconds - 3 * sum(one.cells) / len(one.cells) for one in found if one.cells)
    worked = sorted(one.work - 3 * sum(one.busy) / len(one.busy) for one in found if one.busy)
    rows = [
        ("notebooks", str(len(found))),
        *((verdict, f"{n} ({100 * n / max(1, len(found)):.1f} %)") for verdict, n in sorted(verdicts.items())),
        ("values (variables and files)", str(len(values))),
        ("of these compared", f"{compared} ({100 * compared / max(1, len(values)):.1f} %)"),
        *_costs("seconds beyond three times the notebook's cells", beyond),
        *_costs("the same in processor time", worked),
    ]
    lines = ["| measure | figure |", "|---|---|", *(f"| {name} | {figure} |" for name, figure in rows)]
    reasons = Counter(_DETAILS.sub("", str(v["why"])) for v in values if v["verdict"] == Verdict.NOT_COMPARED.value)
    different = [
        f"- {one.name}: cell {v['cell']} `{v['name']}` in {v['step'] or '-'}: {v['why']}"
        for one in found
        for v in one.values
        if v["verdict"] == Verdict.DIFFERENT.value
    ]
    failed = [f"- {one.verdict}: {one.name}: {one.message}" for one in found if one.message]
    named = [f"- {number}: {reason}" for reason, number in reasons.most_common(40)]
    for title, texts in (("Not compared", named), ("Different", different), ("Failed", failed)):
        lines += ["", f"## {title}", "", *texts] if texts else []
    return lines


def _costs(name: str, seconds: Sequence[float]) -> list[tuple[str, str]]:
    if not seconds:
        return []
    few = sum(one <= _ALLOWED for one in seconds)
    return [
        (f"{name}, median", f"{seconds[len(seconds) // 2]:.1f}"),
        (f"{name}, largest", f"{seconds[-1]:.1f}"),
        (f"{name}, notebooks with at most {_ALLOWED} s", f"{few} of {len(seconds)}"),
    ]


if __name__ == "__main__":
    sys.exit(main())
