#!/bin/sh
# Install what the tests need from the system, where that can be done: RabbitMQ, on Debian and Ubuntu as root.
# Anywhere else say by name what is missing; the tests that need it then fail with the same words.
set -eu
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] && exit 0
package=rabbitmq-server
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "The tests with several machines need the system package $package (Debian, Ubuntu: sudo apt install $package)." >&2
  exit 0
fi
echo "installing $package for the tests" >&2
# The tests start a broker of their own: keep the package from starting one as a service.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy
  trap 'rm -f $policy' EXIT
fi
install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package" >/dev/null; }
install || { apt-get update -q >/dev/null && install; }
