#!/usr/bin/env python3
"""Power without a miner: killed or hanging, its board is switched off by adit-safeoff; latches outlive the process."""
import json
import os
import pathlib
import random
import shutil
import signal
import tempfile
import time
import unittest

from pool import Pool
from program import ADIT, LAB, finish, mine, run, start, wait_for

SAFEOFF = ADIT[:-1] + [os.path.join(os.path.dirname(ADIT[-1]), "adit-safeoff")]
DATA = pathlib.Path(__file__).resolve().parent.parent / "data"


class Bench(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="adit-safeoff-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.state = self.folder / "state"
        self.pool = Pool()
        self.addCleanup(self.pool.stop)

    def serve(self, board="virtual:bitaxe-gamma"):
        self.status_file = self.folder / "status.json"
        lab = start("serve", board, "--status", str(self.status_file), program=LAB)
        self.addCleanup(lambda: (lab.kill(), lab.communicate()))
        self.ports = json.loads(lab.stdout.readline())
        return lab

    def mine(self, *words, named=True):
        process = mine(self.pool, *(["--state-dir", str(self.state)] if named else []), *words)
        self.addCleanup(lambda: process.poll() is None and (process.kill(), process.communicate()))
        return process

    def mine_until_hashing(self, **options):
        process = self.mine("--device", self.ports["device"], **options)
        wait_for(lambda: self.pool.accepted >= 1, 60, "a share from the served board")
        self.assertGreater(self.board()["rail_mv"], 1000)
        return process

    def board(self):
        return json.loads(self.status_file.read_text())

    def is_dark(self):
        board = self.board()
        return board["rail_mv"] < 100 and not board["regulator_on"] and not board["reset_released"]

    def safeoff(self, *words):
        return run("--json", *words, program=SAFEOFF)

    def latches(self):
        return json.loads(run("latches", "--json", "--state-dir", str(self.state)).stdout)["latches"]

    def device(self):
        return "serial:" + self.ports["data"]


class SafeOff(Bench):
    def test_HZ_14_a_board_whose_miner_was_killed_while_hashing_is_switched_off_by_adit_safeoff(self):
        self.serve()
        miner = self.mine_until_hashing()
        miner.kill()
        miner.communicate()
        time.sleep(0.2)
        self.assertGreater(self.board()["rail_mv"], 1000, "the emulator has no heartbeat: it must still be on")
        done = self.safeoff("--state-dir", str(self.state))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        report = json.loads(done.stdout)
        self.assertTrue(report["all_off"])
        self.assertEqual([row["device"] for row in report["boards"]], [self.device()])
        wait_for(self.is_dark, 3, "rail off and chips in reset")

    def test_HZ_14_a_killed_miners_board_is_switched_off_over_a_bridge_of_the_second_dialect(self):
        board = str(DATA / "bridge-v1.toml")
        self.state.mkdir(mode=0o700)
        trusted = run("boards", "trust", board, "--state-dir", str(self.state))
        self.assertEqual(trusted.returncode, 0, trusted.stderr)
        self.serve("virtual:" + board)
        miner = self.mine_until_hashing()
        miner.kill()
        miner.communicate()
        self.assertGreater(self.board()["rail_mv"], 1000)
        done = self.safeoff("--state-dir", str(self.state))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        wait_for(self.is_dark, 3, "rail off and chips in reset")

    def test_HZ_14_a_miner_that_hangs_is_ended_and_its_board_switched_off(self):
        self.serve()
        miner = self.mine_until_hashing()
        miner.send_signal(signal.SIGSTOP)
        done = self.safeoff("--state-dir", str(self.state))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(json.loads(done.stdout)["miner"], "killed")
        wait_for(self.is_dark, 3, "rail off and chips in reset")
        miner.communicate()

    def test_SA_7_a_miner_that_works_is_stopped_first_and_its_board_read_back_all_the_same(self):
        self.serve()
        miner = self.mine_until_hashing()
        done = self.safeoff("--state-dir", str(self.state))
        report = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(report["miner"], "stopped")
        self.assertEqual(len(report["boards"]), 1)
        wait_for(self.is_dark, 3, "rail off and chips in reset")
        miner.communicate()
        self.assertEqual(miner.returncode, 0)

    def test_SA_7_a_clean_stop_leaves_no_record_and_adit_safeoff_nothing_to_do(self):
        self.serve()
        miner = self.mine_until_hashing()
        self.assertEqual(len(list(self.state.glob("*.off"))), 1)
        miner.send_signal(signal.SIGTERM)
        finish(miner)
        self.assertEqual(list(self.state.glob("*.off")), [])
        done = self.safeoff("--state-dir", str(self.state))
        self.assertEqual((done.returncode, json.loads(done.stdout)["boards"]), (0, []))

    def test_SA_7_a_board_without_a_record_is_switched_off_by_port_and_name(self):
        self.serve()
        miner = self.mine_until_hashing(named=False)
        busy = self.safeoff("--device", self.ports["control"], "--board", "bitaxe-gamma")
        self.assertEqual(busy.returncode, 1, busy.stdout)
        miner.kill()
        miner.communicate()
        done = self.safeoff("--device", self.ports["control"], "--board", "bitaxe-gamma")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        wait_for(self.is_dark, 3, "rail off and chips in reset")

    def test_SA_9_a_board_that_is_gone_or_a_record_that_is_damaged_is_not_proven_off(self):
        lab = self.serve()
        miner = self.mine_until_hashing()
        miner.kill()
        miner.communicate()
        lab.kill()
        lab.wait()
        self.assertEqual(self.safeoff("--state-dir", str(self.state)).returncode, 1)
        record = next(self.state.glob("*.off"))
        record.write_bytes(record.read_bytes()[:-1])
        done = self.safeoff("--state-dir", str(self.state))
        self.assertEqual(done.returncode, 1)
        self.assertIn("damaged", done.stdout)

    def test_words_that_are_not_understood_are_2(self):
        for words in (("--device", "/dev/null"), ("--bogus",), ("--state-dir",)):
            self.assertEqual(run(*words, program=SAFEOFF).returncode, 2, words)
        self.assertEqual(self.safeoff("--device", "/dev/null", "--board", "no-such-board").returncode, 1)

    def test_an_emulated_board_leaves_nothing_behind_unless_the_state_directory_is_named(self):
        home = self.folder / "home"
        home.mkdir()
        environment = {name: value for name, value in os.environ.items() if name != "STATE_DIRECTORY"}
        environment["HOME"] = str(home)
        done = run("demo", "--device", "virtual:bitaxe-gamma", "--duration", "2s", env=environment)
        self.assertIn(done.returncode, (0, 6, 8), done.stderr)
        self.assertEqual(list(home.rglob("*")), [])


class Latches(Bench):
    # The bus hangs while the power is on: off cannot be proven, which latches.
    FAULTY = "virtual:bitaxe-gamma?hang_i2c=1&faults_after=500"

    def latch(self):
        miner = self.mine("--device", self.FAULTY)
        wait_for(lambda: self.latches(), 50, "a latch")
        miner.send_signal(signal.SIGKILL)
        miner.communicate()

    def test_SA_11_a_latch_outlives_the_process_and_only_an_operator_clears_it(self):
        device = "virtual:bitaxe-gamma#0"
        self.latch()
        self.assertEqual(self.latches()[0]["device"], device)
        # A healthy board of the same name stays off.
        second = self.mine("--device", "virtual:bitaxe-gamma", "--duration", "5s")
        time.sleep(1)
        refused = run("latches", "clear", device, "--state-dir", str(self.state))
        self.assertEqual(refused.returncode, 1, "a miner is running")
        summary, err = finish(second)
        self.assertEqual(second.returncode, 7, err)
        self.assertEqual(summary["devices"][0]["board"]["state"], "latched")
        self.assertEqual(err.count("state=latched"), 1, err)
        self.assertIn("Stays off until somebody has looked", err)
        self.assertEqual(summary["devices"][0]["verified_hashrate_hs"], 0)
        # Only now.
        self.assertEqual(run("latches", "clear", "virtual:other", "--state-dir", str(self.state)).returncode, 1)
        cleared = run("latches", "clear", device, "--state-dir", str(self.state))
        self.assertEqual(cleared.returncode, 0, cleared.stderr)
        self.assertEqual(self.latches(), [])
        accepted = self.pool.accepted
        third = self.mine("--device", "virtual:bitaxe-gamma")
        wait_for(lambda: self.pool.accepted > accepted, 60, "a share after the latch was cleared")
        third.send_signal(signal.SIGTERM)
        finish(third)

    def test_NV_13_a_state_file_that_was_damaged_keeps_the_board_off(self):
        self.serve()
        miner = self.mine_until_hashing()
        miner.send_signal(signal.SIGTERM)
        finish(miner)
        state = next(self.state.glob("*.state"))
        state.write_bytes(b"garbage")
        self.assertEqual([row["reason"] for row in self.latches()], ["state_corrupt"])
        again = self.mine("--device", self.ports["device"], "--duration", "5s")
        _, err = finish(again)
        self.assertEqual(again.returncode, 7, err)
        wait_for(self.is_dark, 3, "rail off and chips in reset")

    def test_NV_13_a_latch_is_not_cleared_by_who_may_not_write_the_state_directory(self):
        self.latch()
        adit = shutil.copy(ADIT[-1], self.folder / "adit")
        for path, mode in ((self.folder, 0o755), (self.state, 0o555), *((file, 0o444) for file in self.state.iterdir())):
            path.chmod(mode)
        nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        words = ("latches", "clear", "virtual:bitaxe-gamma#0", "--state-dir", str(self.state))
        refused = run(*words, program=[adit], **nobody)
        self.state.chmod(0o755)
        self.assertEqual(refused.returncode, 5, refused.stderr)
        self.assertEqual(len(self.latches()), 1)

    def test_two_miners_do_not_share_a_state_directory(self):
        first = self.mine("--device", "virtual:bitaxe-gamma")
        wait_for(lambda: (self.state / "lock").exists(), 10, "the lock")
        time.sleep(0.2)
        second = self.mine("--device", "virtual:bitaxe-gamma")
        _, err = finish(second)
        self.assertEqual(second.returncode, 3, err)
        self.assertIn("is used by process", err)
        first.send_signal(signal.SIGTERM)
        finish(first)

    def test_NV_15_killed_at_random_moments_the_miner_always_leaves_a_state_and_a_record_that_can_be_read(self):
        self.serve()
        chance = random.Random(1)
        times_on = 0
        for number in range(12):
            if number % 2 == 0:  # a third unclean start in a row would be held off
                for file in self.state.glob("*.state"):
                    file.unlink()
            miner = self.mine("--device", self.ports["device"])
            time.sleep(chance.uniform(0.05, 2.5))
            miner.kill()
            miner.communicate()
            self.assertEqual(self.latches(), [])
            was_on = self.board()["regulator_on"]
            done = self.safeoff("--state-dir", str(self.state))
            self.assertEqual(done.returncode, 0, done.stdout)
            if was_on:
                times_on += 1
                self.assertEqual(len(json.loads(done.stdout)["boards"]), 1, "power without a record")
            wait_for(self.is_dark, 3, "rail off")
        self.assertGreater(times_on, 0, "never killed with the power on")


if __name__ == "__main__":
    unittest.main()
