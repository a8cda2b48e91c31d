"""Reads JUnit reports and counts their test cases: passed, failed, skipped. Also writes reports of our own.

In CI a skipped test that scripts/lib/allowed_skips.txt does not name counts as failed."""
import os
import pathlib
import re
import sys
import xml.etree.ElementTree as xml
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPORTS = ROOT / "build" / "reports"
ALLOWED_SKIPS = pathlib.Path(__file__).with_name("allowed_skips.txt")
OUTPUT_LINES = 60  # shown of a failed test


@dataclass
class Case:
    name: str  # "stage: test"
    verdict: str  # passed, failed, skipped
    output: str = ""  # of a skipped one: why


def allowed_to_skip(name):
    lines = (line.split("#")[0].strip() for line in ALLOWED_SKIPS.read_text().splitlines())
    return any(re.search(line, name) for line in lines if line)


def judge(case, in_ci):
    """A test is skipped only when it said so itself; one that could not be started has failed."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    skipped = case.find("skipped")
    if skipped is None and case.get("status", "run") == "run":
        return "passed"
    # ctest's words for "it printed NOT RUN", and those of reports that other programs write
    said_so = skipped is not None and re.search("SKIP_|NOT RUN", skipped.get("message", ""))
    return "skipped" if said_so and (not in_ci or allowed_to_skip(case.get("name", ""))) else "failed"


def output_of(case):
    messages = [part.get("message", "") for part in case if part.tag in ("failure", "error", "skipped")]
    return "\n".join([case.findtext("system-out") or "", *messages])


def read(path):
    in_ci = os.environ.get("CI", "") not in ("", "0", "false")
    suite = path.stem
    return [Case(f"{suite}: {case.get('name')}", judge(case, in_ci), output_of(case))
            for case in xml.parse(path).iter("testcase")]


def write(path, verdicts):
    """`verdicts`: (name, failure text or None) pairs of steps that are no ctest tests, such as builds."""
    suite = xml.Element("testsuite", name=path.stem)
    for name, failure in verdicts:
        case = xml.SubElement(suite, "testcase", name=name, status="fail" if failure else "run")
        if failure:
            xml.SubElement(case, "failure", message="failed")
            xml.SubElement(case, "system-out").text = re.sub(r"[^\t\n\x20-\ufffd]", "", failure)
    path.parent.mkdir(parents=True, exist_ok=True)
    xml.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)


def count(cases):
    return {verdict: sum(case.verdict == verdict for case in cases) for verdict in ("passed", "failed", "skipped")}


def show(cases):
    """Prints what failed with its output, what was skipped with its reason, and the count as the last line."""
    for case in cases:
        if case.verdict == "failed":
            print(f"\nFAILED {case.name}", *case.output.splitlines()[-OUTPUT_LINES:], sep="\n    ")
        elif case.verdict == "skipped":
            reason = re.search(r"NOT RUN:.*", case.output)
            print(f"skipped {case.name}: {reason[0] if reason else 'NOT RUN'}")
    total = count(cases)
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped", flush=True)
    return total["failed"] == 0 and total["passed"] > 0


def main(arguments):
    """`--write REPORT NAME passed|failed LOG` notes one step; without arguments, counts every report there is."""
    if arguments[:1] == ["--write"]:
        report, name, verdict, log = arguments[1:]
        text = pathlib.Path(log).read_text(errors="replace")
        write(pathlib.Path(report), [(name, None if verdict == "passed" else text or "failed")])
        return 0
    return 0 if show([case for path in sorted(REPORTS.glob("*.xml")) for case in read(path)]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
