"""How do verdicts read for a test reporter?"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cx_cli.render.safe import harmless
from cx_cli.render.verdict_words import Words
from cx_cli.results.verdict import Checked, Verdict

_NOT_XML = re.compile("[\ufffe\uffff]")
"""What :func:`harmless` lets pass and XML 1.0 has no way to write."""


def render(checked: Checked) -> str:
    """JUnit XML, the part that all readers have in common: a test case per verdict, its class the metric.

    What fails is a failure with value, limit, n and five tickets in its text; a warning is a passed case that says so
    in ``system-out``, and a rule without data that is set to pass is skipped.
    """
    words = Words(checked)
    cases = [_case(words, verdict) for verdict in checked.verdicts]
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": "0",
        "skipped": str(sum(case.find("skipped") is not None for case in cases)),
        "time": "0",
    }
    root = Element("testsuites", {"name": "cx check", **counts})
    SubElement(root, "testsuite", {"name": "cx check", **counts}).extend(cases)
    indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(words: Words, verdict: Verdict) -> Element:
    said, text = verdict.verdict, _xml(words.sentence(verdict))
    name = {"classname": _xml(words.subject(verdict)), "name": _xml(words.name(verdict)), "time": "0"}
    case = Element("testcase", name)
    if verdict.effect == "fail":
        SubElement(case, "failure", {"type": said, "message": text}).text = text
    elif said == "no data" and verdict.effect == "pass":
        SubElement(case, "skipped", {"message": text})
    else:
        SubElement(case, "system-out").text = f"{said}: {text}"
    return case


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", harmless(text))
