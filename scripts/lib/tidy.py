"""clang-tidy over the production sources, in parallel, remembering what was clean.

A source is read again only when it, a header of ours it includes, its compile command, the configuration or the tool
changed: the hash of all that names a marker file in build/tidy. Most of the time goes into the headers of others, so
sources of a folder are read several at a time; those of a group with a finding, or that do not compile together, are
read again one by one."""
import collections
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "check"
CLEAN = ROOT / "build" / "tidy"
TOOL = "clang-tidy-16"
LAYERS = ("hal", "driver", "boards", "miner")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
# Flags that only the other compiler knows would be warnings, and so errors, of their own.
COMMAND = [TOOL, "-p", str(BUILD), "--quiet", "--extra-arg=-Wno-unknown-warning-option"]
OWN = r"/(hal|driver|boards|miner)/.*\.[hc]pp$"
MOST_IN_GROUP = 8
Source = collections.namedtuple("Source", "file flags marker")


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


def check(source):
    """Returns the findings, one line each; none when the source is clean."""
    done = subprocess.run([*COMMAND, source.file], capture_output=True, text=True)
    if done.returncode == 0:
        source.marker.touch()
        return []
    found = re.findall(r"^.*?: error: .*$", done.stdout, re.MULTILINE)
    return found or [f"{source.file}: {TOOL} failed: {done.stderr.strip()[-500:]}"]


def check_group(group):
    if len(group) > 1:
        together = CLEAN / f"group-{group[0].marker.name}.cpp"
        together.write_text("".join(f'#include "{source.file}"  // NOLINT(bugprone-suspicious-include)\n' for source in group))
        done = subprocess.run([*COMMAND, f"--config-file={ROOT / '.clang-tidy'}", f"--header-filter={OWN}", together,
                               "--", *group[0].flags], capture_output=True)
        together.unlink()
        if done.returncode == 0:
            for source in group:
                source.marker.touch()
            return []
    return [line for source in group for line in check(source)]


def flags_of(entry):
    """What of a compile command is neither the compiler nor names a file."""
    words = shlex.split(entry["command"])
    first = next(i for i, word in enumerate(words) if re.search(r"(\+\+|cc|clang)[-0-9.]*$", word) and "ccache" not in word)
    taking = {"-o", "-MT", "-MF"}
    kept = [word for before, word in zip(words[first:], words[first + 1:])
            if before not in taking and word not in taking | {"-c", "-MD", entry["file"]}]
    return tuple(kept)


def own_sources(common):
    entries = json.loads((BUILD / "compile_commands.json").read_text())
    folders = tuple(str(ROOT / layer) + "/" for layer in LAYERS)
    return [Source(entry["file"], flags_of(entry), CLEAN / fingerprint(entry, common))
            for entry in entries if entry["file"].startswith(folders)]


def groups_of(sources):
    alike = collections.defaultdict(list)
    for source in sources:
        alike[source.flags, pathlib.Path(source.file).parent].append(source)
    return [group[i:i + MOST_IN_GROUP] for group in alike.values() for i in range(0, len(group), MOST_IN_GROUP)]


def main():
    CLEAN.mkdir(parents=True, exist_ok=True)
    version = subprocess.run([TOOL, "--version"], capture_output=True, check=True).stdout
    common = version + (ROOT / ".clang-tidy").read_bytes() + " ".join(COMMAND).encode()
    sources = own_sources(common)
    unread = [source for source in sources if not source.marker.exists()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = {line for lines in pool.map(check_group, groups_of(unread)) for line in lines}
    print(*sorted(findings), sep="\n")
    print(f"tidy: {len(sources)} sources, {len(unread)} read, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
