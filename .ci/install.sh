#!/usr/bin/env bash
# install.sh REQUIREMENTS: make .venv and install the locked set; quick the second time.
set -eu
file=$1
stamp=.venv/.$(basename "$file").sha256
python=${PYTHON:-python3}
sum=$(sha256sum "$file" | cut -d' ' -f1)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && exit 0
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "kehoach needs Python 3.11 or later." >&2; exit 1; }
[ -x .venv/bin/python ] || "$python" -m venv .venv
echo "Installing $file ..."
export UV_PYTHON_DOWNLOADS=never
if .venv/bin/python -m pip install --quiet --disable-pip-version-check uv 2>/dev/null \
  && .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "$file"; then :
else
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$file"
fi
echo "$sum" > "$stamp"
