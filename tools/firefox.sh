#!/bin/sh
# Prints the path of a Firefox for the browser tests, installing one if it can.
# KNEADWELL_FIREFOX, when set, is the one and only candidate.
set -eu

say() { printf 'firefox: %s\n' "$*" >&2; }
starts() { "$1" --version >/dev/null 2>&1; }

if [ -n "${KNEADWELL_FIREFOX:-}" ]; then
  starts "$KNEADWELL_FIREFOX" || { say "KNEADWELL_FIREFOX is $KNEADWELL_FIREFOX, which does not start."; exit 1; }
  printf '%s\n' "$KNEADWELL_FIREFOX"
  exit
fi

on_the_path() {
  for name in firefox-esr firefox; do
    found=$(command -v "$name") && starts "$found" && printf '%s\n' "$found" && return
  done
  return 1
}

install_by_apt() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return
  say "none found; installing Debian's with apt-get, which takes a minute or two"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -qq --no-install-recommends firefox-esr fonts-liberation; } >/dev/null
}

# The one that Playwright fetches speaks another language than those people use.
on_the_path || { install_by_apt && on_the_path; } || {
  say "no Firefox could be found or installed. Install it (Debian: apt install firefox-esr) or set KNEADWELL_FIREFOX to its path."
  exit 1
}
