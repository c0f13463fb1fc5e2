#!/bin/sh
# Who may include whom: base <- cl <- tensor <- ops, OpenCL's headers only in cl, no family of ops another one; and
# nothing in the library that prints, ends the process or changes it.
failed=0
fail() { [ -z "$2" ] || { echo "layers: $1"; echo "$2"; failed=1; }; }
[ -n "$(ls lib/base/*.c 2>/dev/null)" ] || fail 'no sources' lib/base
includes() { grep -nE '^[[:space:]]*#[[:space:]]*include' "$@" /dev/null; }

left=''
right='base cl tensor ops'
for folder in base cl tensor ops; do
    left="$left $folder"
    right=${right#"$folder"}
    right=${right# }
    [ -n "$right" ] && fail "lib/$folder may include only$left" \
        "$(includes lib/$folder/*.[ch] | grep -E "[\"</]($(echo "$right" | tr ' ' '|'))/[^>]")"
done
fail 'a path that climbs out of its folder' "$(includes lib/*/*.[ch] | grep -F '../')"
fail 'an internal header without its folder' "$(includes lib/*/*.[ch] | grep -E 'include[[:space:]]*"[^/"]*"')"
fail 'OpenCL headers outside lib/cl and lib/tensor/interop.c' \
    "$(includes lib/*/*.[ch] | grep -vE '^lib/(cl/|tensor/interop\.c:)' |
        grep -E '[<"](CL/|clblast|gputensor/opencl\.h)')"

# A family of lib/ops is matmul.[ch] with its matmul_*.c, and so on; what families share is listed here.
shared='reduction'
for file in lib/ops/*.[ch]; do
    [ -e "$file" ] || continue
    family=${file##*/}
    family=${family%.*}
    family=${family%%_*}
    fail "$file includes another family" "$(includes "$file" | grep -E '[<"]ops/' |
        grep -vE "[<\"]ops/($family(_[a-z_]*)?|$(echo "$shared" | tr ' ' '|'))\.h[>\"]")"
done

calls='printf|fprintf|vprintf|vfprintf|puts|fputs|putchar|putc|fputc|perror|psignal|abort|exit|_exit|_Exit|quick_exit'
calls="$calls|assert|setenv|putenv|unsetenv|clearenv|signal|sigaction|atexit|system|popen"
fail 'the library prints, ends the process or changes it' \
    "$(grep -nE "(^|[^[:alnum:]_])($calls)[[:space:]]*\(" lib/*/*.[ch])"
fail 'std streams in the library' "$(grep -nwE 'stdout|stderr|stdin' lib/*/*.[ch])"
fail 'fast-math options break special values' \
    "$(grep -nE 'cl-(fast-relaxed|finite|no-signed|unsafe)' lib/*/*.[ch] kernels/*.cl)"
fail 'a switch over data types outside lib/base/dtype.c' \
    "$(grep -nE 'case GT_(BOOL|[IU](8|16|32|64)|B?F(16|32|64)|C(64|128)):' lib/*/*.[ch] |
        grep -v '^lib/base/dtype\.c:')"
exit $failed
