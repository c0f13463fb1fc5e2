#!/bin/sh
# README's program is examples/hello.c without its first line, a comment; the tests compile and run that.
# shellcheck disable=SC2016 # backticks, not a command
program=$(sed -n '/^```c$/,/^```$/p' README.md | sed '1d;$d')
[ "$program" = "$(sed 1d examples/hello.c)" ] || { echo 'readme: the program is not that of examples/hello.c'; exit 1; }
