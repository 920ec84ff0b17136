#!/usr/bin/env bash
# Installs by apt what the tests need and pip cannot give; harmless when all is there.
set -u
wanted=()
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted+=(postgresql postgresql-contrib)
command -v redis-server >/dev/null || wanted+=(redis-server)
command -v chromium >/dev/null || wanted+=(chromium)
command -v soffice >/dev/null || wanted+=(libreoffice-writer-nogui)
command -v pdftoppm >/dev/null || wanted+=(poppler-utils)
[ -e /usr/share/fonts/truetype/liberation2 ] || wanted+=(fonts-liberation2)
python3 -c 'import ensurepip' 2>/dev/null || wanted+=(python3-venv)
[ ${#wanted[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ]; then as=(); elif sudo -n true 2>/dev/null; then as=(sudo -n)
else
  echo "*** MISSING AND NOT INSTALLED (no root): ${wanted[*]} ***" >&2
  [ "${CI:-}" = true ] && exit 1
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
echo "Installing ${wanted[*]}"
"${as[@]}" apt-get update -qq && "${as[@]}" apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
status=$?
if [ $status -ne 0 ]; then
  echo "*** COULD NOT INSTALL ${wanted[*]} ***" >&2
  [ "${CI:-}" = true ] && exit 1
fi
exit 0
