#!/usr/bin/env python3
"""Turns board files into the constexpr table of boards/safeoff/off_board.hpp: how each board is switched off.

Usage: off_boards.py OUTPUT FILE.toml…   A unit test compares the table with what the loader reads from the same files."""
import pathlib
import sys
import tomllib

HEAD = """// Generated from boards/catalog; do not edit.
#include "boards/safeoff/off_board.hpp"

#include <array>

namespace adit::boards::safeoff {
namespace {
constexpr std::array boards{
"""
TAIL = """};
}  // namespace
std::span<const OffBoard> off_boards() noexcept { return boards; }
}  // namespace adit::boards::safeoff
"""
SWITCHED_BY_OPERATION = {"tps546d24a"}
SWITCHED_BY_LINE = {"tps53647", "tps53667", "ds4432u"}
BUSES = {"bitaxe-raw": "bitaxe_raw", "native": "native"}
ON_LOW = {"low": "true", "high": "false"}


def line(enable):
    return f"OffLine{{{enable['gpio']}, {ON_LOW[enable['on']]}}}" if enable else "std::nullopt"


def row(board):
    regulator, reset = board["regulator"], board["chain"]["reset"]
    part = regulator["part"]
    if part not in SWITCHED_BY_OPERATION | SWITCHED_BY_LINE:
        raise SystemExit(f"{board['name']}: nothing is known about switching a {part} off")
    if part in SWITCHED_BY_LINE and "enable" not in regulator:
        raise SystemExit(f"{board['name']}: a {part} needs its enable line")
    dialect = board["bus"]["control"].get("dialect", "v0")
    operation = f"std::uint8_t{{{regulator['address']}}}" if part in SWITCHED_BY_OPERATION else "std::nullopt"
    return (f"    OffBoard{{\"{board['name']}\", OffBus::{BUSES[board['bus']['control']['kind']]}, "
            f"{board['bus']['i2c0']['hz']}, {reset['gpio']}, {ON_LOW[reset['active']]}, "
            f"{operation}, {line(regulator.get('enable'))}, hal::bridge::Dialect::{dialect}}},\n")


def main(output, *files):
    boards = [tomllib.loads(pathlib.Path(name).read_text()) for name in sorted(files)]
    pathlib.Path(output).write_text(HEAD + "".join(map(row, boards)) + TAIL)


if __name__ == "__main__":
    main(*sys.argv[1:])
