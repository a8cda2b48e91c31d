# Shared by the scripts: where the tree is, how they speak (standard error) and how they fail (one line).
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
script=scripts/$(basename -- "$0")

say() { echo "$script: $*" >&2; }
fail() { say "$*"; exit 1; }

# Build folders made by root cannot be written by others: say so before a tool says it at length.
check_build_folder() {
  mkdir -p "$root/build" 2>/dev/null || true
  local folder
  for folder in "$root/build" "$root/build/$1"; do
    [ ! -e "$folder" ] || [ -w "$folder" ] || fail "$folder belongs to another user; remove it, or run as that user"
  done
}

# Two runs in one tree would overwrite each other's reports. The lock ends with the script and what it becomes.
one_at_a_time() {
  exec 9>"$root/build/.$1.lock"
  flock -n 9 || fail "another scripts/$1 is running in this tree"
}
