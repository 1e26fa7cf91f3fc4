"""Does a row expression mean what it says, and is everything outside its grammar refused in words?"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_cli.errors import UsageError
from cx_cli.normalise.evaluate import Evaluator, instant_of
from cx_cli.normalise.expression import check_condition, columns_of, parse_row, type_of
from cx_cli.normalise.rows import NEVER, Flags, Instants, Numbers, Rows, Words

SCHEMA: dict[str, Any] = {
    "wait": "number",
    "talk": "number",
    "answered": "flag",
    "vip": "flag",
    "channel": "text",
    "agent": "text",
    "created_at": "instant",
    "resolved_at": "instant",
}
EPOCH = datetime(1970, 1, 1)

Row = dict[str, Any]


def rows_of(rows: list[Row]) -> Rows:
    """Canonical rows of plain ones; None is a missing cell, an instant is a number of seconds."""
    columns: dict[str, Any] = {}
    for name, kind in SCHEMA.items():
        cells = [row[name] for row in rows]
        match kind:
            case "number":
                columns[name] = Numbers(np.array([math.nan if cell is None else cell for cell in cells], dtype=float))
            case "flag":
                columns[name] = Flags(np.array([-1 if cell is None else int(cell) for cell in cells], dtype=np.int8))
            case "instant":
                seconds = [NEVER if cell is None else cell for cell in cells]
                columns[name] = Instants(np.array(seconds, dtype=np.int64))
            case "text":
                words = tuple(sorted({cell for cell in cells if cell is not None}))
                codes = [-1 if cell is None else words.index(cell) for cell in cells]
                columns[name] = Words(np.array(codes, dtype=np.int32), words)
    return Rows(len(rows), columns)


def row(**cells: Any) -> Row:
    return {**dict.fromkeys(SCHEMA), **cells}


def true_of(text: str, *rows: Row, zone: str = "UTC") -> list[bool]:
    check_condition(text, SCHEMA)
    return list(Evaluator(rows_of(list(rows)), zone).true(text).tolist())


# --- what it accepts


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("wait", "number"),
        ("wait + talk * 2 - -1 / 4", "number"),
        ("resolved_at - created_at", "number"),
        ("created_at", "instant"),
        ("channel", "text"),
        ("answered", "flag"),
        ("true", "flag"),
        ("not false", "flag"),
        ("known(created_at)", "flag"),
        ("wait <= 60 and (vip or not answered)", "flag"),
        ("channel in ['chat', 'phone']", "flag"),
        ("channel in ('chat', 'phone')", "flag"),
        ("channel not in []", "flag"),
        ("wait in [1, 2.5]", "flag"),
        ("created_at >= '2026-03-01'", "flag"),
        ("'2026-03-01T10:00:00+02:00' < created_at", "flag"),
        ("created_at < resolved_at", "flag"),
        ("'chat' != channel", "flag"),
        ("answered == vip", "flag"),
        ("answered != true", "flag"),
        ("(resolved_at - created_at) / 3600 > 24", "flag"),
        ("  answered  # with a remark", "flag"),
        ("(" * 150 + "answered" + ")" * 150, "flag"),
        (" or ".join(["answered"] * 5_000), "flag"),
    ],
)
def test_the_grammar_has(text: str, kind: str) -> None:
    assert type_of(text, SCHEMA) == kind


def test_the_columns_of_an_expression_are_its_names_without_the_words_of_the_grammar() -> None:
    assert columns_of("known(agent) and wait + 1 > talk or true != vip") == {"agent", "wait", "talk", "vip"}


# --- what it refuses

REFUSED = {
    "attribute": "channel.upper == 'CHAT'",
    "attribute of a constant": "''.__class__ == channel",
    "call": "len(channel) > 3",
    "call of a method": "channel.upper() == 'CHAT'",
    "import": "__import__('os').system('true')",
    "aggregate": "count() > 3",
    "aggregate with a condition": "sum(wait, answered) > 3",
    "lambda": "lambda: answered",
    "f-string": "channel == f'{agent}'",
    "list comprehension": "[answered for answered in vip]",
    "generator": "known(x for x in y)",
    "dict": "{'a': answered}",
    "set": "channel in {'chat'}",
    "conditional": "answered if vip else true",
    "walrus": "(x := wait) > 3",
    "await": "await answered",
    "yield": "yield answered",
    "power": "wait ** 2 > 3",
    "floor division": "wait // 2 > 3",
    "remainder": "wait % 2 == 1",
    "matrix product": "wait @ talk > 1",
    "bit or": "wait | 1 == 1",
    "bit and": "(wait & 1) == 1",
    "shift": "wait << 2 > 1",
    "bit not": "~wait > 3",
    "unary plus": "+wait > 3",
    "subscript": "channel[0] == 'c'",
    "slice": "channel[1:] == 'hat'",
    "starred": "known(*wait)",
    "keyword": "known(x=wait)",
    "known of an expression": "known(wait + 1)",
    "known of nothing": "known()",
    "known of text": "known('wait')",
    "chain": "1 < wait < 3",
    "is": "wait is 3",
    "assignment": "wait = 3",
    "two expressions": "answered; vip",
    "two lines": "answered\nvip",
    "None": "channel == None",
    "True in upper case": "answered == True",
    "bytes": "channel == b'chat'",
    "complex": "wait == 1j",
    "ellipsis": "...",
    "unknown column": "chanel == 'chat'",
    "unknown column inside": "answered and nope",
    "text without order": "channel < 'chat'",
    "text against text columns": "channel == agent",
    "text constants": "'a' == 'a'",
    "text against number": "channel == 3",
    "number against text": "wait == 'long'",
    "number against flag": "wait == true",
    "instant against number": "created_at > 3",
    "instant against a text column": "created_at == channel",
    "flags without order": "answered < vip",
    "text minus": "-channel == 'x'",
    "text plus": "channel + 'x' == 'chatx'",
    "instant plus number": "created_at + 60 > resolved_at",
    "sum of instants": "created_at + resolved_at > 3",
    "number as a condition": "wait",
    "text as a condition": "channel",
    "instant as a condition": "created_at and vip",
    "not of a number": "not wait",
    "and of a number": "answered and wait",
    "in a text": "channel in 'chat'",
    "in columns": "channel in [agent]",
    "in mixed": "channel in ['chat', 3]",
    "list alone": "['chat']",
    "nothing": "",
    "blanks": "  \t ",
    "a remark only": "# answered",
    "unfinished": "answered and",
    "unbalanced": "(answered",
    "backslash": "\\",
    "NUL": "answered\0",
    "NUL in a text": "channel == 'a\0b'",
    "lone surrogate": "channel == '\ud800'",
    "parentheses bomb": "(" * 5_000 + "answered" + ")" * 5_000,
    "list bomb": "[" * 150 + "]" * 150,
    "not bomb": "not " * 5_000 + "answered",
    "not bomb that Python can still read": "not " * 80 + "answered",
    "minus bomb": "-" * 5_000 + "wait > 0",
    "sum bomb": "wait" + " + wait" * 20_000 + " > 0",
    "attribute bomb": "wait" + ".x" * 5_000,
    "long number": "wait == " + "9" * 5_000,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_outside_the_grammar_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        check_condition(text, SCHEMA)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("~" * 900 + "wait > 0", id="inversion bomb: RecursionError from unparse"),
        pytest.param("wait == " + "9" * 400, id="an integer that no float holds: OverflowError when it is evaluated"),
        pytest.param("known(true)", id="a constant is not a column: KeyError when it is evaluated"),
    ],
)
def test_nothing_but_a_usage_error_leaves_the_engine(text: str) -> None:
    with pytest.raises(UsageError):
        true_of(text, row(wait=1.0, answered=True, vip=False))


def test_an_unknown_column_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match=r"'chanel'; did you mean 'channel'\?"):
        check_condition("chanel == 'chat'", SCHEMA)


# --- what it means


def test_operators_bind_as_in_python() -> None:
    one = row(wait=2.0, talk=3.0, answered=True, vip=False)
    assert true_of("wait + talk * 2 == 8", one) == [True]
    assert true_of("wait - talk - 1 == -2", one) == [True]
    assert true_of("12 / talk / 2 == 2", one) == [True]
    assert true_of("true or true and false", one) == [True]
    assert true_of("not answered or answered", one) == [True]
    assert true_of("not wait == 3 and answered", one) == [True]
    assert true_of("-wait + talk == 1", one) == [True]


def test_a_quoted_date_is_midnight_in_the_zone_and_an_offset_wins() -> None:
    rome_midnight = int((datetime(2026, 2, 28, 23) - EPOCH).total_seconds())
    rows = [row(created_at=rome_midnight - 1), row(created_at=rome_midnight), row(created_at=None)]
    assert true_of("created_at >= '2026-03-01'", *rows, zone="Europe/Rome") == [False, True, False]
    assert true_of("created_at >= '2026-03-01T00:00:00+01:00'", *rows) == [False, True, False]
    assert true_of("created_at >= '2026-03-01'", *rows) == [False, False, False]


@pytest.mark.parametrize("text", ["2026-13-01", "01/02/2026", "yesterday", "", "2026-02-30"])
def test_what_is_no_date_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match="is no date"):
        instant_of(text, "UTC")


def test_division_by_zero_is_a_missing_value() -> None:
    rows = rows_of([row(wait=1.0, talk=0.0), row(wait=0.0, talk=0.0), row(wait=6.0, talk=3.0)])
    values = Evaluator(rows).numbers("wait / talk").tolist()
    assert [None if math.isnan(value) else value for value in values] == [None, None, 2.0]


# --- against plain Python

Told = Callable[[Row], Any]


@dataclass(frozen=True)
class Said:
    """An expression as text, and what it says of a row in plain Python; None is unknown."""

    text: str
    told: Told


def _not(value: Any) -> Any:
    return None if value is None else not value


def _all(values: list[Any]) -> Any:
    return False if False in values else None if None in values else True


def _any(values: list[Any]) -> Any:
    return _not(_all([_not(value) for value in values]))


def _both(work: Callable[[Any, Any], Any], one: Any, other: Any) -> Any:
    if one is None or other is None:
        return None
    try:
        return work(one, other)
    except ZeroDivisionError:
        return None


def _cell(name: str) -> Said:
    return Said(name, lambda one: one[name])


def _constant(text: str, value: Any) -> Said:
    return Said(text, lambda one: value)


def _stamp(seconds: int) -> str:
    return (EPOCH + timedelta(seconds=seconds)).isoformat()


OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
COMPARISONS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
WORDS = ("chat", "Chat", "e-mail", "phone ☎", "it's")
SMALL = st.integers(-3, 3)


def _operation(one: Said, sign: str, other: Said) -> Said:
    work = OPERATORS[sign]
    return Said(f"({one.text} {sign} {other.text})", lambda given: _both(work, one.told(given), other.told(given)))


def _comparison(one: Said, sign: str, other: Said) -> Said:
    work = COMPARISONS[sign]
    return Said(f"({one.text} {sign} {other.text})", lambda given: _both(work, one.told(given), other.told(given)))


def _among(one: Said, values: list[Any], within: bool) -> Said:
    items = ", ".join(map(repr, values))
    word = "in" if within else "not in"

    def told(given: Row) -> Any:
        found = _any([_both(operator.eq, one.told(given), value) for value in values])
        return found if within else _not(found)

    return Said(f"({one.text} {word} [{items}])", told)


def _junction(word: str, parts: list[Said]) -> Said:
    work = _all if word == "and" else _any
    return Said(
        "(" + f" {word} ".join(part.text for part in parts) + ")",
        lambda given: work([part.told(given) for part in parts]),
    )


def _negated(one: Said) -> Said:
    return Said(f"(not {one.text})", lambda given: _not(one.told(given)))


def _minus(one: Said) -> Said:
    return Said(f"(-{one.text})", lambda given: _both(operator.mul, -1, one.told(given)))


NUMBERS = st.recursive(
    st.sampled_from([_cell("wait"), _cell("talk"), _operation(_cell("resolved_at"), "-", _cell("created_at"))])
    | st.integers(0, 3).map(lambda value: _constant(str(value), value)),
    lambda inner: st.builds(_operation, inner, st.sampled_from(list(OPERATORS)), inner) | inner.map(_minus),
    max_leaves=4,
)
FLAG_CELLS = st.sampled_from([_cell("answered"), _cell("vip")])
TRUTHS = st.sampled_from([_constant("true", True), _constant("false", False)])
SIGNS = st.sampled_from(list(COMPARISONS))
EQUAL = st.sampled_from(["==", "!="])
TEXT_CELLS = st.sampled_from([_cell("channel"), _cell("agent")])
INSTANT_CELLS = st.sampled_from([_cell("created_at"), _cell("resolved_at")])
QUOTED_WORDS = st.sampled_from(WORDS).map(lambda word: _constant(repr(word), word))
QUOTED_DATES = st.integers(-2, 2).map(lambda value: _constant(repr(_stamp(value)), value))
ATOMS = st.one_of(
    FLAG_CELLS,
    TRUTHS,
    st.sampled_from(list(SCHEMA)).map(lambda name: Said(f"known({name})", lambda given: given[name] is not None)),
    st.builds(_comparison, NUMBERS, SIGNS, NUMBERS),
    st.builds(_comparison, INSTANT_CELLS, SIGNS, INSTANT_CELLS | QUOTED_DATES),
    st.builds(_comparison, QUOTED_DATES, SIGNS, INSTANT_CELLS),
    st.builds(_comparison, TEXT_CELLS, EQUAL, QUOTED_WORDS),
    st.builds(_comparison, QUOTED_WORDS, EQUAL, TEXT_CELLS),
    st.builds(_comparison, FLAG_CELLS, EQUAL, FLAG_CELLS | TRUTHS),
    st.builds(_comparison, TRUTHS, EQUAL, FLAG_CELLS),
    st.builds(_among, TEXT_CELLS, st.lists(st.sampled_from(WORDS), max_size=3), st.booleans()),
    st.builds(_among, NUMBERS, st.lists(st.integers(0, 3), max_size=3), st.booleans()),
)


def _wider(inner: st.SearchStrategy[Said]) -> st.SearchStrategy[Said]:
    return st.one_of(
        inner.map(_negated),
        st.builds(_junction, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
        st.builds(_comparison, FLAG_CELLS, EQUAL, inner),
        st.builds(_comparison, inner, EQUAL, FLAG_CELLS),
    )


CONDITIONS = st.recursive(ATOMS, _wider, max_leaves=6)
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "number": SMALL.map(float),
    "flag": st.booleans(),
    "text": st.sampled_from(WORDS),
    "instant": st.integers(-2, 2),
}
ROWS = st.lists(
    st.fixed_dictionaries({name: st.none() | CELLS[kind] for name, kind in SCHEMA.items()}), min_size=1, max_size=6
)


@given(said=CONDITIONS, rows=ROWS)
def test_conditions_mean_what_kleene_says(said: Said, rows: list[Row]) -> None:
    check_condition(said.text, SCHEMA)
    evaluator = Evaluator(rows_of(rows))
    told = [said.told(one) for one in rows]
    assert evaluator.true(said.text).tolist() == [value is True for value in told]
    assert evaluator.true(f"not {said.text}").tolist() == [value is False for value in told]


@given(said=NUMBERS, rows=ROWS)
def test_arithmetic_is_pythons_with_missing_cells_missing(said: Said, rows: list[Row]) -> None:
    assert type_of(said.text, SCHEMA) == "number"
    found = np.broadcast_to(Evaluator(rows_of(rows)).numbers(said.text), len(rows)).tolist()
    told = [said.told(one) for one in rows]
    assert [None if math.isnan(value) else value for value in found] == told


@given(said=CONDITIONS, rows=ROWS)
def test_a_piece_by_itself_says_the_same_as_among_others(said: Said, rows: list[Row]) -> None:
    whole = Evaluator(rows_of(rows)).true(said.text).tolist()
    assert [Evaluator(rows_of([one])).true(said.text).tolist()[0] for one in rows] == whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true == true", [True, True, True]),
        ("true != false", [True, True, True]),
        ("(wait > 1) == true", [True, False, False]),
        ("(wait > 1) == (talk > 1)", [True, True, False]),
        ("(wait > 1) != (talk > 1)", [False, False, False]),
    ],
)
def test_two_conditions_can_be_compared(text: str, expected: list[bool]) -> None:
    rows = [row(wait=2.0, talk=2.0), row(wait=1.0, talk=1.0), row(wait=None, talk=1.0)]
    assert true_of(text, *rows) == expected


@given(text=st.text(st.sampled_from("()[]{}.,:;'\"\\+-*/%=<>!~&|^@#\n\t\0 aw19_é\ud800fornti"), max_size=40))
def test_no_text_raises_anything_but_a_usage_error(text: str) -> None:
    try:
        check_condition(text, {"a": "number", "w": "flag"})
    except UsageError:
        return
    assert parse_row(text)


# --- headers that Python has other uses for

ODD: dict[str, Any] = dict.fromkeys(("class", "from", "2nd_line", "known", "async", "p"), "text") | {"1e": "number"}


def odd_true(text: str, **cells: list[str | None]) -> list[bool]:
    check_condition(text, ODD)
    n = len(next(iter(cells.values())))
    columns: dict[str, Any] = {}
    for name, column in cells.items():
        words = tuple(dict.fromkeys(cell for cell in column if cell is not None))
        codes = [-1 if cell is None else words.index(cell) for cell in column]
        columns[name] = Words(np.array(codes, dtype=np.int32), words)
    return list(Evaluator(Rows(n, columns)).true(text).tolist())


@pytest.mark.parametrize("name", ["class", "from", "2nd_line", "known", "async"])
def test_a_header_that_python_has_another_use_for_is_a_name(name: str) -> None:
    assert columns_of(f"{name} == 'a' or known({name})") == {name}
    assert odd_true(f"{name} == 'a'", **{name: ["a", "b", None]}) == [True, False, False]
    assert odd_true(f"not {name} == 'a'", **{name: ["a", "b", None]}) == [False, True, False]
    assert odd_true(f"known({name})", **{name: ["a", "b", None]}) == [True, True, False]
    assert odd_true(f"{name} in ['class', '{name}']", **{name: [name, "b", None]}) == [True, False, False]


def test_such_a_word_inside_quotes_is_text() -> None:
    assert odd_true("p == 'class from 2nd_line'", p=["class from 2nd_line", "b"]) == [True, False]


@pytest.mark.parametrize("label", ["a\\b", "\\", "a\\", "\\n", "\\x41", "\\\\share", "C:\\new\\u0041"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_backslash_is_a_sign_like_others(label: str, quote: str) -> None:
    assert odd_true(f"p == {quote}{label}{quote}", p=[label, "a", None]) == [True, False, False]


@pytest.mark.parametrize("text", ["p == 'a'\\\n", "p == \\'a'", "known(\\p)"])
def test_a_backslash_outside_quotes_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        check_condition(text, ODD)


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("1e3", 1e3), ("1.5e3", 1.5e3), ("1.", 1.0), (".5", 0.5), ("1_000", 1e3), ("0x1f", 31.0), ("12", 12.0),
        ("1e-3", 1e-3), ("1.5e-3", 1.5e-3),
        ("1E+3", 1e3),
    ],
)  # fmt: skip
def test_numbers_in_every_form_are_no_names(number: str, value: float) -> None:
    assert columns_of(f"wait == {number}") == {"wait"}
    assert true_of(f"wait == {number}", row(wait=value), row(wait=value + 1)) == [True, False]
