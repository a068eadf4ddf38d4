"""Which inputs and files a step may be recorded with, one way after the other."""

from __future__ import annotations

import itertools
import os
import shutil
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

from nb2prod.record.agent.encoding import ATTEMPTS
from nb2prod.record.agent.patterns import personal_file
from nb2prod.record.agent.personal import mask_inputs
from nb2prod.record.agent.tables import table_part

LARGEST_FILE = 256 * 1024


class Draft:
    """What a step is to be recorded with.

    Attributes:
        document: What its test will load, without the outcome.
        copies: Files to lay out, with what is to be copied or its content.
        rows: Which rows: how many of how many, and how they were chosen; empty where all are there.
        pickled: Inputs that had to be pickled.
        made: Inputs that the steps before make.
        left_out: What was replaced since it looks personal.
        reason: Why there is nothing to try; empty where there is.
        last: The statement of the notebook in which a function was called: what it defines later is not known then.
    """

    def __init__(self, reason: str = "") -> None:
        self.document: Dict[str, Any] = {}
        self.copies: Dict[str, Any] = {}
        self.rows = ""
        self.pickled: List[str] = []
        self.made: List[str] = []
        self.left_out: List[str] = []
        self.reason = reason
        self.last: Optional[Tuple[int, int]] = None

    def write_files(self, folder: Path) -> List[Path]:
        """Write the files that the step reads beside its document."""
        written: List[Path] = []
        for name, kept in self.document["files"].items():
            place = folder / kept
            self.copy(name, place)
            written.append(place)
        return written

    def copy(self, name: str, place: Path) -> None:
        """Put one of the files that the step reads somewhere."""
        content = self.copies[name]
        if isinstance(content, bytes):
            place.write_bytes(content)
        else:
            shutil.copyfile(content, place)


class Drafter:
    """Proposes what steps may be recorded with.

    Attributes:
        task: Where things are.
        captured: What the notebook's run kept.
        recorded: Drafts of the steps that are recorded, by their key.
    """

    def __init__(self, task: Dict[str, Any], captured: Dict[str, Any]) -> None:
        self.task = task
        self.captured = captured
        self.recorded: Dict[str, Draft] = {}

    def drafts(self, subject: Dict[str, Any]) -> Iterator[Draft]:
        """Propose drafts, the most telling first.

        Args:
            subject: The step, or a function of the notebook.

        Yields:
            One draft after the other; one with a reason where an input can't be kept.
        """
        before: Tuple[Any, ...] = ()
        # Files that are too large are named only if there is no other way: a test is skipped where they aren't.
        for naming, number in itertools.product((False, True), range(len(ATTEMPTS))):
            for values in self._kept(subject):
                draft = self._draft(subject, values, number, naming=naming)
                known = (repr(draft.document.get("inputs")), repr(draft.copies), draft.reason)
                if known != before:
                    yield draft
                before = known

    def _kept(self, subject: Dict[str, Any]) -> List[Dict[str, Any]]:
        if subject["kind"] == "function":
            calls: List[Dict[str, Any]] = self.captured["calls"].get(subject["name"], [])
            return calls
        found = self.captured["steps"].get(subject["name"])
        return [found] if found else []

    def _draft(self, subject: Dict[str, Any], kept: Dict[str, Any], number: int, *, naming: bool) -> Draft:
        draft = Draft()
        draft.last = kept.get("place")
        inputs: Dict[str, Any] = {}
        for name, value in kept["values"].items():
            maker = self._maker(name, value, subject)
            if maker:
                inputs[name] = {"is": "made", "by": maker, "of": name}
                draft.made.append(maker)
                continue
            if "reason" in value:
                return Draft("its input `%s` can't be kept: %s" % (name, value["reason"]))
            inputs[name] = value["nodes"][number]
            if inputs[name] is None and not value["none"]:
                return Draft("its input `%s` is too large" % name)
            draft.pickled += [name] if _is_pickled(inputs[name]) else []
            draft.rows = draft.rows or _rows(value, number)
        draft.left_out += mask_inputs(inputs)
        # A function reads files in the step that calls it.
        found = self.captured["files"].get(kept["step"], {"files": {}, "folders": []})
        draft.document = {
            **{name: self.task[name] for name in ("own", "renamed", "base", "home")},
            "package": self.task["root_package"],
            "call": subject["call"],
            "classes": {name: one["nodes"][0] for name, one in kept["classes"].items() if "nodes" in one},
            "folder": kept["folder"],
            "folders": sorted({kept["folder"], *found["folders"]}),
            "files": {},
            "data": [],
            "inputs": inputs,
        }
        for name, copy in sorted(found["files"].items()):
            reason = self._add_file(draft, subject["key"], (name, copy), number, naming=naming)
            if reason:
                return Draft(reason)
        return draft

    def _maker(self, name: str, value: Dict[str, Any], subject: Dict[str, Any]) -> str:
        """The last step before that gives a value, where nothing but a pickle could keep it."""
        if value.get("none") or not all(node is None or _is_pickled(node) for node in value.get("nodes", ())):
            return ""
        givers = [key for key, draft in self.recorded.items() if name in draft.document["call"]["returns"]]
        return givers[-1] if givers and subject["kind"] == "step" else ""

    def _add_file(self, draft: Draft, key: str, file: Tuple[str, str], number: int, *, naming: bool) -> str:
        """Take a file along that the step reads: whole, or some of its lines; else name it. Gives why that can't be."""
        name, copy = file
        kept = "%s.file%d%s" % (key, len(draft.document["files"]), os.path.splitext(name)[1])
        content: Optional[bytes] = None
        if copy and not personal_file(copy):
            whole = os.path.getsize(copy) <= LARGEST_FILE
            content = _read(copy) if whole else table_part(copy, ATTEMPTS[number], LARGEST_FILE)
            if content is not None and not whole:
                draft.rows = draft.rows or "some lines of %s" % os.path.basename(name)
        if content is not None:
            draft.document["files"][name] = kept
            draft.copies[name] = content
            return ""
        original = os.path.join(self.task["root"], name)
        if not (naming and os.path.isfile(original)):
            return "it reads %s, which is too large to be kept or looks personal" % name
        draft.document["data"].append(name)
        draft.copies[name] = original
        return ""


def _is_pickled(node: Any) -> bool:
    return isinstance(node, dict) and node.get("is") == "pickled"


def _rows(value: Dict[str, Any], number: int) -> str:
    way, rows = ATTEMPTS[number]
    count = value["rows"]
    if not rows or count is None or count <= rows:
        return ""
    return "the first %d of %d rows" % (rows, count) if way == "first" else "%d of %d rows" % (rows, count)


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
