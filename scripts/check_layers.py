#!/usr/bin/env python3
"""Includes point down only, drivers touch no operating system, emulators know only what the wire fixes, files are short.

Usage: check_layers.py [ROOT]. Prints each offence as file:line and exits 1 if there is one."""
import pathlib
import re
import sys

LAYERS = ("hal", "driver", "boards", "miner")  # a layer may include itself and what stands before it
SOURCES = (".hpp", ".cpp", ".h", ".c")
MOST_LINES = 400
TABLES = ("_vectors.hpp", "_vectors.cpp", "_capture.hpp")  # captured bytes in tests may be longer

INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]')
# Sans-I/O code: no threads, files, sockets, clocks, and none of the containers that allocate.
SANS_IO = ("driver/", "boards/safety/")
FORBIDDEN_HEADERS = re.compile(
    r"^(thread|mutex|shared_mutex|condition_variable|future|semaphore|stop_token|latch|barrier|"
    r"fstream|iostream|sstream|ostream|istream|cstdio|filesystem|random|"
    r"string|vector|map|unordered_map|set|deque|list|memory|functional|regex|"
    r"sys/.*|linux/.*|netinet/.*|arpa/.*|unistd\.h|fcntl\.h|poll\.h|termios\.h|pthread\.h|"
    r"boost/.*|fmt/.*|spdlog/.*|hal/linux/.*|hal/bridge/.*)$")
FORBIDDEN_CALLS = re.compile(
    r"\b(system_clock|steady_clock|high_resolution_clock)\b|\bstd::(rand|getenv|this_thread)\b|\b(sleep|usleep)\s*\(")
# Emulators are written from the specification a second time; they share with drivers checksums and register names.
EMULATORS = "boards/virtual/"
SHARED_WITH_EMULATORS = ("driver/bm13xx/crc.hpp", "driver/bm13xx/registers.hpp")


def offence_of_include(name, target):
    layer, target_layer = name.split("/")[0], target.split("/")[0]
    if target_layer in LAYERS and LAYERS.index(target_layer) > LAYERS.index(layer):
        return f"includes {target}: {layer}/ may not know {target_layer}/"
    if name.startswith(SANS_IO) and FORBIDDEN_HEADERS.match(target):
        return f"includes {target}: this code is sans-I/O and allocates nothing"
    if name.startswith(EMULATORS) and target_layer == "driver" and target not in SHARED_WITH_EMULATORS:
        return f"includes {target}: an emulator shares only {' and '.join(SHARED_WITH_EMULATORS)} with drivers"
    return None


def offences_of_file(name, lines):
    if len(lines) > MOST_LINES and not (name.startswith("tests/") and name.endswith(TABLES)):
        yield f"{name}:{len(lines)} is longer than {MOST_LINES} lines"
    if name.startswith("tests/"):
        return
    for number, line in enumerate(lines, 1):
        include = INCLUDE.match(line)
        offence = offence_of_include(name, include[1]) if include else None
        call = FORBIDDEN_CALLS.search(line.split("//")[0]) if name.startswith(SANS_IO) else None
        if offence or call:
            yield f"{name}:{number} {offence or f'uses {call[0]}: time and chance are arguments here'}"


def offences(root):
    for folder in (*LAYERS, "tests"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SOURCES and path.is_file() and "node_modules" not in path.parts:
                yield from offences_of_file(path.relative_to(root).as_posix(), path.read_text(errors="replace").splitlines())


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "..").resolve()
    found = list(offences(root))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
