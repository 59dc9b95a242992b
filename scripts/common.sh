# What the scripts in bash share; each sources it first. Leaves them in the project's folder.
# shellcheck shell=bash
set -euo pipefail
script=$(realpath "$0")
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# fail MESSAGE [CODE]: ends the script.
fail() {
  echo "${script##*/}: $1" >&2
  exit "${2-1}"
}

# usage CODE: prints the comment at the top of the script, and ends it.
usage() {
  sed -n '2,/^source/s/^# \{0,1\}//p' "$script"
  exit "$1"
}

# build PRESET [TARGET…]: configures and builds on all cores; everything unless targets are named.
build() {
  cmake --preset "$1" --log-level=WARNING
  cmake --build --preset "$1" --parallel "$(nproc)" ${2:+--target "${@:2}"}
}
