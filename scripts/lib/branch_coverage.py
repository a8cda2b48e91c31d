"""Reads what llvm-cov exports; prints a table of branches per file and each one never taken one way."""
import json
import os
import re
import sys

# A branch is [line, column, end line, end column, times true, times false, ...].
TRUE, FALSE = 4, 5
SWITCH = re.compile(r"\bswitch \($")


def missed(branch):
    sides = [side for side, taken in (("true", branch[TRUE]), ("false", branch[FALSE])) if taken == 0]
    return f"{branch[0]}:{branch[1]} never {' nor '.join(sides)}" if sides else None


def without_switches(branches, lines):
    """The condition of a switch counts as "no case matched". Compiler warnings, errors here, prove that one does."""
    return [branch for branch in branches if not SWITCH.search(lines[branch[0] - 1][:branch[1] - 1])]


def merged(branches):
    """A template or inline function has its branches once per instance: any of them may take a side."""
    places = {}
    for branch in branches:
        place = places.setdefault(tuple(branch[:4]), [*branch[:4], 0, 0])
        place[TRUE] += branch[TRUE]
        place[FALSE] += branch[FALSE]
    return places.values()


def main():
    with open(sys.argv[1]) as export:
        files = json.load(export)["data"][0]["files"]
    all_sides = all_taken = 0
    gaps = []
    for file in files:
        with open(file["filename"]) as source:
            branches = merged(without_switches(file["branches"], source.read().splitlines()))
        sides = 2 * len(branches)
        taken = sum((branch[TRUE] > 0) + (branch[FALSE] > 0) for branch in branches)
        all_sides, all_taken = all_sides + sides, all_taken + taken
        name = os.path.relpath(file["filename"])
        print(f"{name:45} {taken:5} of {sides:5}  {100 * taken / sides if sides else 100:6.1f} %")
        gaps += [f"{name}:{gap}" for gap in map(missed, branches) if gap]
    print(f"{'branches':45} {all_taken:5} of {all_sides:5}  {100 * all_taken / all_sides:6.1f} %")
    print(*gaps, sep="\n")
    return 1 if gaps or not all_sides else 0


if __name__ == "__main__":
    sys.exit(main())
