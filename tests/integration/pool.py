"""A Stratum V1 pool for tests, in the standard library alone: real TCP, real coinbases, every share hashed again.

Independent of Adit's own code; judges as pools do and keeps a list of verdicts. One thread per connection.
"""
import hashlib
import json
import secrets
import socket
import struct
import threading
import time

DIFF1 = 0xFFFF << 208
MASK = 0x1FFFE000


def sha256d(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def swap_words(data):
    return b"".join(data[i:i + 4][::-1] for i in range(0, len(data), 4))


class Pool:
    """Serves until `stop`. `mischief(connection)` may take a connection over; see the tests."""

    def __init__(self, difficulty=2**-14, port=0, mischief=None, session_prefix=None, rolls_versions=True):
        self.difficulty = difficulty
        self.mischief = mischief
        self.rolls_versions = rolls_versions
        self.verdicts = []
        self.connections = 0
        self.seen = set()
        self.jobs = {}
        self.lock = threading.Lock()
        self.open = []
        self.prefix = session_prefix or secrets.token_bytes(2)
        self.listener = socket.create_server(("127.0.0.1", port), reuse_port=False)
        self.port = self.listener.getsockname()[1]
        self.running = True
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self):
        self.running = False
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
                connection.close()
            except OSError:
                pass

    @property
    def accepted(self):
        return sum(1 for verdict in self.verdicts if verdict is None)

    @property
    def refused(self):
        return [verdict for verdict in self.verdicts if verdict is not None]

    def _accept(self):
        while self.running:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.open.append(connection)
            threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, connection, number):
        try:
            if self.mischief:
                self.mischief(connection)
                return
            extranonce1 = self.prefix + struct.pack(">H", number)
            for line in connection.makefile("rb"):
                self._answer(connection, extranonce1, json.loads(line))
        except (OSError, ValueError):
            pass
        finally:
            connection.close()

    def _send(self, connection, message):
        connection.sendall(json.dumps(message).encode() + b"\n")

    def _answer(self, connection, extranonce1, request):
        reply = {"id": request["id"], "error": None, "result": True}
        method, params = request["method"], request["params"]
        if method == "mining.configure":
            reply["result"] = {"version-rolling": self.rolls_versions, "version-rolling.mask": f"{MASK:08x}"}
        elif method == "mining.subscribe":
            reply["result"] = [[["mining.notify", "1"]], extranonce1.hex(), 4]
        elif method == "mining.submit":
            verdict = self._judge(extranonce1, params)
            self.verdicts.append(verdict)
            if verdict:
                reply.update(result=None, error=[20, verdict, None])
        self._send(connection, reply)
        if method == "mining.authorize":
            self._send(connection, {"id": None, "method": "mining.set_difficulty", "params": [self.difficulty]})
            self._send(connection, {"id": None, "method": "mining.notify", "params": self._new_job(extranonce1)})

    def _new_job(self, extranonce1):
        with self.lock:
            job_id = f"{extranonce1.hex()}-{len(self.jobs)}"
            head = b"\1\0\0\0\1" + bytes(32) + b"\xff\xff\xff\xff" + b"\x20" + secrets.token_bytes(20)
            tail = b"\xff\xff\xff\xff\1" + struct.pack("<q", 312500000) + b"\1\x51" + bytes(4)
            job = {"head": head, "tail": tail, "branches": [secrets.token_bytes(32) for _ in range(3)],
                   "prev": secrets.token_bytes(28) + bytes(4), "version": 0x20000000, "nbits": 0x1D00FFFF,
                   "ntime": int(time.time())}
            self.jobs[job_id] = job
        return [job_id, swap_words(job["prev"]).hex(), head.hex(), tail.hex(), [b.hex() for b in job["branches"]],
                f"{job['version']:08x}", f"{job['nbits']:08x}", f"{job['ntime']:08x}", True]

    def _judge(self, extranonce1, params):
        """None for a good share, else the reason."""
        if len(params) != (6 if self.rolls_versions else 5):
            return "wrong number of parameters"
        _, job_id, extranonce2, ntime, nonce = params[:5]
        bits = params[5] if self.rolls_versions else "00000000"
        job = self.jobs.get(job_id)
        if job is None or not job_id.startswith(extranonce1.hex()):
            return "unknown job"
        if len(extranonce2) != 8 or len(ntime) != 8 or len(nonce) != 8 or len(bits) != 8:
            return "wrong length"
        if int(bits, 16) & ~MASK:
            return "bad-version"
        if not job["ntime"] <= int(ntime, 16) <= job["ntime"] + 7000:
            return "ntime out of range"
        root = sha256d(job["head"] + extranonce1 + bytes.fromhex(extranonce2) + job["tail"])
        for branch in job["branches"]:
            root = sha256d(root + branch)
        version = (job["version"] & ~MASK) | int(bits, 16)
        header = struct.pack("<I", version) + job["prev"] + root + struct.pack(
            "<III", int(ntime, 16), job["nbits"], int(nonce, 16))
        if int.from_bytes(sha256d(header), "little") > int(DIFF1 / self.difficulty):
            return "low difficulty share"
        with self.lock:
            if header in self.seen:
                return "duplicate share"
            self.seen.add(header)
        return None
