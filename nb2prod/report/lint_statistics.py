"""Findings counted by rule, most frequent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from nb2prod.lint.model import LintResult
from nb2prod.report.lint_text import summary
from nb2prod.report.model import View
from nb2prod.report.wording import padded


def write(results: Iterable[LintResult], view: View) -> Iterator[str]:
    """Write one line a rule: number, code, whether it can be fixed, name."""
    for result in results:
        counts = Counter((finding.code, finding.name) for finding in result.findings)
        fixable = Counter(finding.code for finding in result.findings if finding.fix)
        width = len(str(max(counts.values(), default=0)))
        widest = max((len(code) for code, _ in counts), default=0)
        for (code, name), number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            mark = "[*]" if fixable[code] else "   "
            yield f"{number:>{width}} {view.paint('warning', padded(code, widest))} {mark} {name}\n"
        yield summary(result)
