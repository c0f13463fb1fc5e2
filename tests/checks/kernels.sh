#!/bin/sh
# kernels.sh VARIANTS: the sources that the program VARIANTS writes, one for each of a systematic set of kernels, with
# all of kernels/ among them, compile without a warning with a compiler that knows no vendor and no function of OpenCL C
# but those of declared.cl (those of cpu/ also as code for x86), and use every #define written for them; those of cpu/
# also many to a program. As code for NVIDIA, those of gpu/ put nothing in private memory and move 16 bytes at a time.
# No function in kernels/ has the name of one that OpenCL C has, which some compilers take for an overload and refuse.
variants=$1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0
fail() { echo "kernels: $*"; failed=1; }
# fail_each TEXT FILE: fails for each line of FILE; the first ones are shown.
fail_each() { [ ! -s "$2" ] || { fail "$1 ($(wc -l <"$2") in all):"; head -n 12 "$2"; }; }

built_in=$(clang -print-resource-dir)/include/opencl-c.h
[ -f "$built_in" ] || { fail "clang has no $built_in"; exit 1; }
find kernels -name '*.cl' ! -name declared.cl | sort >"$scratch/files"
xargs sed -nE 's/^ *static [A-Za-z0-9_, ()]+[ *]([a-z_0-9]+)\(.*/\1/p' <"$scratch/files" | sort -u >"$scratch/names"
[ "$(wc -l <"$scratch/names")" -gt 50 ] || fail 'hardly any functions were found'
while read -r name; do
    ! grep -qE "[ *]$name\(" "$built_in" || fail "$name is the name of a function of OpenCL C"
done <"$scratch/names"

# ---- what declared.cl declares is what OpenCL C declares, by name, types and effects
export ALONE="clang -x cl -cl-std=CL1.2 -cl-no-stdinc -target spir64 -include opencl-c-base.h"
# declarations: of preprocessed text, one a line, without names of parameters
declarations() {
    grep -v '^#' | tr '\n' ' ' | tr ';' '\n' | grep '(overloadable)' |
        sed -E 's/__(global|local|private)/\1/g; s/unsigned int/uint/g
        s/([a-z0-9] +|\* *)[a-z_]+([,)])/\1\2/g; s/ *([*(,)]) */\1/g; s/ +/ /g; s/^ //' | sort -u
}
$ALONE -E -P -include kernels/declared.cl - </dev/null | declarations >"$scratch/declared"
$ALONE -E -P "$built_in" | declarations >"$scratch/opencl"
[ "$(wc -l <"$scratch/declared")" -gt 500 ] || fail "hardly any declarations: $(wc -l <"$scratch/declared")"
comm -23 "$scratch/declared" "$scratch/opencl" >"$scratch/other"
fail_each 'declarations that OpenCL C has not' "$scratch/other"

declared=$PWD/kernels/declared.cl
mkdir "$scratch/variants" && cd "$scratch/variants" || exit 1
"$variants" . >"$scratch/count" || fail 'the set of variants is not complete'
find . -name '*.cl' | sed 's:^\./::' | sort >"$scratch/all"
[ "$(wc -l <"$scratch/all")" -gt 500 ] || fail "hardly any variants: $(cat "$scratch/count")"

