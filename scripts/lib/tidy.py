"""clang-tidy over the production sources, in parallel, remembering what was clean.

A source is read again only when it, a header of ours it includes, its compile command, the configuration or the tool
changed: the hash of all that names a marker file in build/tidy."""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "dev"
CLEAN = ROOT / "build" / "tidy"
TOOL = "clang-tidy-16"
LAYERS = ("hal", "driver", "boards", "miner")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
# Flags that only the other compiler knows would be warnings, and so errors, of their own.
COMMAND = [TOOL, "-p", str(BUILD), "--quiet", "--extra-arg=-Wno-unknown-warning-option"]


def with_includes(path, seen):
    if path in seen or not path.is_file():
        return seen
    seen.add(path)
    for name in INCLUDE.findall(path.read_text(errors="replace")):
        with_includes(ROOT / name, seen)
    return seen


def fingerprint(entry, common):
    digest = hashlib.sha256(common + entry["command"].encode())
    for path in sorted(with_includes(pathlib.Path(entry["file"]), set())):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def check(entry, common):
    """Returns the findings, one line each; none when the source is clean."""
    marker = CLEAN / fingerprint(entry, common)
    if marker.exists():
        marker.touch()
        return []
    done = subprocess.run([*COMMAND, entry["file"]], capture_output=True, text=True)
    if done.returncode == 0:
        marker.touch()
        return []
    found = re.findall(r"^.*?: error: .*$", done.stdout, re.MULTILINE)
    return found or [f"{entry['file']}: {TOOL} failed: {done.stderr.strip()[-500:]}"]


def own_sources():
    entries = json.loads((BUILD / "compile_commands.json").read_text())
    folders = tuple(str(ROOT / layer) + "/" for layer in LAYERS)
    return [entry for entry in entries if entry["file"].startswith(folders)]


def main():
    CLEAN.mkdir(parents=True, exist_ok=True)
    version = subprocess.run([TOOL, "--version"], capture_output=True, check=True).stdout
    common = version + (ROOT / ".clang-tidy").read_bytes() + " ".join(COMMAND).encode()
    entries = own_sources()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = {line for lines in pool.map(lambda entry: check(entry, common), entries) for line in lines}
    print(*sorted(findings), sep="\n")
    print(f"tidy: {len(entries)} sources, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
