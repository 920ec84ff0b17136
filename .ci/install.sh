#!/usr/bin/env bash
# install.sh REQUIREMENTS: make .venv and install the locked set; quick the second time.
set -eu
file=$1
stamp=.venv/.$(basename "$file").sha256
sum=$(sha256sum "$file" | cut -d' ' -f1)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && .venv/bin/python -c '' 2>/dev/null; then exit 0; fi

new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}
find_python() {
  for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$name" >/dev/null && new_enough "$name"; then echo "$name"; return; fi
  done
  echo "kehoach needs Python 3.11 or later (PYTHON=/path/to/python make run)." >&2
  exit 1
}
make_venv() {
  rm -rf .venv
  # Debian's Python may come without the part that puts pip into an environment.
  "$1" -c 'import ensurepip' 2>/dev/null || .ci/system_packages.sh python3-venv
  "$1" -m venv .venv && return
  rm -rf .venv
  echo "$1 cannot make an environment; on Debian: apt-get install python3-venv" >&2
  exit 1
}

# An environment that was moved, or whose Python went or is too old, is made anew.
if ! new_enough .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  python=$(find_python)
  make_venv "$python"
fi
echo "Installing $file ..."
pip=(.venv/bin/python -m pip install --quiet --disable-pip-version-check)
export UV_PYTHON_DOWNLOADS=never
if ! { "${pip[@]}" uv && .venv/bin/uv pip install --quiet --python .venv/bin/python \
  --require-hashes -r "$file"; } 2>/dev/null; then
  "${pip[@]}" --require-hashes -r "$file"
fi
echo "$sum" > "$stamp"