sed -n 's/^#line 1 "\(.*\)"/\1/p' ./*.cl | sort -u >"$scratch/used"
comm -3 "$scratch/files" "$scratch/used" >"$scratch/unlike"
fail_each 'files of kernels/ that are in no variant' "$scratch/unlike"

# ---- one process of the compiler for many files, since it takes longer to start than to read one
# many OPTION...: the compiler proper, to be followed by files; each is compiled by itself, as one alone is.
many() {
    : >"$scratch/INPUT.cl"
    clang -### -x cl -cl-std=CL1.2 "$@" "$scratch/INPUT.cl" 2>&1 | sed -n 's/^ *\(".*"-cc1" .*\) "[^"]*INPUT\.cl"$/\1/p'
}

# ---- warnings, and #defines that are not used. Formulas and macros serve many kernels, of which each takes a part.
# A name inside that hides one outside: it may be a macro's, and its argument the hidden one.
warnings="-cl-no-stdinc -include opencl-c-base.h -include $declared -fsyntax-only -ferror-limit=0 -Wall -Wextra \
-Wundef -Wshadow -Werror -Wunused-macros -Wno-error=unused-macros -Wno-unused-function -Wno-unused-parameter \
-Wno-unused-variable -Wno-unused-but-set-variable -Wno-constant-logical-operand"
# shellcheck disable=SC2086
CHECK_spir=$(many -target spir64 $warnings) CHECK_nvidia=$(many -target nvptx64 $warnings)
# shellcheck disable=SC2086
CHECK_x86=$(many -target x86_64 -march=haswell -Xclang -cl-ext=+cl_khr_fp64,+cl_khr_fp16 $warnings)
export CHECK_spir CHECK_nvidia CHECK_x86
[ -n "$CHECK_spir" ] && [ -n "$CHECK_nvidia" ] && [ -n "$CHECK_x86" ] || fail 'clang does not say how it compiles'
# In those of cpu/ are lines for CPUs alone, and such as are for other compilers: half of them are read as the one, as
# the seed chooses, half as the other, or all of them as both.
grep '^gpu-matmul_mma-' "$scratch/all" >"$scratch/nvidia" # with instructions of NVIDIA
grep '^cpu-' "$scratch/all" >"$scratch/x86"
grep -v '^gpu-matmul_mma-' "$scratch/all" >"$scratch/spir"
if [ "$GPUTENSOR_TESTS" = quick ]; then
    awk -v part=$((${GPUTENSOR_SEED:-0} % 2)) 'n++ % 2 == part' "$scratch/x86" >"$scratch/sample"
    mv "$scratch/sample" "$scratch/x86"
    grep -vxFf "$scratch/x86" "$scratch/spir" >"$scratch/sample"
    mv "$scratch/sample" "$scratch/spir"
fi
[ -s "$scratch/x86" ] || fail 'no variant is read as code for x86'
# Each variant's messages follow a line with its name: those of one that has errors are asked for alone.
# shellcheck disable=SC2016
set_of_files='read_files() { eval "$command" \"\$@\" 2>&1; }
eval "command=\$CHECK_$target"
exec >"../messages.$target.$$"
if read_files "$@" >"../heard.$$"; then
    printf "%s\n" "$@"
    cat "../heard.$$"
else
    for file; do
        echo "$file"
        read_files "$file"
        ended=$?
        [ $ended -lt 2 ] || echo " error: the compiler ended with $ended"
    done
fi'
for target in nvidia x86 spir; do
    target=$target xargs -n 50 -P 2 sh -c "$set_of_files" sh <"$scratch/$target"
done
cat "$scratch"/messages.* >"$scratch/messages"
judged=$(grep -xFf "$scratch/all" "$scratch/messages" | sort -u | wc -l)
[ "$judged" = "$(wc -l <"$scratch/all")" ] || fail 'not all variants were compiled'
awk '/^[^ ]*\.cl$/ { name = $0 } / (error|fatal error): / { print name ": " $0 }' "$scratch/messages" >"$scratch/errors"
fail_each 'warnings' "$scratch/errors"
# A variant that is read as both counts once.
cat "$scratch"/messages.spir.* "$scratch"/messages.nvidia.* >"$scratch/messages"
[ "$GPUTENSOR_TESTS" != quick ] || cat "$scratch"/messages.x86.* >>"$scratch/messages"
# A #define may be of no use to some variants of a kernel file, but not to all of them.
xargs awk '/^#line/ { nextfile }
/^#define/ { split(FILENAME, part, "-"); sub(/\(.*/, "", $2); print part[1] "/" part[2], $2 }' \
    <"$scratch/all" | sort | uniq -c >"$scratch/written"
awk 'unused && /^#define/ { sub(/\(.*/, "", $2); print part[1] "/" part[2], $2 }
{ unused = /^[a-z0-9_]+-[^ ]*\.cl:.*\[-Wunused-macros\]/; split($0, part, "-") }' "$scratch/messages" |
    sort | uniq -c >"$scratch/unused"
grep -qE ' (cpu|gpu)/elementwise U$' "$scratch/unused" || fail 'clang does not tell which defines are not used'
grep -xFf "$scratch/written" "$scratch/unused" >"$scratch/useless"
fail_each 'defines that no variant uses' "$scratch/useless"

# ---- several kernels in one program: each is there, by its name and number
find . -name 'batch-*' | sort >"$scratch/batches"
export TOGETHER="clang -x cl -cl-std=CL1.2 -target spir64 -Wall -Werror -Wno-unused-function -Wno-unused-variable \
-Wno-unused-but-set-variable -Wno-constant-logical-operand -O0 -S -emit-llvm -o -"
# shellcheck disable=SC2016
xargs -n 5 -P 2 sh -c 'for file; do $TOGETHER "$file"; done >"../together.$$" 2>"../refused.$$"' sh <"$scratch/batches"
cat "$scratch"/together.* | sed -nE 's/^define .*spir_kernel void @([a-z_]+_[0-9]+)\(.*/\1/p' >"$scratch/together"
[ "$(wc -l <"$scratch/together")" = "$(grep '^cpu-' "$scratch/all" | grep -vcE '^cpu-.*-e[0-9]+-')" ] ||
    fail 'kernels are missing in programs of several'
cat "$scratch"/refused.* >"$scratch/refused"
fail_each 'programs of several kernels' "$scratch/refused"

