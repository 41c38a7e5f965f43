#!/bin/sh
# Prints the path of a Chromium, installing one if need be. KNEADWELL_CHROMIUM, when set,
# is the one and only candidate. With --without-windows it is rather the one that Debian
# packs without windows, tabs and menus: most tests open a browser of their own, and there
# that takes a fraction of the time.
set -eu
cd -- "$(dirname -- "$0")/.."

say() { printf 'chromium: %s\n' "$*" >&2; }
starts() { "$1" --version >/dev/null 2>&1; }

if [ -n "${KNEADWELL_CHROMIUM:-}" ]; then
  starts "$KNEADWELL_CHROMIUM" || { say "KNEADWELL_CHROMIUM is $KNEADWELL_CHROMIUM, which does not start."; exit 1; }
  printf '%s\n' "$KNEADWELL_CHROMIUM"
  exit
fi

names="chromium chromium-browser google-chrome"
package=chromium
if [ "${1:-}" = --without-windows ]; then
  names="chromium-headless-shell $names"
  package=chromium-headless-shell
fi

on_the_path() {
  for name in $names; do
    found=$(command -v "$name") && starts "$found" && printf '%s\n' "$found" && return
  done
  return 1
}

by_playwright() {
  found=$(.venv/bin/python -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
') && starts "$found" && printf '%s\n' "$found"
}

install_by_apt() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return
  say "none found; installing Debian's with apt-get, which takes a minute or two"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -qq --no-install-recommends "$package" fonts-liberation; } >/dev/null
}

install_by_playwright() {
  say "fetching Playwright's own, about 300 MB, into its cache in your home folder"
  .venv/bin/python -m playwright install chromium >&2
}

on_the_path || by_playwright ||
  { install_by_apt && on_the_path; } ||
  { install_by_playwright && by_playwright; } || {
  say "no Chromium could be found or installed. Install it (Debian: apt install chromium) or set KNEADWELL_CHROMIUM to its path."
  exit 1
}
