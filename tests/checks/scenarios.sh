#!/bin/sh
# scenarios.sh: every function of the ABI stands in the work whose every step is made to fail, in
# tests/support/scenarios*.c, or below, where it is said why not; those with a `dst` are given a new one and one that is
# there.
failed=0
fail() { echo "scenarios: $*"; failed=1; }
work=$(for source in tests/support/scenarios*.c; do sed '/^\(static \)*const scenario [a-z_]*\[\]/,$d' "$source"; done)
rows=$(sed -n '/^\(static \)*const scenario [a-z_]*\[\]/,/^};/p' tests/support/scenarios*.c | tr '\n' ' ' |
    sed 's/},/},\n/g')

# Answers from tables and handles, without OpenCL and without memory.
answers='gt_can_cast gt_context_queue gt_context_set_limit gt_context_supports gt_dtype_size gt_enum_at gt_enum_find
    gt_enum_name gt_kernel_describe gt_last_error gt_last_error_get gt_op_describe gt_queue_context gt_result_type
    gt_tensor_count gt_drivers_isolate gt_tensor_describe gt_tensor_dim gt_tensor_dtype gt_tensor_rank gt_version
    gt_version_string'
# They cannot fail, and every program counts what they leave: test_*.c end with leaks_none.
frees='gt_context_free gt_context_statistics gt_context_trim gt_event_free gt_kernel_free gt_memory_free gt_queue_free
    gt_tensor_free'
# Failing OpenCL calls of their own: listing_devices, finding (test_faults.c), lost_log (test_allocations.c).
elsewhere='gt_build_log gt_device_count gt_device_describe gt_device_find gt_is_available'
# shellcheck disable=SC2086
exempt=" $(echo $answers $frees $elsewhere) "

while read -r name; do
    called=$(echo "$work" | grep -cE "\b$name\(")
    case $exempt in
    *" $name "*)
        case $name in # what others need
        gt_context_queue | gt_kernel_free | gt_memory_free | gt_tensor_count | gt_tensor_free) called=0 ;;
        esac
        [ "$called" -eq 0 ] || fail "$name has a scenario, and stands among those that need none"
        ;;
    *) [ "$called" -gt 0 ] || fail "$name has no scenario" ;;
    esac
done <tests/abi/abi.symbols
for name in $exempt; do
    grep -qx "$name" tests/abi/abi.symbols || fail "$name is no function"
done

# Which functions take a dst, by their prototypes; the scenario's function must stand in a row with INTO and without
# only_into.
for name in $(cat include/gputensor/*.h | tr '\n' ' ' | grep -oE 'gt_[a-z_]+\([^();]*gt_tensor \*\*(dst|mean)\b' |
    sed 's/(.*//' | sort -u); do
    found=''
    for run in $(echo "$work" | awk -v call="$name(" '
        /^static int32_t run_/ { sub(/^static int32_t /, ""); sub(/\(.*/, ""); run = $0 }
        index($0, call) && /w->dst/ { print run }'); do
        ! echo "$rows" | grep -E "\.run = $run," | grep 'INTO(' | grep -qv only_into || found=yes
    done
    [ -n "$found" ] || fail "$name has no scenario with a new and a given dst"
done
exit $failed
