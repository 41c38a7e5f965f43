#!/bin/sh
# Makes .venv hold exactly what a lock file names. Usage: ./setup.sh run|dev
set -eu
cd -- "$(dirname -- "$0")"

say() { printf 'setup: %s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }

kind=${1:-run}
case $kind in
  run) lock=requirements.lock ;;
  dev) lock=requirements-dev.lock ;;
  *) fail "'$kind' is not a kind of setup. Say ./setup.sh run, or ./setup.sh dev to work on the code." ;;
esac

# The development tools contain all that is needed to run, so "dev" serves for both.
wanted="$PWD: $(cat setup.sh pyproject.toml requirements*.lock | cksum)"
stamp=.venv/setup-stamp
found=nothing
[ -f "$stamp" ] && .venv/bin/python -c '' 2>/dev/null && found=$(cat "$stamp")
case $found in
  "$kind $wanted" | "dev $wanted") exit 0 ;;
  # A stale development environment is renewed as such, not stripped.
  "dev $PWD:"*) kind=dev lock=requirements-dev.lock ;;
  "run $PWD:"*) ;;
  # Unfinished, broken or moved here from elsewhere.
  *) found=nothing ;;
esac

# uv must trust the machine's own certificates and fetch no Python of its own.
export UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
[ -n "${HOME:-}" ] && [ -w "$HOME" ] || export UV_CACHE_DIR="$PWD/.tools/cache" PIP_NO_CACHE_DIR=1

find_python() {
  for candidate in python3.11 python3.12 python3.13 python3.14 python3 /usr/bin/python3; do
    "$candidate" -c '
import sys
sys.exit(1) if sys.version_info < (3, 11) else print(sys.executable)
' 2>/dev/null && return
  done
  return 1
}

fetch_uv() {
  pinned=$(cksum < requirements-uv.lock)
  [ "$(cat .tools/pinned 2>/dev/null)" = "$pinned" ] && .tools/bin/uv --version >/dev/null 2>&1 && return
  say "fetching uv, the installer"
  rm -rf .tools
  "$python" -m pip install -qq --no-deps --require-hashes --target .tools -r requirements-uv.lock &&
    .tools/bin/uv --version >/dev/null && printf '%s\n' "$pinned" > .tools/pinned
}

install_with_uv() {
  fetch_uv || return
  [ "$found" != nothing ] || .tools/bin/uv venv --quiet --clear --python "$python" .venv || return
  say "installing $lock into .venv"
  .tools/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes "$lock" &&
    .tools/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
}

install_with_pip() {
  "$python" -m venv --clear .venv || return
  say "installing $lock into .venv with pip"
  .venv/bin/python -m pip install -qq --require-hashes -r "$lock" &&
    .venv/bin/python -m pip install -qq --no-deps --no-build-isolation --editable .
}

python=$(find_python) || fail "Python 3.11 or newer was not found. Install it (Debian: apt install python3 python3-pip), then try again."
say "using $python"
rm -f "$stamp"
install_with_uv || {
  say "uv could not do it; trying with pip alone, which takes about half a minute"
  install_with_pip
} || fail "the installation failed; the reason stands above. Python's pip or venv must be present (Debian: apt install python3-pip python3-venv), and a package index within reach."
printf '%s %s\n' "$kind" "$wanted" > "$stamp"
say "ready"
