"""Hostile bytes: the same table in every encoding that exports come in, marked or not."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from tests.hostile.case import DAYS, Case, at, table

HEADER = "ticket_id,created_at,agent"
ITALIAN = ("Niccolò Brunì", "Mosè Città", "Perché Però", "Università Più")
ROMANIAN = ("Ştefan Ţăranu", "Mădălina Ilieş", "Constanţa Brânză", "Iaşi Înălţime")
GERMAN = ("Jürgen Weiß", "Zoë Köhler", "Änne Müller", "Björn Größe")
FRENCH = ("François Lefèvre", "Hélène Cœur", "Zoé Bérénice", "Gaël Sûr")
SPANISH = ("Íñigo Peña", "María Núñez", "José Muñoz", "Begoña Año")
POLISH = ("Łukasz Żółć", "Małgorzata Wiśniewska", "Paweł Gąska", "Zbigniew Wójcik")
CZECH = ("Jiří Dvořák", "Kateřina Němcová", "Tomáš Růžička", "Zdeněk Čech")
DANISH = ("Søren Ærø", "Åse Bjørn", "Jørgen Kjær", "Maren Ødegård")
PORTUGUESE = ("João Conceição", "Inês Leão", "Antônio Guimarães", "Açucena Irmã")
ASCII = ("Anna Rossi", "Bo Lee", "Cat Day", "Dan Fox")
MIXED = ("Niccolò Brunì", "Ştefan Ţăranu", "Łukasz Żółć", "山田 花子 👍")
UNICODE = {
    "utf-8": ("utf-8", b""),
    "utf-8 with a mark": ("utf-8", codecs.BOM_UTF8),
    "utf-16-le with a mark": ("utf-16-le", codecs.BOM_UTF16_LE),
    "utf-16-be with a mark": ("utf-16-be", codecs.BOM_UTF16_BE),
    "utf-16-le": ("utf-16-le", b""),
    "utf-16-be": ("utf-16-be", b""),
    "utf-32-le with a mark": ("utf-32-le", codecs.BOM_UTF32_LE),
    "utf-32-be with a mark": ("utf-32-be", codecs.BOM_UTF32_BE),
    "utf-32-le": ("utf-32-le", b""),
    "utf-32-be": ("utf-32-be", b""),
}
EIGHT_BIT = {
    "cp1252 Italian": ("cp1252", ITALIAN),
    "cp1252 German": ("cp1252", GERMAN),
    "cp1252 French": ("cp1252", FRENCH),
    "cp1252 Spanish": ("cp1252", SPANISH),
    "cp1252 Danish": ("cp1252", DANISH),
    "cp1252 Portuguese": ("cp1252", PORTUGUESE),
    "cp1252 quotes": ("cp1252", ("“Anna” – Rossi’s", "5 € Lee", "Cat…", "Dan")),
    "latin-1 Italian": ("latin-1", ITALIAN),
    "cp1250 Romanian": ("cp1250", ROMANIAN),
    "cp1250 Polish": ("cp1250", POLISH),
    "cp1250 Czech": ("cp1250", CZECH),
    "cp1250 Romanian, one word": ("cp1250", ("Anna", "Bo", "Iaşi", "Dan")),
    "cp1252 Italian, one word": ("cp1252", ("Anna", "Bo", "Mosè", "Dan")),
}


def text(agents: tuple[str, ...], delimiter: str = ",", end: str = "\n") -> str:
    return table(HEADER, [(str(i), DAYS[i], agent) for i, agent in enumerate(agents)], delimiter, end)


def cases() -> Iterator[Case]:
    yield from _unicode()
    yield from _eight_bit()
    yield from _said()
    yield from _broken()


def _unicode() -> Iterator[Case]:
    for name, (encoding, mark) in UNICODE.items():
        for delimiter, shown in ((",", "comma"), (";", "semicolon"), ("\t", "tab")):
            for end, ends in (("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR")):
                if delimiter != "," and end != "\r\n":
                    continue
                for agents, words in ((ASCII, "ASCII"), (MIXED, "all tongues")):
                    data = mark + text(agents, delimiter, end).encode(encoding)
                    yield Case("encoding", f"{name}, {shown}, {ends}, {words}", data, _cells(agents))


def _eight_bit() -> Iterator[Case]:
    for name, (encoding, agents) in EIGHT_BIT.items():
        first = next(i for i, agent in enumerate(agents) if not agent.isascii())
        told = {(None, "encoding-guessed"): (1, first + 2)}
        for delimiter, end in ((",", "\n"), (";", "\r\n")):
            data = text(agents, delimiter, end).encode(encoding)
            yield Case("encoding", f"{name}, {delimiter}", data, _cells(agents), issues=told)


def _said() -> Iterator[Case]:
    for encoding, agents in (
        ("cp1250", ROMANIAN),
        ("cp1252", ITALIAN),
        ("utf-16", MIXED),
        ("utf-8", MIXED),
        ("mac_roman", ITALIAN),
        ("cp437", GERMAN),
        ("iso8859-2", ROMANIAN),
        ("utf-8-sig", MIXED),
        ("iso8859-16", ("Ștefan Țăranu",)),
    ):
        said = {"files": {"tickets.csv": {"encoding": encoding}}}
        yield Case("encoding", f"{encoding}, as said", text(agents).encode(encoding), _cells(agents), settings=said)
    said = {"files": {"tickets.csv": {"encoding": "klingon"}}}
    yield Case("encoding", "one that isn't", text(ASCII).encode(), refused="encoding", says=("klingon",), settings=said)
    said = {"files": {"tickets.csv": {"encoding": "ascii"}}}
    yield Case(
        "encoding", "said, and wrong", text(ITALIAN).encode(), refused="encoding", says=("line 2",), settings=said
    )


def _broken() -> Iterator[Case]:
    """UTF-8 with a line of something else in it: neither reading is right for all of it."""
    good = [f"{i},{DAYS[i]},{agent}\n".encode() for i, agent in enumerate(MIXED[:3])]
    for name, bad in (("cp1252", "Mosè".encode("cp1252")), ("cp1250", "Iaşi".encode("cp1250")), ("half", b"Mos\xc3")):
        for place in range(4):
            lines = [*good[:place], b"9,2026-02-01T10:00:00," + bad + b"\n", *good[place:]]
            data = HEADER.encode() + b"\n" + b"".join(lines)
            says = (f"line {place + 2}",)
            yield Case("encoding", f"utf-8 with {name} in line {place + 2}", data, refused="encoding", says=says)
    data = codecs.BOM_UTF16_LE + text(ITALIAN).encode("utf-16-le") + b"\x41"
    yield Case("encoding", "utf-16 of an odd length", data, refused="encoding", says=("line 6",))
    data = text(ITALIAN).encode().replace("è".encode(), b"\xed\xa0\x80")
    yield Case("encoding", "surrogates in utf-8", data, refused="encoding", says=("line 3",))
    data = text(ITALIAN).replace("è", "\ufffd").encode()
    yield Case(
        "encoding",
        "spoilt before it came",
        data,
        {"agent": [name.replace("è", "\ufffd") for name in ITALIAN]},
        issues={("agent", "spoilt-text"): (1, 3)},
    )


def _cells(agents: tuple[str, ...]) -> dict[str, list[object]]:
    return {
        "ticket_id": [str(i) for i in range(len(agents))],
        "agent": list(agents),
        "created_at": [at(DAYS[i]) for i in range(len(agents))],
    }
