#!/usr/bin/env python3
"""Bad local input: one clear line on standard error and the right exit code; information commands tell the truth."""
import json
import os
import pathlib
import pty
import shutil
import tempfile
import unittest

from program import ADIT, run

POOL = ["-o", "127.0.0.1:1", "-u", "w"]


class CommandLine(unittest.TestCase):
    def refused(self, code, *words, says="", **options):
        done = run(*words, timeout=30, **options)
        self.assertEqual(done.returncode, code, (words, done.stderr))
        self.assertEqual(done.stdout, "")
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn(says, done.stderr)

    def test_wrong_words_exit_with_2(self):
        self.refused(2, says="--help")
        self.refused(2, "dig", says="dig")
        self.refused(2, "demo", "--frobnicate", says="frobnicate")
        self.refused(2, "mine", "-o", "http://127.0.0.1:1", "-u", "w", "--device", "cpu")
        self.refused(2, "mine", *POOL, "--device", "virtual:bitaxe-epsilon", says="adit boards")
        self.refused(2, "mine", *POOL, "--device", "virtual:bitaxe-gamma?sed=1", says="sed")
        self.refused(2, "mine", *POOL, "--device", "cpu?threads=0", says="threads")
        self.refused(2, "mine", *POOL, "--device", "cpu?engine=quantum", says="portable")
        self.refused(2, "demo", "--cpu-engine", "quantum", says="portable")

    def test_a_bad_configuration_exits_with_3_and_its_line(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "adit.toml")
            path.write_text('schema = 1\n[[pool]]\nurl = "gopher://x"\nuser = "w"\n')
            self.refused(3, "mine", "-c", str(path), says=f"{path}:3:")
            self.refused(3, "config", "check", str(path), says=f"{path}:3:")
            path.write_text("schema = ")
            self.refused(3, "config", "check", str(path), says=f"{path}:1:")
            path.write_text('schema = 1\n[[pool]]\nurl = "127.0.0.1:1"\nuser = "w"\n')
            self.assertEqual(run("config", "check", str(path)).returncode, 0)
        self.refused(3, "mine", "-c", "/nonexistent.toml", says="/nonexistent.toml")

    def test_a_bad_board_file_exits_with_3_and_its_line(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "board.toml")
            path.write_text("schema = 1\nname = 3\n")
            done = run("boards", "check", str(path))
            self.assertEqual(done.returncode, 3)
            self.assertIn(f"{path}:2: `name`", done.stderr)

    def test_a_missing_port_exits_with_4(self):
        self.refused(4, "mine", *POOL, "--device", "serial:/dev/nothing?board=bitaxe-gamma&control=/dev/nothing2",
                     says="/dev/nothing2")

    def test_a_port_without_permission_exits_with_5(self):
        if os.getuid() != 0:
            print("NOT RUN: needs root to make a port that somebody else may not open")
            return
        control, slave = pty.openpty()
        path = os.ttyname(slave)
        os.chmod(path, 0o600)
        with tempfile.TemporaryDirectory() as folder:  # the tree itself may lie where nobody else can look
            os.chmod(folder, 0o755)
            program = ADIT[:-1] + [shutil.copy(ADIT[-1], folder)]
            self.refused(5, "mine", *POOL, "--device", f"serial:{path}?board=bitaxe-gamma&control={path}", says=path,
                         program=program, user=65534, group=65534, cwd=folder)
        os.close(control)
        os.close(slave)

    def test_a_port_that_is_no_terminal_exits_with_4(self):
        self.refused(4, "mine", *POOL, "--device", "serial:/dev/null?board=bitaxe-gamma&control=/dev/null", says="/dev/null")

    def test_boards_and_detect_list_the_gamma_in_their_schemas(self):
        boards = json.loads(run("boards", "--json").stdout)
        self.assertEqual(boards["schema"], "adit.boards/1")
        self.assertIn("bitaxe-gamma", [board["name"] for board in boards["boards"]])
        detected = json.loads(run("detect", "--json").stdout)
        self.assertEqual(detected["schema"], "adit.detect/1")
        self.assertIn("cpu", [device["spec"] for device in detected["devices"]])

    def test_probe_explains_the_bring_up_with_its_bytes(self):
        done = run("probe", "--explain", "bitaxe-gamma")
        self.assertEqual(done.returncode, 0)
        self.assertIn("55 AA 51 09 00 A4 90 00 FF FF 1C", done.stdout)
        self.assertIn("55 AA 51 09 00 28 11 30 02 00 03", done.stdout)
        self.assertLess(done.stdout.index("preflight"), done.stdout.index("core on"))


if __name__ == "__main__":
    unittest.main()