# ---- code for NVIDIA
COMPILE=$(many -target nvptx64 -D__NV_CL_C_VERSION=120 -Xclang -cl-ext=+cl_khr_fp16,+cl_khr_fp64 -O2 -w -S -o -)
export COMPILE
grep '^gpu-' "$scratch/all" | grep -vE '^gpu-(matmul|reduce).*-uint(32|64)-' >"$scratch/gpu" # as int32, int64
if [ "$GPUTENSOR_TESTS" = quick ]; then # a third, but all of those whose tiles are judged
    awk -v part=$((${GPUTENSOR_SEED:-0} % 3)) '/^gpu-matmul-/ || n++ % 3 == part' "$scratch/gpu" >"$scratch/sample"
    mv "$scratch/sample" "$scratch/gpu"
fi
# Each file's code has the compiler's name at its head, for which its own name comes.
# shellcheck disable=SC2016
xargs -n 20 -P 2 sh -c '{ printf "%s\n" "$@"; eval "$COMPILE" \"\$@\" 2>&1; } | awk -v files=$# "
NR <= files { name[NR] = \$0; next }
/^\/\/ Generated by LLVM/ { print \"// \" name[++at] }
{ print }" >"../code.$$"' sh <"$scratch/gpu"
cat "$scratch"/code.* >"$scratch/code"
[ "$(grep -c '\.entry ' "$scratch/code")" = "$(wc -l <"$scratch/gpu")" ] ||
    fail 'not all variants became code for NVIDIA'
awk '/^\/\/ .*\.cl$/ { name = $2 } /__local_depot|[ls][dt]\.local/ { if (!seen[name]++) print name ": " $0 }' \
    "$scratch/code" >"$scratch/private"
fail_each 'private arrays in memory' "$scratch/private"
# Vectors of contiguous operands of one size, in elementwise and copy: a load of 16 bytes for each, and a store. LLVM
# takes vectors of 1 and 2 bytes into accesses of 4 elements, whatever they are cast to: several make 16 bytes.
awk '
function judge() {
    if (wide && (loads < wide || stores < 1))
        print name ": " loads + 0 " loads and " stores + 0 " stores of 16 bytes, not " wide " and 1"
}
function size_of(dtype) {
    if (dtype ~ /[0-9lt]x[0-9]+$/) sub(/x[0-9]+$/, "", dtype)
    sub(/t$/, "", dtype)
    if (dtype ~ /bool$/) return 1
    if (match(dtype, /[0-9]+$/)) return substr(dtype, RSTART) / 8
    return 0
}
/^\/\/ gpu-.*\.cl$/ {
    judge()
    name = $2
    loads = stores = wide = 0
    n = split(name, part, /[-.]/)
    size = size_of(part[8])
    if (part[2] == "copy") wide = 1
    if (part[2] == "elementwise") {
        alike = 1
        for (i = 9; i < n && part[i] ~ /^s/; i++) {
            if (part[i] ~ /^sscalar/) continue
            many = part[i] ~ /[0-9lt]x[0-9]+$/ ? part[i] : "x1" # not the x of complex
            sub(/.*x/, "", many)
            wide += many
            if (size_of(part[i]) != size) alike = 0
        }
        if (!alike) wide = 0
        if (part[5] ~ /^(isfinite|isinf|isnan|signbit)$/ && part[6] ~ /int/) wide = 0 # which look at nothing
        if (part[5] == "imag" && part[6] !~ /complex/) wide = 0
        judged += wide > 0
    }
}
/^\t*(@%p[0-9]+ )?(ld|st)\.global/ {
    split($1 ~ /^@/ ? $2 : $1, word, ".")
    lanes = 1
    for (i = 3; i in word; i++) {
        if (word[i] ~ /^v[0-9]/) lanes = substr(word[i], 2)
        if (word[i] ~ /^[bsuf][0-9]/) bytes = lanes * substr(word[i], 2) / 8
    }
    if (lanes == 1 || (bytes != 16 && (size > 2 || lanes != 4))) next
    if (word[1] ~ /ld$/) loads += bytes / 16
    if (word[1] ~ /st$/) stores += bytes / 16
}
END {
    judge()
    if (judged < 50) print "only " judged + 0 " variants of elementwise were judged"
}' "$scratch/code" >"$scratch/narrow"
fail_each 'contiguous operands are not moved by 16 bytes' "$scratch/narrow"

# The largest tile's operands in local memory.
awk '
function judge() { if (want && !got) print name ": no ld.shared." want }
/^\/\/ gpu-.*\.cl$/ {
    judge()
    name = $2
    want = ""
    got = 0
    if (name ~ /^gpu-matmul-.*-t16-t8-/) want = name ~ /-float32-float32-float32-/ ? "v4.f32" : \
        name ~ /-float64-float64-float64-/ ? "v2.f64" : ""
    if (want) kinds[want]
}
want && index($1, "ld.shared." want) { got = 1 }
END {
    judge()
    for (kind in kinds) n++
    if (n != 2) print "no largest tile of float32 and float64 was judged"
}' "$scratch/code" >"$scratch/tiles"
fail_each 'tiles are not read by vectors' "$scratch/tiles"
exit $failed
