#!/usr/bin/env bash
# Installs by apt what the tests need and pip cannot give, or only the packages named.
# Harmless when all is there; loud when it cannot; a failure when CI=true.
set -u
wanted=()
need() { # need PACKAGES -- TEST: add the packages unless the test holds
  local packages=()
  while [ "$1" != -- ]; do packages+=("$1"); shift; done
  shift
  "$@" >/dev/null 2>&1 || wanted+=("${packages[@]}")
}
has_postgresql() { compgen -G '/usr/lib/postgresql/*/bin/initdb'; }
has_fonts() { # version 1 lacks most Vietnamese letters
  [ -e /usr/share/fonts/truetype/liberation2 ] || dpkg -s fonts-liberation2
}

if [ $# -gt 0 ]; then
  wanted=("$@")
else
  need postgresql postgresql-contrib -- has_postgresql
  need redis-server -- command -v redis-server
  need pgbouncer -- command -v pgbouncer
  need chromium -- command -v chromium
  need libreoffice-writer-nogui -- command -v soffice
  need poppler-utils -- command -v pdftoppm
  need fontconfig -- command -v fc-query
  need fonts-liberation2 -- has_fonts
  need systemd -- command -v systemd-analyze
  # Only `make test-all` asks a real clamd; the rest has a stand-in.
  [ "${KEHOACH_TEST_EXAMPLES:-}" = all ] && need clamav-daemon -- command -v clamd
fi
[ ${#wanted[@]} -eq 0 ] && exit 0

give_up() {
  echo "*** $1: ${wanted[*]} ***" >&2
  [ "${CI:-}" = true ] && exit 1
  exit 0
}
command -v apt-get >/dev/null || give_up "MISSING, and there is no apt-get here"
as=()
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null || give_up "MISSING, and not installed without root"
  as=(sudo -n)
fi
apt=("${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
echo "Installing ${wanted[*]} ..."
"${apt[@]}" update || echo "apt-get update failed; trying with the lists at hand" >&2
log=$(mktemp)
if ! "${apt[@]}" install -y --no-install-recommends "${wanted[@]}" >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  rm -f "$log"
  give_up "COULD NOT INSTALL"
fi
rm -f "$log"
