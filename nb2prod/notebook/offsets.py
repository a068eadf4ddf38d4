"""Where the nodes of a syntax tree stand in their source text."""

from __future__ import annotations

import ast


class Offsets:
    """Character offsets of the nodes of one source text.

    The parser counts columns in UTF-8 bytes; texts are edited by character.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        starts = [0]
        for line in source.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        self._starts = starts
        self._texts = source.split("\n")

    def at(self, line: int, column: int) -> int:
        """Offset of a line (1-based) and a column in bytes (0-based)."""
        text = self._texts[line - 1]
        if text.isascii():
            return self._starts[line - 1] + column
        return self._starts[line - 1] + len(text.encode()[:column].decode(errors="ignore"))

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """First offset of a node and one past its last."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def text(self, node: ast.expr | ast.stmt) -> str:
        """Source text of a node."""
        start, end = self.span(node)
        return self.source[start:end]
