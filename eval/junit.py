"""A run as a JUnit file: a test for each case and wording, one for each gate. Knows nothing about files."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from eval.gates import Broken
from eval.judge import Outcome, reasons

_ALLOWED = {"\t", "\n", "\r"}


def junit(name: str, outcomes: Sequence[Outcome], faults: Sequence[Broken]) -> bytes:
    """The XML. A wrong answer is "skipped" with its reason, since the gates decide; a broken gate is a failure, an error an error."""
    suites = ElementTree.Element("testsuites", name=_plain(name))
    gates = ElementTree.SubElement(suites, "testsuite", name="gates", tests=str(max(1, len(faults))), failures=str(len(faults)))
    for fault in faults:
        of = ElementTree.SubElement(gates, "testcase", classname="gates", name=_plain(fault.gate))
        ElementTree.SubElement(of, "failure", message=_plain(fault.said("en"))).text = _plain(fault.said("zh"))
    if not faults:
        ElementTree.SubElement(gates, "testcase", classname="gates", name="all")
    errors = sum(bool(outcome.error) for outcome in outcomes)
    wrong = sum(not outcome.correct and not outcome.error for outcome in outcomes)
    suite = ElementTree.SubElement(
        suites, "testsuite", name="answers", tests=str(len(outcomes)), errors=str(errors), skipped=str(wrong), failures="0"
    )
    for outcome in outcomes:
        seconds = f"{outcome.milliseconds / 1000:.4f}"
        of = ElementTree.SubElement(suite, "testcase", classname=outcome.kind, name=f"{outcome.case} [{outcome.asked}]", time=seconds)
        if outcome.error:
            ElementTree.SubElement(of, "error", message=_plain(outcome.error))
        elif not outcome.correct:
            ElementTree.SubElement(of, "skipped", message=_plain("; ".join(reasons(outcome))))
        ElementTree.SubElement(of, "system-out").text = _plain(f"{outcome.question}\n{outcome.text}")
    written: bytes = ElementTree.tostring(suites, encoding="utf-8", xml_declaration=True)
    return written


def _plain(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return "".join(c for c in text if c in _ALLOWED or (c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) not in (0xFFFE, 0xFFFF)))
