"""The test tiers as data and the small engine that runs them: configure, build, ctest per stage, then count."""
import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass

import reports
from reports import ROOT, REPORTS

CORES = str(os.cpu_count() or 1)
FUZZ_RUNS = {"merge": 50_000, "nightly": 1_000_000}
PROGRESS = re.compile(r"\[\d+/\d+\] |-- ")
SYMBOLIZER = "/usr/lib/llvm-16/bin/llvm-symbolizer"


@dataclass(frozen=True)
class Stage:
    preset: str
    targets: tuple = ("all",)
    side_by_side: tuple = ()  # ctest selections whose tests do not mind company
    one_by_one: tuple = ()  # ctest selections that measure time or rates
    before: tuple = ()  # command that makes the build possible
    peers: bool = False  # also the third-party programs on the other side, which write their own report


STAGES = (
    Stage("release", side_by_side=("-L", "unit"), one_by_one=("-L", "integration|net"), peers=True),
    Stage("asan", side_by_side=("-L", "unit"), one_by_one=("-L", "integration")),
    Stage("tsan", targets=("threaded_tests",), one_by_one=("-L", "threads")),
    Stage("fuzz", targets=("fuzz_targets",), side_by_side=("-L", "fuzz")),
    Stage("aarch64", targets=("smoke_tests",), one_by_one=("-L", "smoke"), before=("scripts/sysroot-aarch64",)),
    Stage("cortex-m4"),
)


def run(command, log):
    """Runs with its output in the log; returns None, or the end of the log, less progress, when the command failed."""
    with log.open("a") as output:
        output.write(f"$ {' '.join(map(str, command))}\n")
        output.flush()
        environment = dict(os.environ, ASAN_SYMBOLIZER_PATH=SYMBOLIZER, TSAN_SYMBOLIZER_PATH=SYMBOLIZER)
        done = subprocess.run(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env=environment)
    if done.returncode == 0:
        return None
    return "\n".join(line for line in log.read_text(errors="replace").splitlines() if not PROGRESS.match(line))


def build(stage, options, log):
    settings = ["-DADIT_TESTS=ON"] if stage.preset == "release" else []
    if stage.preset == "fuzz":
        settings = [f"-DADIT_FUZZ_RUNS={FUZZ_RUNS[options.tier]}"]
    return (stage.before and run(stage.before, log)) \
        or run(["cmake", "--preset", stage.preset, *settings], log) \
        or run(["cmake", "--build", "--preset", stage.preset, "-j", CORES, "--target", *stage.targets,
                "--", "-k", "0"], log)


def ctest(stage, selection, jobs, options, log):
    """Runs one selection of tests; its report counts them, also those that failed."""
    report = REPORTS / f"{stage.preset}-{'alone' if jobs == '1' else 'units'}.xml"
    chosen = ["-R", options.filter] if options.filter else []
    failure = run(["ctest", "--test-dir", f"build/{stage.preset}", "--output-on-failure", "--no-tests=ignore",
                   "-j", jobs, *selection, *chosen, "--output-junit", str(report)], log)
    if not report.exists():
        reports.write(report, [("ctest", failure or "ctest wrote no report")])
    return reports.read(report)


def meet_peers(stage, options, log):
    if options.filter and not re.search(options.filter, "peers"):
        return []
    report = REPORTS / "peers.xml"
    failure = run(["node", "tests/peers/run.mjs", f"build/{stage.preset}/adit", "--junit", str(report)], log)
    if not report.exists():
        reports.write(report, [("peers", failure or "the peers wrote no report")])
    return reports.read(report)


def run_stage(stage, options):
    print(f"{stage.preset}: building", flush=True)
    log = ROOT / "build" / "reports" / f"{stage.preset}.log"
    log.write_text("")
    start = time.monotonic()
    failure = build(stage, options, log)
    report = REPORTS / f"{stage.preset}-build.xml"
    reports.write(report, [("build", failure)])
    cases = reports.read(report)
    built = time.monotonic()
    if not failure and stage.side_by_side:
        cases += ctest(stage, stage.side_by_side, CORES, options, log)
    if not failure and stage.one_by_one:
        cases += ctest(stage, stage.one_by_one, "1", options, log)
    if not failure and stage.peers:
        cases += meet_peers(stage, options, log)
    total = reports.count(cases)
    print(f"{stage.preset}: {total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped; "
          f"build {built - start:.0f} s, tests {time.monotonic() - built:.0f} s", flush=True)
    return cases


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/test")
    parser.add_argument("--tier", choices=FUZZ_RUNS, default="merge")
    parser.add_argument("--stage", action="append", choices=[stage.preset for stage in STAGES],
                        help="only this stage (repeatable)")
    parser.add_argument("filter", nargs="?", help="only tests whose name matches this regular expression")
    return parser.parse_args()


def main():
    options = parse_arguments()
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    stages = [stage for stage in STAGES if not options.stage or stage.preset in options.stage]
    return 0 if reports.show([case for stage in stages for case in run_stage(stage, options)]) else 1


if __name__ == "__main__":
    sys.exit(main())
