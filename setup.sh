#!/bin/sh
# Installs the Debian packages of packages.txt that are missing; says which; does nothing when all are there.
# usage: setup.sh build|test|fuzz     (each includes the ones before it)
set -eu
stage=${1:-build}
cd "$(dirname "$0")"

missing=
while read -r kind package proof; do
  case $kind in ''|'#'*) continue ;; esac
  case $stage:$kind in build:test|build:fuzz|test:fuzz) continue ;; esac
  [ -n "$proof" ] && command -v "$proof" >/dev/null 2>&1 && continue
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done < packages.txt
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "setup: this set-up knows Debian 12 only; install by hand what stands in packages.txt:$missing" >&2
  exit 1
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "setup: not root and no sudo; as root run: apt-get install$missing" >&2
    exit 1
  fi
  as_root=sudo
fi
echo "setup: installing$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086  # a list of words
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
echo "setup: done"
