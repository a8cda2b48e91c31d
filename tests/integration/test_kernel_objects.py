#!/usr/bin/env python3
"""What the compiler made of the nonce scans: instructions per loop, no stray instruction sets, one entry each.

Speed depends on things a compiler may change silently; these are counted, not timed."""
import os
import pathlib
import platform
import re
import shutil
import subprocess
import unittest

from program import ADIT, SLOW

BUILD = pathlib.Path(ADIT[-1]).parent
LIBRARY = BUILD / "libadit_sha256.a"
INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\s+(?:(?:notrack|bnd|lock|rep[nz]*|data16|cs) )*(\S+)\s*(.*)$")
JUMP_TARGET = re.compile(r"^([0-9a-f]+) <")
LOOP_OPERATIONS = 2000  # a loop with at least so many vector operations is a double hash


def reason_not_to_run():
    if platform.machine() != "x86_64" or len(ADIT) > 1:
        return "kernels are counted in native builds for x86-64"
    if SLOW:
        return "sanitizers change the code"
    cache = BUILD / "CMakeCache.txt"
    if not cache.exists() or "CMAKE_BUILD_TYPE:STRING=Release" not in cache.read_text():
        return "no release build"
    if not shutil.which("objdump"):
        return "no objdump"
    return None


def binutils(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def disassemble():
    """{unit: {function: [(address, mnemonic, operands)]}} of every scan_*.o in the library."""
    units, functions, body = {}, {}, []
    for line in binutils("objdump", "-d", "--no-show-raw-insn", str(LIBRARY)).splitlines():
        if "file format" in line:
            functions = units.setdefault(line.split(".")[0], {})
        elif match := re.match(r"^[0-9a-f]+ <(\S+)>:$", line):
            body = functions.setdefault(match[1], [])
        elif match := INSTRUCTION.match(line):
            body.append((int(match[1], 16), match[2], match[3].split("#")[0]))
    return {unit: functions for unit, functions in units.items() if unit.startswith("scan_")}


def symbols():
    """{unit: [(kind, name)]} of what each unit defines."""
    units, unit = {}, None
    for line in binutils("nm", "--defined-only", str(LIBRARY)).splitlines():
        words = line.split()
        if line.endswith(":"):
            unit = line.split(".")[0]
        elif len(words) == 3:
            units.setdefault(unit, []).append((words[1], words[2]))
    return {unit: found for unit, found in units.items() if unit.startswith("scan_")}


def takes_a_vector_port(mnemonic, operands, registers):
    """Loads, stores, copies and broadcasts from memory do not."""
    if registers not in operands or not mnemonic.startswith("v") or mnemonic.startswith("vmov"):
        return False
    return not (mnemonic.startswith("vpbroadcast") and "(" in operands)


def operations_of_hash_loop(body, registers):
    """Vector operations between the labels of the smallest loop that holds a whole double hash."""
    counts = []
    for end, mnemonic, operands in body:
        target = JUMP_TARGET.match(operands) if mnemonic.startswith("j") else None
        if target and int(target[1], 16) < end:
            begin = int(target[1], 16)
            counts.append(sum(begin <= at <= end and takes_a_vector_port(name, words, registers)
                              for at, name, words in body))
    return min(count for count in counts if count >= LOOP_OPERATIONS)


class KernelObjects(unittest.TestCase):
    def may_run(self):
        reason = reason_not_to_run()
        if reason:
            print("NOT RUN:", reason)
        return reason is None

    def loop_of(self, unit, scan, registers):
        functions = [body for name, body in disassemble()[unit].items() if scan in name]
        self.assertEqual(len(functions), 1, f"{unit} has one {scan}")
        return operations_of_hash_loop(functions[0], registers)

    def test_the_avx512_scans_take_no_more_operations_than_the_algorithm(self):
        if not self.may_run():
            return
        plain = self.loop_of("scan_avx512", "scan_plain", "%zmm")
        shared = self.loop_of("scan_avx512", "scan_shared", "%zmm")
        print(f"avx512: plain {plain}, shared {shared} operations per 16 hashes")
        self.assertGreater(plain, 2800)  # else this is not the loop
        self.assertLessEqual(plain, 2860)
        self.assertGreater(shared, 2300)
        self.assertLessEqual(shared, 2400)

    def test_the_avx2_scans_take_no_more_operations_than_the_algorithm(self):
        if not self.may_run():
            return
        plain = self.loop_of("scan_avx2", "scan_plain", "%ymm")
        shared = self.loop_of("scan_avx2", "scan_shared", "%ymm")
        print(f"avx2: plain {plain}, shared {shared} operations per 8 hashes")
        self.assertLessEqual(plain, 5780)
        self.assertLessEqual(shared, 4940)

    def test_the_sha_ni_scan_has_no_vex_instruction(self):
        if not self.may_run():
            return
        unit = disassemble().get("scan_shani")
        if unit is None:
            print("NOT RUN: this build has no SHA-NI scan")
            return
        code = [(mnemonic, operands) for body in unit.values() for _, mnemonic, operands in body]
        self.assertTrue(any(mnemonic == "sha256rnds2" for mnemonic, _ in code))
        wide = [words for words in code if words[0].startswith("v") or re.search(r"%[yz]mm", words[1])]
        self.assertEqual(wide, [])

    def test_each_scan_has_one_global_function_and_nothing_that_could_be_merged(self):
        if not self.may_run():
            return
        units = symbols()
        self.assertGreaterEqual(set(units), {"scan_portable", "scan_avx512"})
        for unit, found in units.items():
            with self.subTest(unit=unit):
                self.assertEqual(len([name for kind, name in found if kind == "T"]), 1, found)
                self.assertEqual([name for kind, name in found if kind in "Ww"], [])


if __name__ == "__main__":
    unittest.main()
