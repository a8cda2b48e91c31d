"""Starting Adit's programs from tests and reading what they leave behind."""
import json
import os
import shlex
import subprocess
import time

ADIT = shlex.split(os.environ["ADIT"])
LAB = ADIT[:-1] + [os.path.join(os.path.dirname(ADIT[-1]), "adit-lab")]
SLOW = os.environ.get("ADIT_SLOW") == "1"
PATIENCE = 4 if SLOW else 1  # factor on every wait


def run(*words, program=None, timeout=120, **options):
    return subprocess.run((program or ADIT) + list(words), capture_output=True, text=True, timeout=timeout, **options)


def start(*words, program=None):
    return subprocess.Popen((program or ADIT) + list(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process, timeout=30):
    """Waits; returns (summary or None, standard error)."""
    out, err = process.communicate(timeout=timeout * PATIENCE)
    return (json.loads(out) if out.startswith("{") else None), err


def mine(pool, *words):
    return start("mine", "-o", f"stratum+tcp://127.0.0.1:{pool.port}", "-u", "test.rig", "--json", *words)


def wait_for(condition, seconds, what):
    end = time.monotonic() + seconds * PATIENCE
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds * PATIENCE} s: {what}")


def resident_kib(process):
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def check_ledger(case, summary):
    shares = summary["shares"]
    case.assertEqual(shares["found"], sum(shares[fate] for fate in ("accepted", "rejected", "stale", "lost")), shares)
