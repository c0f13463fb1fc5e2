#!/bin/sh
# Every kernel compiles alone, without a warning, with a compiler that knows no vendor; and no function in kernels/ has
# the name of one that OpenCL C has, which some compilers take for an overload and refuse.
failed=0
fail() { echo "kernels: $*"; failed=1; }

built_in=$(clang -print-resource-dir)/include/opencl-c.h
[ -f "$built_in" ] || { fail "clang has no $built_in"; exit 1; }
names=$(sed -nE 's/^static [A-Za-z0-9_ ]+[ *]([a-z_0-9]+)\(.*/\1/p' kernels/*.cl | sort -u)
[ "$(echo "$names" | wc -l)" -gt 20 ] || fail 'hardly any functions were found'
for name in $names; do
    ! grep -qE "[ *]$name\(" "$built_in" || fail "$name is the name of a function of OpenCL C"
done

for file in kernels/*.cl; do
    [ "$file" = kernels/common.cl ] && continue
    cat kernels/common.cl "$file" | clang -x cl -cl-std=CL1.2 -target spir64 -Xclang -finclude-default-header \
        -Wall -Wextra -Wno-unused-function -Wno-unused-parameter -Wno-unused-variable -Wno-unused-but-set-variable \
        -Wno-constant-logical-operand -Werror -fsyntax-only - ||
        fail "$file does not compile"
done
exit $failed
