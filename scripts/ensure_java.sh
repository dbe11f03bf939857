#!/bin/sh
# Install Java for the Spark test where that can be done (Debian and Ubuntu, as root); else say what is missing.
set -eu
command -v java >/dev/null && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "The Spark test needs Java 17 or newer (Debian, Ubuntu: sudo apt install default-jre-headless)." >&2
  exit 1
fi
echo "installing default-jre-headless for the Spark test" >&2
install() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends default-jre-headless >/dev/null
}
install || { apt-get update -q >/dev/null && install; }
