#!/bin/sh
# opened.sh LIBRARY: a library that opens OpenCL and CLBlast at run time needs neither to be loaded.
failed=0
fail() { [ -z "$2" ] || { echo "opened: $1"; echo "$2"; failed=1; }; }
needed=$(readelf -d "$1") || exit 1
undefined=$(nm -D -u "$1") || exit 1
fail 'libraries that must be there' "$(echo "$needed" | grep -iE 'NEEDED.*(OpenCL|clblast)')"
fail 'functions that must be there' "$(echo "$undefined" | grep -E '\b(cl[A-Z]|CLBlast)')"
fail 'nothing is needed of any library' "$(echo "$needed" | grep -q 'NEEDED.*libc\.' || echo 'no libc')"
exit $failed
