#!/bin/sh
# No file above 600 lines, no function above 80 (it ends at the closing brace in the first column).
files=$(find include lib kernels examples tests \( -name '*.[ch]' -o -name '*.cl' \) -type f 2>/dev/null)
[ -n "$files" ] || { echo 'sizes: no sources'; exit 1; }
# shellcheck disable=SC2086
awk '
FNR == 1 { start = 0 }
/^{/ { start = FNR }
/^}/ && start { if (FNR - start > 80) say(FILENAME ":" start ": a function of " FNR - start " lines"); start = 0 }
FNR == 601 { say(FILENAME ": more than 600 lines") }
function say(text) { print "sizes: " text; failed = 1 }
END { exit failed }' $files
