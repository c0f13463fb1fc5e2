#!/bin/sh
# tidy.sh BUILD: clang-tidy over the library with .clang-tidy, by the compile commands of the build folder.
find lib -name '*.c' -print0 | xargs -0 -n 4 -P 2 clang-tidy --quiet -p "$1" --extra-arg=-Wno-unknown-warning-option
