"""The test tiers as data and the small engine that runs them: configure, build, ctest per stage, then count."""
import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import reports
from reports import ROOT, REPORTS

CORES = str(os.cpu_count() or 1)
TIMED_AT_A_TIME = "2"  # more would take the processor from boards whose rates are judged
FUZZ_RUNS = {"merge": 50_000, "nightly": 1_000_000}
SIM_FACTOR = {"merge": 1, "nightly": 9}  # of the board-days of a stage
SIMULATED = re.compile(r"^seed (\d+):.*; on (\S+); trace hash ([0-9a-f]{16})$", re.MULTILINE)
PROGRESS = re.compile(r"\[\d+/\d+\] |-- ")
SYMBOLIZER = "/usr/lib/llvm-16/bin/llvm-symbolizer"


@dataclass(frozen=True)
class Stage:
    preset: str
    targets: tuple = ("all",)
    quick: tuple = ()  # ctest selection of tests that compute: as many at a time as there are cores
    timed: tuple = ()  # ctest selection of tests that mostly wait for something: more at a time
    before: tuple = ()  # command that makes the build possible
    peers: bool = False  # then third-party programs on the other side, with their own report
    sim: tuple = ()  # runs of adit-sim: board, first seed, board-days of one seed each
    coverage: bool = False  # nightly: every branch of boards/safety, in a build of its own


STAGES = (
    Stage("release", quick=("-L", "unit"), timed=("-L", "integration|net"), peers=True,
          sim=(("bitaxe-gamma", 1, 130), ("all", 1, 70)), coverage=True),
    Stage("asan", quick=("-L", "unit", "-LE", "slow"), timed=("-L", "integration"),
          sim=(("bitaxe-gamma", 1, 12), ("all", 1, 8))),
    Stage("tsan", targets=("threaded_tests",), timed=("-L", "threads")),
    Stage("fuzz", targets=("fuzz_targets",), quick=("-L", "fuzz")),
    Stage("aarch64", targets=("smoke_tests",), timed=("-L", "smoke"), before=("scripts/sysroot-aarch64",)),
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
    lines = (line for line in log.read_text(errors="replace").splitlines() if not PROGRESS.match(line))
    return "\n".join([*lines, f"{command[0]} ended with {done.returncode}"])


def build(stage, options, log):
    settings = ["-DADIT_TESTS=ON"] if stage.preset == "release" else []
    if stage.preset == "fuzz":
        settings = [f"-DADIT_FUZZ_RUNS={FUZZ_RUNS[options.tier]}"]
    return (stage.before and run(stage.before, log)) \
        or run(["cmake", "--preset", stage.preset, *settings], log) \
        or run(["cmake", "--build", "--preset", stage.preset, "-j", CORES, "--target", *stage.targets,
                "--", "-k", "0"], log)


def ctest(stage, kind, selection, jobs, options, log):
    """Runs one selection of tests; its report counts them, also those that failed."""
    if not selection:
        return []
    report = REPORTS / f"{stage.preset}-{kind}.xml"
    chosen = ["-R", options.filter] if options.filter else []
    failure = run(["ctest", "--test-dir", f"build/{stage.preset}", "--output-on-failure", "--no-tests=ignore",
                   "-j", jobs, *selection, *chosen, "--output-junit", str(report)], log)
    if not report.exists():
        reports.write(report, [("ctest", failure or "ctest wrote no report")])
    return reports.read(report)


def meet_peers(stage, options):
    if not stage.peers or options.filter and not re.search(options.filter, "peers"):
        return []
    report = REPORTS / "peers.xml"
    failure = run(["node", "tests/peers/run.mjs", f"build/{stage.preset}/adit", "--junit", str(report)],
                  REPORTS / "peers.log")
    if not report.exists():
        reports.write(report, [("peers", failure or "the peers wrote no report")])
    return reports.read(report)


def simulated(stage, board, first, seeds):
    """One process; its output is its log."""
    log = REPORTS / f"{stage.preset}-sim-{board}-{first}.log"
    command = [f"build/{stage.preset}/adit-sim", "--profile", board, "--seed", str(first), "--seeds", str(seeds),
               "--days", "1", "--json", str(log.with_suffix(".json"))]
    return f"{seeds} board-days from seed {first} on {board}", run(command, log)


def trace_hashes(preset):
    """Of every board and seed that a stage has simulated."""
    logs = (path.read_text(errors="replace") for path in REPORTS.glob(f"{preset}-sim-*.log"))
    return {run[:2]: run[2] for text in logs for run in SIMULATED.findall(text)}


def other_traces(stage):
    """Another compiler, optimisation and sanitizer: a seed is the same run to the last byte, or the test fails."""
    first, here = trace_hashes("release"), trace_hashes(stage.preset)
    shared = sorted(first.keys() & here.keys())
    if stage.preset == "release" or not shared:
        return []
    differing = [run for run in shared if first[run] != here[run]]
    return [(f"{len(shared)} seeds leave the same trace as in the release build",
             f"other traces: {differing}" if differing else None)]


def simulate(stage, options):
    """Each run is a test; as many at a time as there are cores. Nightly, each has so many times the seeds."""
    if not stage.sim or options.filter and not re.search(options.filter, "sim"):
        return []
    factor = SIM_FACTOR[options.tier]
    with ThreadPoolExecutor(int(CORES)) as pool:
        verdicts = list(pool.map(lambda job: simulated(stage, *job[:2], job[2] * factor), stage.sim))
    report = REPORTS / f"{stage.preset}-sim.xml"
    reports.write(report, verdicts + other_traces(stage))
    return reports.read(report)


def cover(stage, options):
    chosen = not options.filter or re.search(options.filter, "coverage")
    if not stage.coverage or options.tier != "nightly" or not chosen:
        return []
    report = REPORTS / "coverage.xml"
    reports.write(report, [("branch coverage of boards/safety",
                            run(["scripts/coverage_safety"], REPORTS / "coverage.log"))])
    return reports.read(report)


def run_tests(stage, options, log):
    cases = ctest(stage, "quick", stage.quick, CORES, options, log)
    cases += ctest(stage, "timed", stage.timed, TIMED_AT_A_TIME, options, log)
    return cases + simulate(stage, options) + meet_peers(stage, options) + cover(stage, options)


def run_stage(stage, options):
    print(f"{stage.preset}: building", flush=True)
    log = REPORTS / f"{stage.preset}.log"
    log.write_text("")
    start = time.monotonic()
    failure = build(stage, options, log)
    built = time.monotonic()
    report = REPORTS / f"{stage.preset}-build.xml"
    reports.write(report, [("build", failure)])
    cases = reports.read(report) + ([] if failure else run_tests(stage, options, log))
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
