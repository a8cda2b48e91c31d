#!/usr/bin/env python3
"""`adit mine` against a pool that is killed, comes back, is silent or is hostile: mining goes on, nothing is lost silently."""
import signal
import socket
import threading
import time
import unittest

from pool import Pool
from program import check_ledger, finish, mine, resident_kib, start, wait_for


class Pools(unittest.TestCase):
    def test_every_share_is_accepted_by_an_independent_judge(self):
        pool = Pool()
        process = mine(pool, "--device", "cpu", "--device", "virtual:bitaxe-gamma", "--duration", "25s")
        summary, err = finish(process, 60)
        self.assertEqual(process.returncode, 0, err)
        self.assertEqual(pool.refused, [])
        in_flight = pool.accepted - summary["shares"]["accepted"]  # accepted, but the answer came after the end
        self.assertGreaterEqual(in_flight, 0)
        self.assertLessEqual(in_flight, summary["shares"]["lost"])
        self.assertEqual(summary["shares"]["rejected"], 0)
        for device in summary["devices"]:
            self.assertGreater(device["accepted"], 0, device)
            self.assertEqual(device["hw_errors"], 0, device)
        check_ledger(self, summary)
        pool.stop()

    def test_a_pool_killed_and_started_again_is_mined_for_again_without_help(self):
        first = Pool()
        process = mine(first, "--device", "cpu?threads=1")
        wait_for(lambda: first.accepted >= 2, 20, "shares before the outage")
        first.stop()
        time.sleep(1)
        second = Pool(port=first.port)
        wait_for(lambda: second.accepted >= 2, 40, "shares after the outage")
        process.send_signal(signal.SIGTERM)
        summary, _ = finish(process)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(first.refused + second.refused, [])
        in_flight = first.accepted + second.accepted - summary["shares"]["accepted"]
        self.assertGreaterEqual(in_flight, 0)
        self.assertLessEqual(in_flight, 2 + summary["shares"]["lost"])
        check_ledger(self, summary)
        second.stop()

    def test_a_second_pool_is_used_while_the_first_is_down(self):
        backup = Pool()
        with socket.create_server(("127.0.0.1", 0)) as placeholder:
            dead_port = placeholder.getsockname()[1]
        process = start("mine", "-o", f"127.0.0.1:{dead_port}", "-o", f"127.0.0.1:{backup.port}", "-u", "w", "--json",
                        "--device", "cpu?threads=1")
        wait_for(lambda: backup.accepted >= 1, 30, "a share at the second pool")
        process.send_signal(signal.SIGTERM)
        summary, _ = finish(process)
        self.assertEqual([pool["url"].rsplit(":", 1)[1] for pool in summary["pools"]], [str(dead_port), str(backup.port)])
        self.assertGreater(summary["pools"][1]["accepted"], 0)
        backup.stop()

    def test_a_pool_without_version_rolling_gets_only_good_shares_and_the_operator_a_warning(self):
        pool = Pool(difficulty=2**-20, rolls_versions=False)
        process = mine(pool, "--device", "virtual:bitaxe-gamma", "--duration", "25s")
        summary, err = finish(process, 60)
        self.assertEqual(process.returncode, 0, err)
        self.assertEqual(pool.refused, [])
        self.assertGreater(summary["shares"]["accepted"], 0)
        self.assertIn("too few version bits", err)
        self.assertEqual(summary["devices"][0]["board"]["state"], "safe_off", err)
        pool.stop()

    def test_without_any_job_the_exit_code_is_6(self):
        with socket.create_server(("127.0.0.1", 0)) as mute:
            process = start("mine", "-o", f"127.0.0.1:{mute.getsockname()[1]}", "-u", "w", "--json", "--device",
                            "cpu?threads=1", "--duration", "2s")
            summary, err = finish(process)
        self.assertEqual(process.returncode, 6, err)
        self.assertEqual(summary["shares"]["found"], 0)

    def assert_survives(self, mischief, least_connections=2):
        pool = Pool(mischief=mischief)
        process = mine(pool, "--device", "cpu?threads=1")
        wait_for(lambda: pool.connections >= 1, 10, "a first connection")
        before = resident_kib(process)
        wait_for(lambda: pool.connections >= least_connections, 30, "another attempt after the refusal")
        self.assertIsNone(process.poll())
        self.assertLess(resident_kib(process) - before, 16 * 1024)
        process.send_signal(signal.SIGTERM)
        _, err = finish(process)
        self.assertEqual(process.returncode, 0, err)
        pool.stop()

    def test_IN_1_a_hundred_megabytes_on_one_line_are_refused_with_flat_memory(self):
        def flood(connection):
            chunk = b"x" * (1 << 20)
            for _ in range(100):
                connection.sendall(chunk)
        self.assert_survives(flood)

    def test_IN_6_a_negative_extranonce_size_is_refused_and_backed_off(self):
        def lie(connection):
            connection.recv(4096)
            connection.sendall(b'{"id":2,"error":null,"result":[[],"aabbccdd",-1]}\n')
            connection.recv(4096)
        self.assert_survives(lie)

    def test_nonsense_is_refused_and_backed_off(self):
        nonsense = [b"HTTP/1.1 302 Found\r\n\r\n" * 3, b'{"id":[],"result":{}}\n' * 5, b"[" * 5000 + b"\n" * 4,
                    b'{"method":"mining.notify","params":{"a":1}}\n' * 4, b"\xff\xfe\n" * 4, b'{"id":1e400}\n' * 4]
        sent = iter(nonsense)

        def speak(connection):
            connection.sendall(next(sent, b"\n"))
            connection.settimeout(2)
            while connection.recv(4096):
                pass
        self.assert_survives(speak)


if __name__ == "__main__":
    threading.stack_size(512 * 1024)
    unittest.main()
