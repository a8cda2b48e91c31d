#!/usr/bin/env python3
"""`adit demo --json` mines for half a minute: shares from the virtual board and the CPU, none refused, none unexplained."""
import json
import math
import os
import shlex
import subprocess
import sys
import unittest

DURATION_S = 30
STARTING_S = 15  # a board's bring-up and ramp; its rate counts from the first work on
SHARE_HASHES = 2**18  # share difficulty 2^-14 of the demo pool
SLOW = os.environ.get("ADIT_SLOW") == "1"  # under a sanitizer or an emulator: the checks hold, the rates do not
LEAST_PER_DEVICE = 1 if SLOW else 5
SIGMAS = 5 * math.sqrt(2)  # both the shares and the rate they are compared with are counts of chance events


def run_demo():
    command = shlex.split(os.environ["ADIT"]) + ["demo", "--duration", f"{DURATION_S}s", "--json"]
    return subprocess.run(command, capture_output=True, text=True, timeout=DURATION_S + 60)


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.done = run_demo()
        print(cls.done.stdout, cls.done.stderr[-4000:], file=sys.stderr)
        cls.summary = json.loads(cls.done.stdout)

    def test_it_ends_by_itself_with_0(self):
        self.assertEqual(self.done.returncode, 0)
        self.assertEqual(self.summary["schema"], "adit.mine/1")
        self.assertAlmostEqual(self.summary["duration_s"], DURATION_S, delta=5)

    def test_every_share_has_an_end_and_none_is_rejected(self):
        shares = self.summary["shares"]
        self.assertEqual(shares["found"], sum(shares[end] for end in ("accepted", "rejected", "stale", "lost")))
        self.assertEqual(shares["rejected"], 0)

    def test_the_virtual_board_and_the_cpu_both_get_shares_accepted(self):
        accepted = {kind: 0 for kind in ("virtual", "cpu")}
        for device in self.summary["devices"]:
            accepted[device["kind"]] += device["accepted"]
        for kind, count in accepted.items():
            self.assertGreaterEqual(count, LEAST_PER_DEVICE, kind)

    def test_the_shares_found_agree_with_the_verified_rate(self):
        rate = sum(device["verified_hashrate_hs"] for device in self.summary["devices"])
        duration = self.summary["duration_s"]
        most, least = (rate * seconds / SHARE_HASHES for seconds in (duration, duration - STARTING_S))
        found = self.summary["shares"]["found"]
        self.assertLessEqual(found, most + SIGMAS * math.sqrt(most))
        self.assertGreaterEqual(found, least - SIGMAS * math.sqrt(least))


if __name__ == "__main__":
    unittest.main()
