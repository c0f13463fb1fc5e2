#!/bin/sh
# consumer.sh BUILD VERSION GENERATOR CLBLAST [CONFIGURATION]: a C and a C++ program use the library, shared and static:
# installed and moved to another place, through pkg-config and find_package, and as a subfolder of their own project.
# CLBLAST, ON or OFF: whether the library needs CLBlast.
build=$1 version=$2 clblast=$4 configuration=$5
export CMAKE_GENERATOR="$3"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export POCL_CACHE_DIR="$scratch" MESA_SHADER_CACHE_DIR="$scratch" XDG_CACHE_HOME="$scratch"
die() { echo "consumer: $*"; exit 1; }

# needs_clblast FILE: the loader is asked for CLBlast if the library was built with it, else not.
needs_clblast() {
    if ldd "$1" | grep -q libclblast; then found=ON; else found=OFF; fi
    [ $found = "$clblast" ] || die "$1: libclblast is there: $found, should be: $clblast"
}

# judge PROGRAM NAME shared|static
judge() {
    output=$("$1") || die "$2 ($3) failed"
    [ "$output" = "$version 5 6 7" ] || die "$2 ($3) printed: $output"
    needs_clblast "$1"
    [ "$3" = "$(ldd "$1" | grep -q libgputensor && echo shared || echo static)" ] || die "$2 is not $3"
}

cmake --install "$build" ${configuration:+--config "$configuration"} --prefix "$scratch/staged" >"$scratch/log" 2>&1 ||
    { cat "$scratch/log"; die 'installation failed'; }
prefix=$scratch/moved
mv "$scratch/staged" "$prefix"
for header in include/gputensor/*.h; do
    [ -f "$prefix/$header" ] || die "$header is not installed"
done
! grep -rqI "$scratch/staged" "$prefix" || die 'installed files name the place where they were installed'
pc=$(find "$prefix" -name gputensor.pc)
libdir=${pc%/pkgconfig/*}
readelf -d "$libdir/libgputensor.so" | grep -q 'SONAME.*\[libgputensor\.so\.'"${version%.*}\]" || die 'wrong soname'

needs_clblast "$libdir/libgputensor.so"

export PKG_CONFIG_PATH="${pc%/*}"
[ "$(pkg-config --modversion gputensor)" = "$version" ] || die 'wrong version in gputensor.pc'
shared=$(pkg-config --cflags --libs gputensor)
static=$(pkg-config --static --cflags --libs gputensor | sed 's/-lgputensor/-l:libgputensor.a/')
case $shared in *clblast*) die 'gputensor.pc links shared programs to CLBlast' ;; esac
case $static in *-lclblast*) named=ON ;; *) named=OFF ;; esac
[ $named = "$clblast" ] || die "gputensor.pc names CLBlast for the static library: $named, should be: $clblast"
export LD_LIBRARY_PATH="$libdir"
for kind in shared static; do
    [ $kind = shared ] && flags=$shared || flags=$static
    # shellcheck disable=SC2086
    cc -std=c11 -Wall -Wextra -Werror tests/consumer/main.c -o "$scratch/main_c" $flags || die "C, pkg-config, $kind"
    # shellcheck disable=SC2086
    c++ -std=c++17 -Wall -Wextra -Werror tests/consumer/main.cpp -o "$scratch/main_cpp" $flags ||
        die "C++, pkg-config, $kind"
    for language in c cpp; do
        judge "$scratch/main_$language" "$language through pkg-config" $kind
    done
done
unset LD_LIBRARY_PATH

# cmake_consumer NAME OPTION...
cmake_consumer() {
    name=$1
    shift
    { cmake -S tests/consumer -B "$scratch/$name" "$@" && cmake --build "$scratch/$name" -j 2; } >"$scratch/log" 2>&1 ||
        { cat "$scratch/log"; die "$name does not build"; }
    for kind in shared static; do
        for language in c cpp; do
            judge "$scratch/$name/${kind}_$language" "$language through $name" $kind
        done
    done
}
cmake_consumer find_package "-DCMAKE_PREFIX_PATH=$prefix" -DGPUTENSOR_VERSION="${version%.*}"
cmake_consumer add_subdirectory "-DGPUTENSOR_SOURCE=$PWD" -DGT_CLBLAST="$clblast"
[ ! -d "$scratch/add_subdirectory/gputensor/tests" ] || die 'a subfolder builds the tests'
