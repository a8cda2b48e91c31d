#!/usr/bin/env python3
"""Stopping: a second after the signal the process is gone, and the board's rail is off with the chips in reset."""
import json
import signal
import time
import unittest

from pool import Pool
from program import LAB, PATIENCE, finish, mine, start, wait_for


class Stop(unittest.TestCase):
    def stop(self, number, code, until_hashing):
        pool = Pool()
        process = mine(pool, "--device", "virtual:bitaxe-gamma")
        if until_hashing:
            wait_for(lambda: pool.accepted >= 1, 60, "a share from the board")
        else:
            time.sleep(2)  # somewhere in the bring-up
        sent = time.monotonic()
        process.send_signal(number)
        summary, err = finish(process)
        took = time.monotonic() - sent
        self.assertEqual(process.returncode, code, err)
        self.assertLess(took, 1.0 * PATIENCE)
        board = summary["devices"][0]["board"]
        self.assertEqual(board["state"], "safe_off", err)
        pool.stop()

    def test_SIGTERM_while_hashing_ends_with_0(self):
        self.stop(signal.SIGTERM, 0, True)

    def test_SIGINT_in_the_bring_up_ends_with_130(self):
        self.stop(signal.SIGINT, 130, False)

    def test_a_muted_board_has_a_rate_of_zero_and_the_exit_code_says_so(self):
        pool = Pool()
        process = mine(pool, "--device", "virtual:bitaxe-gamma?mute=1", "--duration", "15s")
        summary, _ = finish(process, 60)
        self.assertEqual(process.returncode, 8)
        self.assertEqual(summary["devices"][0]["verified_hashrate_hs"], 0)
        self.assertEqual(summary["shares"]["found"], 0)
        pool.stop()

    def test_a_board_served_on_two_pseudo_terminals_is_mined_with(self):
        lab = start("serve", "virtual:bitaxe-gamma", program=LAB)
        ports = json.loads(lab.stdout.readline())
        pool = Pool()
        process = mine(pool, "--device", ports["device"])
        wait_for(lambda: pool.accepted >= 2, 60, "shares from the served board")
        process.send_signal(signal.SIGTERM)
        summary, err = finish(process)
        self.assertEqual(process.returncode, 0, err)
        self.assertEqual(summary["devices"][0]["kind"], "serial")
        self.assertEqual(summary["devices"][0]["board"]["state"], "safe_off")
        self.assertEqual(pool.refused, [])
        lab.send_signal(signal.SIGTERM)
        self.assertEqual(lab.wait(timeout=10), 0)
        lab.stdout.close()
        lab.stderr.close()
        pool.stop()

    def test_a_served_board_that_vanishes_does_not_take_the_rig_down(self):
        lab = start("serve", "virtual:bitaxe-gamma", program=LAB)
        ports = json.loads(lab.stdout.readline())
        pool = Pool()
        process = mine(pool, "--device", ports["device"], "--device", "cpu?threads=1")
        wait_for(lambda: pool.accepted >= 1, 60, "a share")
        lab.kill()
        lab.communicate()
        before = pool.accepted
        wait_for(lambda: pool.accepted > before + 1, 30, "shares without the board")
        process.send_signal(signal.SIGTERM)
        finish(process)
        self.assertEqual(process.returncode, 0)
        pool.stop()


if __name__ == "__main__":
    unittest.main()
