#!/usr/bin/env python3
"""adit bench cpu: its JSON, its refusals, a baseline, and which engines it takes on processors with less."""
import json
import pathlib
import platform
import shutil
import tempfile
import unittest

from program import ADIT, SLOW, run

QUICK = ["--duration", "500ms", "--threads", "1"]
EMULATOR = "qemu-x86_64-static"


def bench(*words, **options):
    return run("bench", "cpu", *words, **options)


def bench_json(*words, **options):
    done = bench(*words, "--json", **options)
    assert done.returncode == 0, done
    return json.loads(done.stdout)


def names(report):
    return {row["engine"] for row in report["engines"]}


class BenchCpu(unittest.TestCase):
    def refused(self, code, *words, says=""):
        done = bench(*words, timeout=30)
        self.assertEqual(done.returncode, code, done)
        self.assertEqual(done.stdout, "")
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn(says, done.stderr)

    def test_bench_reports_every_engine_in_both_forms_and_each_agrees(self):
        report = bench_json("--all", "--duration", "1s", "--threads", "2")
        self.assertEqual(report["schema"], "adit.bench.cpu/1")
        self.assertIn("portable", names(report))
        for row in report["engines"]:
            with self.subTest(row=row):
                self.assertTrue(row["agrees"])
                self.assertEqual(row["scan"], "plain" if row["midstates"] == 1 else "shared")
                low, high = row["ci95_hs"]
                self.assertTrue(0 < low <= row["hashrate_hs"] <= high)
                self.assertGreater(row["cycles_per_hash"], 0)
                self.assertGreater(row["bound_cycles"], 0)
        for name in names(report):
            alone = [row for row in report["engines"] if row["engine"] == name and row["threads"] == 1]
            self.assertEqual([row["midstates"] for row in alone], [1, 4, 8, 16])
            self.assertAlmostEqual(alone[0]["ratio_to_plain"]["median"], 1)
        self.assertEqual([row["threads"] for row in report["engines"] if row["threads"] > 1], [2])
        self.assertEqual([step["threads"] for step in report["scaling"]], [1, 2])
        self.assertFalse(names(report) & {engine["engine"] for engine in report["unusable"]})
        for key in ("cpu_model", "compiler", "calibration_hz", "energy_j_per_hash", "load"):
            self.assertIn(key, report)

    def test_bench_measures_only_what_it_is_asked_for(self):
        report = bench_json("--engine", "portable", "--midstates", "3", *QUICK)
        self.assertEqual([(row["engine"], row["midstates"]) for row in report["engines"]],
                         [("portable", 1), ("portable", 3)])
        report = bench_json("--engine", "portable", "--midstates", "1", *QUICK)
        self.assertEqual([row["scan"] for row in report["engines"]], ["plain"])

    def test_bench_prints_a_table_and_nothing_on_standard_error_without_a_terminal(self):
        done = bench("--engine", "portable", *QUICK)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for word in ("portable", "shared", "efficiency", "energy"):
            self.assertIn(word, done.stdout)

    def test_bench_refuses_wrong_words_in_one_line(self):
        self.refused(2, "--engine", "abacus", says="portable")
        self.refused(2, "--engine", "portable", "--all", says="--all")
        self.refused(2, "--midstates", "0", says="midstates")
        self.refused(2, "--midstates", "17", says="midstates")
        self.refused(2, "--threads", "-1", says="threads")
        self.refused(2, "--duration", "soon", says="duration")

    def test_bench_compares_with_an_earlier_run(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "earlier.json")
            earlier = bench_json("--engine", "portable", "--midstates", "4", *QUICK)
            for row in earlier["engines"]:
                row["hashrate_hs"] /= 2
                row["ci95_hs"] = [bound / 2 for bound in row["ci95_hs"]]
            earlier["cpu_model"] = "Abacus 3000"
            path.write_text(json.dumps(earlier))
            report = bench_json("--engine", "portable", "--midstates", "4", "--baseline", str(path), *QUICK)
            compared = report["baseline"]
            self.assertEqual(len(compared["engines"]), 2)
            for row in compared["engines"]:
                low, high = row["ci95"]
                self.assertTrue(low <= row["ratio"] <= high)
                self.assertTrue(1.2 < row["ratio"] < 3.3, row)  # twice, on a machine that has other things to do
            self.assertTrue(any("Abacus 3000" in note for note in compared["notes"]))

    def test_bench_refuses_a_bad_baseline_in_one_line_with_3(self):
        self.refused(3, "--baseline", "/nonexistent.json", says="/nonexistent.json")
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "bad.json")
            for text in ("", "[]", "{", '{"schema":"adit.mine/1"}', "[" * 5000, " " * (1 << 20) + "{}",
                         '{"schema":"adit.bench.cpu/1","engines":[{"engine":"x\\u001b[2J"}]}'):
                path.write_text(text)
                self.refused(3, "--baseline", str(path), says=str(path))


class LesserProcessors(unittest.TestCase):
    """One binary for all: what was built here runs where there is less, and uses only what is there."""

    def program_on(self, cpu):
        if platform.machine() != "x86_64" or len(ADIT) > 1 or SLOW:
            print("NOT RUN: needs a native x86-64 build without sanitizers")
            return None
        if not shutil.which(EMULATOR):
            print(f"NOT RUN: no {EMULATOR}")
            return None
        return [EMULATOR, "-cpu", cpu, ADIT[-1]]

    def check(self, cpu, usable, unusable):
        program = self.program_on(cpu)
        if program is None:
            return
        report = bench_json("--all", "--duration", "2s", "--threads", "1", program=program, timeout=300)
        refused = {engine["engine"] for engine in report["unusable"]}
        self.assertEqual(names(report) | refused, usable | unusable)
        self.assertEqual(names(report), usable)
        self.assertTrue(all(row["agrees"] for row in report["engines"]))
        self.assertTrue(all(engine["reason"] for engine in report["unusable"]))

    def test_the_binary_runs_on_the_oldest_x86_64_with_the_portable_engine(self):
        self.check("qemu64", {"portable"}, {"sse4.1", "avx2", "avx512", "sha-ni"})

    def test_the_binary_uses_sse41_where_there_is_no_more(self):
        self.check("Nehalem", {"portable", "sse4.1"}, {"avx2", "avx512", "sha-ni"})

    def test_the_binary_uses_avx2_where_there_is_no_avx512(self):
        self.check("Haswell", {"portable", "sse4.1", "avx2"}, {"avx512", "sha-ni"})

    def test_an_engine_that_the_processor_lacks_is_refused_with_4(self):
        program = self.program_on("qemu64")
        if program is None:
            return
        done = bench("--engine", "avx512", "--json", program=program)
        self.assertEqual((done.returncode, done.stdout), (4, ""))
        self.assertIn("AVX-512", done.stderr)

    def test_the_other_commands_run_on_the_oldest_x86_64_too(self):
        program = self.program_on("qemu64")
        if program is None:
            return
        self.assertEqual(json.loads(run("detect", "--json", program=program).stdout)["schema"], "adit.detect/1")
        done = run("demo", "--device", "cpu?threads=1", "--duration", "5s", "--json", program=program)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(json.loads(done.stdout)["shares"]["found"], 0)


if __name__ == "__main__":
    unittest.main()
