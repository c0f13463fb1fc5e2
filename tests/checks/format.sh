#!/bin/sh
# clang-format leaves every C source as it is, and no text file has trailing blanks or a line above 120 columns.
failed=0
files=$(find include lib examples tests -name '*.[ch]' -o -name '*.cpp')
[ -n "$files" ] || { echo 'format: no sources'; exit 1; }
for file in $files; do
    clang-format "$file" | cmp -s "$file" - || { echo "$file: clang-format -i would change it"; failed=1; }
done
texts="$files $(find kernels cmake examples tests -name '*.cl' -o -name '*.cmake' -o -name '*.sh' -o -name run)"
# shellcheck disable=SC2086
awk '/[ \t]$/ { print FILENAME ":" FNR ": trailing blank"; failed = 1 }
/[^\t -~]/ { print FILENAME ":" FNR ": not plain ASCII"; failed = 1 }
length > 120 { print FILENAME ":" FNR ": " length " columns"; failed = 1 }
END { exit failed }' $texts || failed=1
exit $failed
