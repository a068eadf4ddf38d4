"""Queries in magics: BigQuery and SQL."""

from __future__ import annotations

import re
from itertools import pairwise

from nb2prod.notebook.expansion import expanded
from nb2prod.notebook.translation import Surroundings, Translation, fresh, leftover, literal, module

_URL = re.compile(r"^(?:[\w+]+)://\S*$")
_CONNECTING = re.compile(r"^\s*%%?sql\s+(?:--\S+\s+)*([\w+]+://\S*|\{?\$?\{?\w+\}*)\s*$", re.MULTILINE)
_ROWS = re.compile(
    r"^\s*(?:--[^\n]*\n\s*)*(?:select|with|values|show|describe|explain|pragma\s+\w+\s*(?:\(|;|$)|table)\b", re.I
)
_BIND = re.compile(r"(?<![:\w]):([A-Za-z_]\w*)")


def bigquery_line(_argument: str, _around: Surroundings) -> Translation:
    """Translate `%bigquery`, which has no query of its own."""
    return leftover("a query without text")


def bigquery_cell(argument: str, body: str, around: Surroundings) -> Translation:
    """Translate `%%bigquery NAME --project PROJECT`."""
    project = re.search(r"--project[= ]\s*(\S+)", argument)
    rest = re.sub(
        r"--(?:project|location|max_results)[= ]\s*\S+|--(?:use_bqstorage_api|use_rest_api|verbose)\b", "", argument
    )
    words = rest.split()
    if len(words) > 1 or any(not word.isidentifier() for word in words):
        return leftover(f"%%bigquery with options that have no known equivalent: {rest.strip()}")
    client = f"project={expanded(project[1], around)}" if project else ""
    query = f"{module('bigquery')}.Client({client}).query({literal(body)}).to_dataframe()"
    code = f"{words[0]} = {query}" if words else query
    return Translation("a query to BigQuery", code=code, shown=not words, requirements=("google-cloud-bigquery",))


def sql_line(argument: str, around: Surroundings) -> Translation:
    """Translate `%sql CONNECTION` and `%sql QUERY`."""
    url, query = _split_connection(argument)
    if not query:
        return _connect(url, around) if url else leftover("a query without text")
    return _query(url, "", query, around)


def sql_cell(argument: str, body: str, around: Surroundings) -> Translation:
    """Translate `%%sql CONNECTION NAME <<` over a query."""
    target = re.search(r"(\w+)\s*<<\s*(.*)$", argument)
    before = argument[: target.start()] if target else argument
    url, first = _split_connection(before.strip())
    if not url and not first and _URL.match(body.lstrip().partition("\n")[0].strip()):
        url, _, body = body.lstrip().partition("\n")
    if re.search(r"--\w+", first):
        return leftover(f"%%sql with options that have no known equivalent: {first}")
    query = "\n".join(part for part in (first, target[2] if target else "", body) if part)
    if not query.strip():
        return _connect(url, around) if url else leftover("a query without text")
    return _query(url.strip(), target[1] if target else "", query, around)


def _split_connection(text: str) -> tuple[str, str]:
    first, _, rest = text.partition(" ")
    if _URL.match(first) or (not rest and re.fullmatch(r"\{\w+\}|\$\w+|\{\{\w+\}\}", first)):
        return first, rest.strip()
    return "", text


def _connect(url: str, around: Surroundings) -> Translation:
    address = url[2:-2] if url.startswith("{{") else expanded(url, around)
    code = f"{fresh('sql_engine')} = {module('sqlalchemy')}.create_engine({address})"
    return Translation("connects to a database", code=code, value="None", requirements=("sqlalchemy",))


def _query(url: str, name: str, query: str, around: Surroundings) -> Translation:
    if not url and not _connected(around):
        return leftover("a query without a connection that this notebook names")
    statements = [part.strip() for part in query.split(";") if part.strip()]
    if re.search(r"['\"][^'\"\n]*;[^'\"\n]*['\"]|\{\{|\{%", query) or not statements:
        return leftover("a query that can't be told apart into statements")
    lines = [_connect(url, around).code] if url else []
    lines += [_execute(statement, around) for statement in statements[:-1]]
    last, rows = statements[-1], ""
    if _ROWS.match(last):
        rows = _read(last, around)
        lines.append(f"{name} = {rows}" if name else rows)
    elif name:
        return leftover("the result of a statement that returns no rows is named")
    else:
        lines.append(_execute(last, around))
    value = rows if len(lines) == 1 else ""
    shown = bool(rows and not name)
    return Translation("a query", code="\n".join(lines), value=value, shown=shown, requirements=("sqlalchemy",))


def _read(query: str, around: Surroundings) -> str:
    text = f"{module('sqlalchemy')}.text({literal(query)})"
    return f"{module('pandas')}.read_sql_query({text}, {fresh('sql_engine')}{_parameters(query, around, 'params=')})"


def _execute(query: str, around: Surroundings) -> str:
    text = f"{module('sqlalchemy')}.text({literal(query)})"
    connection = fresh("sql_connection")
    return (
        f"with {fresh('sql_engine')}.begin() as {connection}:\n"
        f"    {connection}.execute({text}{_parameters(query, around, '')})"
    )


def _parameters(query: str, around: Surroundings, keyword: str) -> str:
    names = dict.fromkeys(name for name in _BIND.findall(query) if name in around.bound())
    return f", {keyword}{{{', '.join(f'{literal(name)}: {name}' for name in names)}}}" if names else ""


def _connected(around: Surroundings) -> bool:
    earlier = around.sources[: around.cell + 1]
    named = any(_CONNECTING.search(source) for source in earlier)
    inline = (re.search(r"^\s*%%?sql\s+[\w+]+://", source, re.MULTILINE) for source in earlier)
    below = (
        line.startswith("%%sql") and _URL.match(next_)
        for source in earlier
        for line, next_ in pairwise(source.split("\n"))
    )
    return named or any(inline) or any(below)
