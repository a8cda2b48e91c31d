#!/usr/bin/env python3
"""The processor as a device: which engine hashes, what it finds, what the summary says about it."""
import unittest

from pool import Pool
from program import check_ledger, finish, mine, wait_for


class Cpu(unittest.TestCase):
    def mine_until(self, accepted, *words):
        pool = Pool()
        process = mine(pool, *words)
        wait_for(lambda: pool.accepted >= accepted, 60, "shares from the processor")
        process.terminate()
        summary, err = finish(process)
        pool.stop()
        self.assertEqual(process.returncode, 0, err)
        self.assertEqual(pool.refused, [])
        check_ledger(self, summary)
        return summary["devices"], err

    def test_the_fastest_engine_is_logged_and_in_the_summary_and_makes_no_mistake(self):
        (cpu,), err = self.mine_until(20, "--device", "cpu")
        self.assertIn(f"engine={cpu['engine']} versions={cpu['cpu']['versions']} ", err)
        self.assertEqual(cpu["cpu"]["disabled_engines"], [])
        self.assertEqual(cpu["cpu"]["self_check_failures"], 0)
        self.assertEqual((cpu["hw_errors"], cpu["duplicates"]), (0, 0))

    def test_an_engine_that_is_named_for_all_or_for_one_device_is_the_one_that_hashes(self):
        (one, other), _ = self.mine_until(
            5, "--cpu-engine", "portable", "--device", "cpu?threads=1", "--device", "cpu?threads=1&engine=portable&affinity=off")
        self.assertEqual((one["engine"], other["engine"]), ("portable", "portable"))
        self.assertEqual(one["cpu"]["self_checks"], 0)  # there is nothing to compare it with
        self.assertFalse(other["cpu"]["pinned"])


if __name__ == "__main__":
    unittest.main()
