#!/usr/bin/env bash
# prove.sh [FOLDER]: runs the chapter «From a bare Debian to a signed-in administrator» of
# docs/operations.md, block by block as it is written, in a clean Debian made in FOLDER, as
# far as an administrator who is signed in over the proxy, and prints the minutes. Needs
# root, debootstrap, the ports 80, 443, 5432, 6379 and 8000, and how this machine reaches
# Debian and the package index: that configuration is copied. What is committed is proved.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
export root=${1:-/var/tmp/kehoach-proof}

if [ "${2:-}" != inside ]; then
  [ "$(id -u)" = 0 ] || { echo "as root"; exit 1; }
  command -v debootstrap >/dev/null || { echo "apt-get install debootstrap"; exit 1; }
  for port in 80 443 5432 6379 8000; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "port $port is taken"; exit 1; fi
  done
  # Everything that is started and mounted goes when this ends.
  exec unshare --mount --pid --fork --kill-child "$0" "$root" inside
fi

mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} 2>/dev/null | grep -v '^#' |
  grep -oE 'https?://[^ ]+/debian/?( |$)' | head -1 || true)
rm -rf "$root"
debootstrap --variant=minbase bookworm "$root" ${mirror:+$mirror} > /dev/null
begun=$(date +%s)
for path in /etc/resolv.conf /etc/hosts /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d \
  /etc/apt/auth.conf.d /etc/pip.conf /etc/xdg/pip /root/.config/pip /usr/local/share/ca-certificates \
  "${SSL_CERT_FILE:-}" "${PIP_CERT:-}" "${REQUESTS_CA_BUNDLE:-}"; do
  [ -e "$path" ] && (cd / && cp -rL --parents ".$path" "$root" 2>/dev/null || true)
done
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
install -m 755 "$here/deploy/prove/systemctl" "$root/usr/local/bin/systemctl"
chmod 755 "$root/usr/sbin/policy-rc.d"
git clone -q --bare "$here" "$root/root/kehoach.git"

{
  echo 'set -euo pipefail'
  git -C "$here" show HEAD:docs/operations.md |
    awk '/^## /{on=/^## From a bare Debian/} on && /^```sh$/{code=1; next} /^```$/{code=0} on && code'
  cat "$here/deploy/prove/signed_in.sh"
} > "$root/root/chapter.sh"

SOURCE=/root/kehoach.git VERSION=$(git -C "$here" rev-parse --short HEAD) MAIL=filemail:////var/lib/kehoach/mail \
  DEBIAN_FRONTEND=noninteractive PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  chroot "$root" bash /root/chapter.sh
seconds=$(($(date +%s) - begun))
echo "From a bare Debian to a signed-in administrator: $((seconds / 60)) min $((seconds % 60)) s"
