#!/bin/sh
# Install what the tests of other people's readers need from the system (Java for Spark, LibreOffice Calc) where
# that can be done: Debian and Ubuntu, as root. Anywhere else say by name what is missing, and stop.
set -eu
missing=""
command -v java >/dev/null || missing="default-jre-headless"
command -v soffice >/dev/null || missing="$missing libreoffice-calc-nogui"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "These tests need Java 17 or newer and LibreOffice Calc (Debian, Ubuntu: sudo apt install$missing)." >&2
  exit 1
fi
echo "installing $missing for the tests of readers" >&2
# shellcheck disable=SC2086 # a list of words
install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null; }
install || { apt-get update -q >/dev/null && install; }
