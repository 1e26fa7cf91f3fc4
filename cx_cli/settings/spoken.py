"""In which language is somebody told what went wrong, who may have got the settings themselves wrong?"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from cx_cli.language import ENGLISH, LOCALES, Language, language_of


def spoken(
    arguments: Sequence[str], environ: Mapping[str, str], cwd: Path | None, user_file: Path | None = None
) -> Language:
    """The language of the flag, the variable or the nearest file that names one, whatever else is wrong there.

    The places are those of :func:`cx_cli.settings.places.places`, in their order; this one never raises, and what is
    no locale is passed over. Without ``cwd`` no file around it is looked for.
    """
    said = _said(arguments, environ, cwd, user_file)
    return language_of(next((locale for locale in said if locale in LOCALES), ENGLISH.locale))


def _said(
    arguments: Sequence[str], environ: Mapping[str, str], cwd: Path | None, user_file: Path | None
) -> Iterator[str]:
    yield from _flag("--locale", arguments)
    yield environ.get("CX_LOCALE", "")
    config = next(_flag("--config", arguments), environ.get("CX_CONFIG"))
    if cwd is not None:
        for path in [cwd / config] if config else _around(cwd):
            yield from _in_file(path)
    if user_file is not None:
        yield from _in_file(user_file)


def _flag(name: str, arguments: Sequence[str]) -> Iterator[str]:
    """The values of an option, the last one, which counts, first.

    >>> list(_flag("--locale", ["report", "--locale", "it", "a.csv", "--locale=ro"]))
    ['ro', 'it']
    """
    for word, after in reversed(list(itertools.pairwise([*arguments, ""]))):
        if word == name:
            yield after
        elif word.startswith(f"{name}="):
            yield word.removeprefix(f"{name}=")


def _around(cwd: Path) -> Iterable[Path]:
    return (folder / name for folder in (cwd, *cwd.parents) for name in ("cx.toml", "pyproject.toml"))


def _in_file(path: Path) -> Iterator[str]:
    """What stands there as the locale; a file that is no TOML is read by the line."""
    try:
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError:
        return
    if "locale" not in text:
        return  # nothing is parsed, nor the parser imported, for most
    import tomllib

    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        yield from re.findall(r"""^\s*locale\s*=\s*["'](\w+)["']""", text, re.MULTILINE)
        return
    tool = said.get("tool", {}) if path.name == "pyproject.toml" else {"cx": said}
    own = tool.get("cx", {}) if isinstance(tool, dict) else {}
    yield str(own.get("locale", "")) if isinstance(own, dict) else ""
