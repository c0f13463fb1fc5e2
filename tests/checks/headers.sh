#!/bin/sh
# Every public header compiles alone as C11 and C++17 without a warning, has no hole in any struct, and is plain
# declarations under GT_BINDING, with every enumeration signed. Most of what they have is the manual.
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
        $cxx -std=c++17 $strict -Wpadded -x c++ "$scratch/alone.c" || fail "$name with $cxx"
    done
done
[ $compilers -gt 0 ] || fail 'no header or no compiler was found'

for header in include/gputensor/*.h; do
    name=${header##*/}
    [ "$name" != names.h ] || continue # functions, for C and C++ alone
    plain=$scratch/$name
    cpp -P -DGT_BINDING "$header" >"$plain" || fail "$name under GT_BINDING"
    ! grep -nE '#|__attribute__|__declspec|extern|inline' "$plain" || fail "$name is not plain under GT_BINDING"
    { printf '#include <stddef.h>\n#include <stdint.h>\n'; cat "$plain"; } >"$plain.c"
    cc -std=c11 -Wall -Wextra -Werror -fsyntax-only "$plain.c" || fail "$name under GT_BINDING does not compile"
done
plain=$scratch/gputensor.h
grep -q 'gt_version' "$plain" || fail 'gputensor.h declares nothing under GT_BINDING'
grep -q 'GT_MAX_RANK = 32' "$plain" || fail 'GT_MAX_RANK is not declared under GT_BINDING'
[ "$(tr '\n' ' ' <"$plain" | grep -oE 'enum *{[^}]*}' | grep -cv 'END_ = -32768 *}')" = 0 ] ||
    fail 'an enumeration without a negative end'
for header in include/gputensor/*.h; do
    case ${header##*/} in gputensor.h | names.h | dlpack.h) continue ;; esac
    grep -q "^#include \"${header##*/}\"" include/gputensor/gputensor.h || [ "${header##*/}" = tables.h ] ||
        fail "gputensor.h does not include ${header##*/}"
done

cat include/gputensor/*.h | awk '
/^[ \t]*$/ { next }
{ lines++ }
/^[ \t]*\/\*/ { inside = 1 }
inside { comment++ }
/\*\// { inside = 0 }
END {
    share = lines ? 100 * comment / lines : 0
    if (share < 60) printf "headers: %d %% of %d lines are comment, which should be 60\n", share, lines
    exit share < 60
}' || failed=1
exit $failed
