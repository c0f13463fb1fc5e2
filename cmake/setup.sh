#!/bin/sh
# setup.sh build|tests|bench: installs what a fresh Debian or Ubuntu machine lacks to build and run gputensor, to test
# it, or to compare it with other libraries. Asks nothing, and says what it installs. With GPUTENSOR_SETUP=no, or where
# it may not install, it names what is missing and exits with 1. Its output is the environment to run gputensor in.

build='gcc libc6-dev cmake ninja-build pkg-config ocl-icd-opencl-dev opencl-headers libclblast-dev clinfo'
tests="$build pocl-opencl-icd libcmocka-dev g++ clang clang-format clang-tidy binutils python3"
tests="$tests python3-numpy python3-dev python3-venv"
bench="$build g++ libopenblas-dev python3 python3-numpy"
wanted='mesa-opencl-icd oclgrind' # for tests; not every release has them

say() { echo "gputensor: $*" >&2; }

# Whether something is there that did not come from a package of that name.
found() {
    case $1 in
    gcc) command -v cc ;;
    libc6-dev) echo '#include <stdio.h>' | cc -E - ;;
    ninja-build) command -v ninja || command -v make ;;
    binutils) command -v nm ;;
    ocl-icd-opencl-dev) pkg-config --exists OpenCL ;;
    opencl-headers) echo '#include <CL/cl.h>' | cc -DCL_TARGET_OPENCL_VERSION=120 -E - ;;
    libclblast-dev) echo '#include <clblast_c.h>' | cc -E - ;;
    libcmocka-dev) pkg-config --exists cmocka ;;
    libopenblas-dev) pkg-config --exists openblas ;;
    python3-numpy) python3 -c 'import numpy' ;;
    python3-venv) python3 -c 'import ensurepip, venv' ;;
    python3-dev) python3 -c 'import os, sysconfig; os.stat(sysconfig.get_path("include") + "/Python.h")' ;;
    pocl-opencl-icd) clinfo -l | grep -q 'Portable Computing Language' ;;
    mesa-opencl-icd) RUSTICL_ENABLE=llvmpipe clinfo -l | grep -q llvmpipe ;;
    *) command -v "$1" ;;
    esac >/dev/null 2>&1
}

# missing PACKAGE...: those that are neither installed nor found, one on each line.
missing() {
    installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "$@" 2>/dev/null | sed -n 's/^ii *//p')
    installed=" $(echo "$installed" | tr '\n' ' ')"
    for package in "$@"; do
        case $installed in *" $package "*) continue ;; esac
        found "$package" || echo "$package"
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    [ "${GPUTENSOR_SETUP:-yes}" != no ] || { echo 'GPUTENSOR_SETUP=no'; return 1; }
    command -v apt-get >/dev/null || { echo 'no apt-get here'; return 1; }
    [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null || { echo 'not root, and no sudo without a password'; return 1; }
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1
}

updated=''
update() {
    [ -z "$updated" ] || return 0
    updated=yes
    apt update || say "apt-get update: $(tail -n 1 "$log")"
}

# need PACKAGE...: installs what is missing of them, or says why not and ends the program.
need() {
    list=$(missing "$@" | tr '\n' ' ')
    [ -n "$list" ] || return 0
    reason=$(may_install) || { say "missing: $list($reason)"; exit 1; }
    say "installing with apt-get: $list"
    update
    # shellcheck disable=SC2086
    apt install -y --no-install-recommends $list && return
    cat "$log" >&2
    say "apt-get could not install: $list"
    exit 1
}

has_device() { clinfo -l 2>/dev/null | grep -q 'Device #'; }

case $1 in
build | tests | bench) eval "packages=\$$1" ;;
*) say 'usage: setup.sh build|tests|bench'; exit 1 ;;
esac
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
need $packages
if [ "$1" = tests ]; then
    # shellcheck disable=SC2086
    for package in $(missing $wanted); do
        may_install >/dev/null || { say "missing, tests without it: $package"; continue; }
        update
        if ! apt-cache show "$package" >/dev/null 2>&1; then
            say "not in this release: $package"
        elif ! (need "$package"); then
            say "tests without it: $package"
        fi
    done
fi
has_device || need pocl-opencl-icd

# PoCL's workers stay on their CPUs: faster, but right only where CPUs 0 to n-1 are allowed.
cpus=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status 2>/dev/null)
case $cpus in
*,* | [1-9]*) ;;
0*) [ -n "${POCL_AFFINITY+set}" ] || echo 'export POCL_AFFINITY=1' ;;
esac
