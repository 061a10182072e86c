#!/bin/sh
# Prints the first Python >= 3.11 on PATH. Each folder is asked by itself: a version manager's shim may be
# there and still have nothing to run, while a later folder holds a Python that works.
IFS=:
for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
  for folder in $PATH; do
    candidate="$folder/$name"
    [ -x "$candidate" ] || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      printf '%s\n' "$candidate"
      exit 0
    fi
  done
done
echo "Maru needs Python 3.11 or newer on PATH. On Debian or Ubuntu: apt install python3 python3-venv. On macOS: brew install python." >&2
exit 1
