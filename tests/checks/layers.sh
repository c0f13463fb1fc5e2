#!/bin/sh
# Who may include whom: base <- cl <- kernel <- tensor <- ops, OpenCL's headers only in cl, no family of ops another
# one; what only lib/kernel knows; and nothing in the library that prints, ends the process or changes it.
failed=0
fail() { [ -z "$2" ] || { echo "layers: $1"; echo "$2"; failed=1; }; }
layers='base cl kernel tensor ops'
for folder in $layers; do
    [ -n "$(ls lib/"$folder"/*.c 2>/dev/null)" ] || fail 'no sources' "lib/$folder"
done
fail 'no layer' "$(find lib -mindepth 1 -maxdepth 1 | grep -vxE "lib/($(echo "$layers" | tr ' ' '|'))")"
includes() { grep -nE '^[[:space:]]*#[[:space:]]*include' "$@" /dev/null; }

left=''
right=$layers
for folder in $layers; do
    left="$left $folder"
    right=${right#"$folder"}
    right=${right# }
    [ -n "$right" ] && fail "lib/$folder may include only$left" \
        "$(includes lib/$folder/*.[ch] | grep -E "[\"</]($(echo "$right" | tr ' ' '|'))/[^>]")"
done
fail 'a path that climbs out of its folder' "$(includes lib/*/*.[ch] | grep -F '../')"
fail 'an internal header without its folder' "$(includes lib/*/*.[ch] | grep -E 'include[[:space:]]*"[^/"]*"')"
fail 'OpenCL, or what only lib/cl sees of it, outside lib/cl' "$(includes lib/*/*.[ch] | grep -v '^lib/cl/' |
    grep -E '[<"](CL/|clblast|cl/|gputensor/opencl\.h)' | grep -vE '"cl/(cl|kernels)\.h"')"

fail 'CLBlast outside lib/cl/clblast.c' "$(grep -nE 'clblast(_c)?\.h|CLBlast[A-Z]' lib/*/*.[ch] |
    grep -v '^lib/cl/clblast\.c:')"
fail 'a function of CLBlast that asks for buffers itself' "$(grep -noE 'CLBlast[A-Z][A-Za-z]*\(' lib/*/*.[ch] |
    grep -vE ':CLBlast([SD]gemmWithTempBuffer|[SD]GemmTempBufferSize|ClearCache)\(')"

# What is called of OpenCL can be found at run time.
called() { grep -ohE '\bcl[A-Z][A-Za-z0-9]+\(' "$@" | tr -d '(' | sort -u; }
listed=$(grep -oE '\bcl[A-Z][A-Za-z0-9]+,' lib/cl/functions.h | tr -d ,)
fail 'functions of OpenCL that lib/cl/functions.h lacks, or that nobody calls' \
    "$( (called lib/cl/*.c lib/cl/*.h; echo "$listed") | sort | uniq -u)"

# Above lib/kernel nothing knows of kernels and launches.
words='gt__(launch|submit|spec|arg_|kernel|command|tuned)|"[^"]*op_|kernel/(spec|tuning|walk)\.h|get_global_id'
fail 'kernels or launches above lib/kernel' "$(grep -nE "$words" lib/tensor/*.[ch] lib/ops/*.[ch])"

# Sizes of kernels and launches stand in lib/kernel/tuning.c. Numbers of fewer than three digits may be anything.
sizes() { grep -nE "$1" lib/kernel/*.[ch] | grep -v '^lib/kernel/tuning\.c:'; }
fail 'sizes outside lib/kernel/tuning.c' "$(sizes '(^|[^A-Za-z_0-9.])[0-9]{3,}|1 *<< *[0-9]{2}')"
fail 'a tile of a literal size' "$(sizes 'tile\[[^]]*\] = (\([a-z0-9_ ]+\))?[1-9]')"
fail 'a work-group of a literal size' "$(sizes '(local|global)\[[0-9]\] = (\(size_t\))?[2-9]')"

# A family of lib/ops is matmul.[ch] with its matmul_*.c, and so on; what families share is listed here.
shared='types reduce'
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
    "$(grep -nE 'cl-(fast-relaxed|finite|no-signed|unsafe)' lib/*/*.[ch] kernels/*.cl kernels/*/*.cl)"
fail 'a switch over data types outside lib/base/dtype.c' \
    "$(grep -nE 'case GT_(BOOL|[IU](8|16|32|64)|B?F(16|32|64)|C(64|128)):' lib/*/*.[ch] |
        grep -v '^lib/base/dtype\.c:')"
exit $failed
