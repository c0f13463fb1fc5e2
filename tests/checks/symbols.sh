#!/bin/sh
# symbols.sh LIBRARY: the shared library exports exactly the functions of tests/abi/abi.symbols, under the version of
# the ABI, and calls nothing that prints, ends the process, changes it, or reads the environment of set-user-ID
# programs.
library=$1
failed=0
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C

nm -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >"$scratch/symbols"
fail() { echo "symbols: $*"; failed=1; }
diff tests/abi/abi.symbols "$scratch/symbols" || fail 'exports (>) differ from tests/abi/abi.symbols (<)'
[ -s "$scratch/symbols" ] || fail 'nothing is exported'
! grep -v '^gt_[a-z]' "$scratch/symbols" || fail 'exports without gt_'
! nm -D --defined-only "$library" | grep ' T ' | grep -vE '@@GPUTENSOR_[0-9.]+$' || fail 'exports without a version'

calls='_*v?f?d?printf(_chk)?|f?puts|f?putc|putchar|perror|psignal|abort|_?_?exit|_Exit|quick_exit'
calls="$calls|__assert_fail|stdout|stderr|system|popen|setenv|putenv|unsetenv|clearenv|getenv|signal|sigaction|atexit"
! nm -D -u "$library" | awk '{ sub(/@.*/, "", $2); print $2 }' | grep -xE "$calls" ||
    fail 'the library prints, ends the process, changes it or reads its environment with getenv'
exit $failed
