#!/bin/sh
# Every public header compiles alone as C11 and C++17 without a warning, has no hole in any struct, and is plain
# declarations under GT_BINDING.
# shellcheck disable=SC2086 # $strict is a list
failed=0
fail() { echo "headers: $*"; failed=1; }
strict='-Iinclude -Wall -Wextra -pedantic -Wshadow -Wundef -Werror -fsyntax-only'
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

compilers=0
for header in include/gputensor/*.h; do
    name=${header#include/}
    printf '#include <%s>\nextern int one_declaration;\n' "$name" >"$scratch/alone.c"
    for cc in gcc clang; do
        command -v $cc >/dev/null || continue
        compilers=$((compilers + 1))
        $cc -std=c11 $strict -Wpadded -Wconversion -Wstrict-prototypes "$scratch/alone.c" || fail "$name with $cc"
    done
    for cxx in g++ clang++; do
        command -v $cxx >/dev/null || continue
        compilers=$((compilers + 1))
        $cxx -std=c++17 $strict -x c++ "$scratch/alone.c" || fail "$name with $cxx"
    done
done
[ $compilers -gt 0 ] || fail 'no header or no compiler was found'

for name in gputensor ops; do
    plain=$scratch/$name.plain
    cpp -P -DGT_BINDING "include/gputensor/$name.h" >"$plain" || fail "$name.h under GT_BINDING"
    ! grep -nE '#|__attribute__|__declspec|extern|inline' "$plain" || fail "$name.h is not plain under GT_BINDING"
    { printf '#include <stddef.h>\n#include <stdint.h>\n'; cat "$plain"; } >"$plain.c"
    cc -std=c11 -Wall -Wextra -Werror -fsyntax-only "$plain.c" || fail "$name.h under GT_BINDING does not compile"
done
grep -q 'gt_version' "$scratch/gputensor.plain" || fail 'gputensor.h declares nothing under GT_BINDING'
grep -q 'GT_MAX_RANK = 16' "$scratch/gputensor.plain" || fail 'GT_MAX_RANK is not declared under GT_BINDING'
exit $failed
