#!/bin/sh
# program.sh CONFIG LAYER CACHE RESULT PROGRAM [sweep]: runs a test program in a configuration and judges it: by its
# status, by the report of the fault layer (the OpenCL loader ignores a layer that it cannot load), by oclgrind's log,
# and a sweeping one by the programs that it says it has built. The output goes to RESULT.log too, numbers to files
# beside it: skipped tests (.skips), OpenCL programs that were built (.builds), those of a sweep (.programs).
config=$1 layer=$2 cache=$3 result=$4 program=$5 sweep=$6
mkdir -p "$cache/pocl" "$cache/mesa" "${result%/*}"
rm -f "$result".*

# Compiled kernels are kept between runs, and never in the home directory.
export POCL_CACHE_DIR="$cache/pocl" MESA_SHADER_CACHE_DIR="$cache/mesa" XDG_CACHE_HOME="$cache" GPUTENSOR_CACHE=off
export LSAN_OPTIONS="suppressions=tests/checks/lsan.supp:print_suppressions=0"
# LLVM puts its own signal stack in the place of the address sanitizer's, which a thread that ends then cannot unmap.
export ASAN_OPTIONS=allocator_may_return_null=1:use_sigaltstack=0 UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS="suppressions=$PWD/tests/checks/tsan.supp:second_deadlock_stack=1:history_size=7"

# Mesa's implementations stay out of sanitized programs: Clover leaks where it has no device and is unloaded, which
# LeakSanitizer cannot tell from a leak of the program, and beside rusticl's many thread-local variables it crashes.
case $result in
*/asan-*)
    vendors=$cache/sanitized
    mkdir -p "$vendors"
    for icd in /etc/OpenCL/vendors/*.icd; do
        [ ! -f "$icd" ] || grep -qE 'MesaOpenCL|RusticlOpenCL' "$icd" || ln -sf "$icd" "$vendors"
    done
    [ -z "$(ls "$vendors")" ] || export OCL_ICD_VENDORS="${OCL_ICD_VENDORS:-$vendors}"
    ;;
esac

case $config in
intel-*) # its folder, so that no other program loads it
    export OCL_ICD_VENDORS="$cache/intel/vendors" GPUTENSOR_DEVICE='Intel(R) OpenCL'
    unset OCL_ICD_FILENAMES
    ;;
pocl-*) export GPUTENSOR_DEVICE='Portable Computing Language' ;;
rusticl) export GPUTENSOR_DEVICE=llvmpipe RUSTICL_ENABLE=llvmpipe ;;
oclgrind-*) unset GPUTENSOR_DEVICE ;;
esac
# Sweeps take a thin sample where another implementation has the same form of kernels and compiles them faster.
case $config-$GPUTENSOR_TESTS in
intel-*-quick | rusticl-quick) export GPUTENSOR_TESTS=thin ;;
esac
# PoCL's optimiser takes most of the time with the kernels for GPUs, which are no device's there. Of the quick tests one
# program in six has it, as the seed chooses, and those that build each kernel with it and without, compute for longer
# than it takes, or have long transforms, whose kernels PoCL 3.1 does not survive without it; Intel's and Mesa's
# compilers, which have it always, get the same kernels.
name=${program##*/}
case $config-$GPUTENSOR_TESTS-$program in
*/test_sources | */test_fft* | */pytest | */examples/*) ;;
pocl-gpu-quick-* | pocl-gpu-thin-*)
    number=$(printf %s "$name" | cksum | cut -d ' ' -f 1)
    turn=$((number / 32 + ${GPUTENSOR_SEED:-0})) # a number by which the long ones are apart
    [ $((turn % 6)) -eq 0 ] || export POCL_EXTRA_BUILD_FLAGS=-cl-opt-disable
    ;;
esac
case $config in
*-cpu) export GPUTENSOR_FORM=cpu ;;
*-gpu) export GPUTENSOR_FORM=gpu ;;
*) unset GPUTENSOR_FORM ;;
esac

# The thread sanitizer of older compilers takes no memory map with much chance in it.
fixed=''
case $result in
*/tsan-*) ! setarch "$(uname -m)" -R true 2>/dev/null || fixed="setarch $(uname -m) -R" ;;
esac

output=$result.log
failed=0
fail() { echo "program.sh: $*"; failed=1; }

# under_oclgrind ARGUMENT...: of oclgrind, after those that it always has.
under_oclgrind() {
    timeout --foreground 1200 oclgrind --check-api --data-races --max-errors 20 --log "$findings" "$@" 2>&1
}

if [ "${config%-*}" = oclgrind ]; then
    findings=$result.findings
    # As written: its optimiser makes vectors of indices, on whose shuffles its check of uninitialised values crashes,
    # as it does on those of scans in the form for CPUs.
    under_oclgrind --build-options -cl-opt-disable --uninitialized "$program" >"$output"
    status=$?
    if [ "$config-$status-$name" = oclgrind-cpu-0-test_kernels ] && [ ! -s "$findings" ]; then
        under_oclgrind "$program" scans >>"$output"
        status=$?
    fi
    [ ! -s "$findings" ] || { cat "$findings"; fail 'oclgrind has findings'; }
    ! grep -q 'OpenCL runtime error detected' "$output" || fail 'oclgrind reports a wrong OpenCL call'
    grep -q '^\[ *PASSED *\] [1-9]' "$output" || fail 'no test passed under oclgrind'
    ! grep -q '^\[ *FAILED *\]' "$output" || fail 'a test failed under oclgrind'
else
    [ "$layer" = none ] || export OPENCL_LAYERS="$layer" CLFAULT_REPORT=1
    # LeakSanitizer's tracer itself crashes now and then beside threads that just end (google/sanitizers #1353), which
    # says nothing of the program.
    for attempt in 1 2 3; do
        # shellcheck disable=SC2086
        timeout --foreground 1200 $fixed "$program" >"$output" 2>&1
        status=$?
        grep -q '^Tracer caught signal' "$output" || break
        echo "program.sh: attempt $attempt: LeakSanitizer itself crashed"
    done
    if [ "$config" != once ] && [ "$layer" != none ]; then
        grep -q '^clfault: calls=[1-9]' "$output" || fail 'the fault layer was not there, or saw no OpenCL call'
        ! grep '^clfault: calls=' "$output" | grep -qv ' live=0\b' || fail 'OpenCL objects are left'
    fi
fi
sed -n 's/^clfault: .* builds=\([0-9]*\) .*/\1/p' "$output" >"$result.builds"
if [ -n "$sweep" ]; then
    sed -n 's/^programs: \([0-9]*\) of [0-9]*$/\1/p' "$output" >"$result.programs"
    [ "$(grep -c '' "$result.programs")" = 1 ] || fail 'a sweep that does not say how many programs it has built'
fi
cat "$output"
[ "$status" -eq 0 ] || fail "exit status $status"
skips=$(grep -c '^skipped: ' "$output")
echo "$skips" >"$result.skips"
skipped=$(sed -n 's/^\[ *SKIPPED *\] \([0-9]*\) test(s).*/\1/p' "$output" | awk '{ n += $1 } END { print n + 0 }')
[ "$skips" -ge "$skipped" ] || fail 'a test is skipped without a line that says why'
exit $failed
