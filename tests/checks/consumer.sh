#!/bin/sh
# consumer.sh BUILD VERSION GENERATOR CLBLAST DLOPEN [CONFIGURATION]: a C and a C++ program use the library, shared and
# static: installed and moved to another place, through pkg-config and find_package, and as a subfolder of their own
# project. CLBLAST and DLOPEN, ON or OFF: how the library was built.
build=$1 version=$2 dlopen=$5 configuration=$6
options="-DGT_CLBLAST=$4 -DGT_DLOPEN=$5"
clblast=$4 opencl=ON # whether they are linked
[ "$dlopen" = OFF ] || clblast=OFF opencl=OFF
export CMAKE_GENERATOR="$3"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export POCL_CACHE_DIR="$scratch" MESA_SHADER_CACHE_DIR="$scratch" XDG_CACHE_HOME="$scratch"
die() { echo "consumer: $*"; exit 1; }

# needs_linked FILE: the loader is asked for CLBlast and OpenCL if they are linked, else not.
needs_linked() {
    if ldd "$1" | grep -q libclblast; then found=ON; else found=OFF; fi
    [ $found = "$clblast" ] || die "$1: libclblast is there: $found, should be: $clblast"
    if ldd "$1" | grep -q libOpenCL; then found=ON; else found=OFF; fi
    [ $found = "$opencl" ] || die "$1: libOpenCL is there: $found, should be: $opencl"
}

# judge PROGRAM NAME shared|static
judge() {
    output=$("$1") || die "$2 ($3) failed"
    [ "$output" = "$version 5 6 7" ] || die "$2 ($3) printed: $output"
    needs_linked "$1"
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

needs_linked "$libdir/libgputensor.so"

export PKG_CONFIG_PATH="${pc%/*}"
[ "$(pkg-config --modversion gputensor)" = "$version" ] || die 'wrong version in gputensor.pc'
shared=$(pkg-config --cflags --libs gputensor)
static=$(pkg-config --static --cflags --libs gputensor | sed 's/-lgputensor/-l:libgputensor.a/')
case $shared in *clblast*) die 'gputensor.pc links shared programs to CLBlast' ;; esac
case $static in *-lclblast*) named=ON ;; *) named=OFF ;; esac
[ $named = "$clblast" ] || die "gputensor.pc names CLBlast for the static library: $named, should be: $clblast"
case $static in *-lOpenCL*) named=ON ;; *) named=OFF ;; esac
[ $named = "$opencl" ] || die "gputensor.pc names OpenCL for the static library: $named, should be: $opencl"
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

saturated='2147483647 -2147483648 2147483647 -2147483648 0 -2147483648 2147483646 1'

# cmake_consumer NAME OPTION...: with the options of the library; `only` is the kind of library that
# gputensor::gputensor is.
cmake_consumer() {
    name=$1
    shift
    # shellcheck disable=SC2086
    { cmake -S tests/consumer -B "$scratch/$name" $options "$@" &&
        cmake --build "$scratch/$name" -j 2; } >"$scratch/log" 2>&1 ||
        { cat "$scratch/log"; die "$name does not build"; }
    for kind in shared static; do
        for language in c cpp; do
            judge "$scratch/$name/${kind}_$language" "$language through $name" ${only:-$kind}
        done
    done
    numbers=$("$scratch/$name/numbers") || die "numbers ($name) failed"
    [ "$numbers" = "$saturated" ] || die "numbers ($name) printed: $numbers"
}
cmake_consumer find_package "-DCMAKE_PREFIX_PATH=$prefix" -DGPUTENSOR_VERSION="${version%.*}"
cmake_consumer add_subdirectory "-DGPUTENSOR_SOURCE=$PWD"
[ ! -d "$scratch/add_subdirectory/gputensor/tests" ] || die 'a subfolder builds the tests'
fast=-ffast-math
cmake_consumer fast_math "-DGPUTENSOR_SOURCE=$PWD" "-DCMAKE_C_FLAGS=$fast" \
    "-DCMAKE_CXX_FLAGS=$fast"

# BUILD_SHARED_LIBS=OFF: the static library alone, under both names.
only=static
cmake_consumer static_subfolder "-DGPUTENSOR_SOURCE=$PWD" -DBUILD_SHARED_LIBS=OFF \
    -DGT_INSTALL=ON
cmake --install "$scratch/static_subfolder" --prefix "$scratch/static" >"$scratch/log" 2>&1 ||
    die 'no static installation'
[ -z "$(find "$scratch/static" -name '*.so*')" ] || die 'a shared library, with BUILD_SHARED_LIBS=OFF'
cmake_consumer static_package "-DCMAKE_PREFIX_PATH=$scratch/static" -DGPUTENSOR_VERSION="${version%.*}"

# Without OpenCL: the shared library is whole, of the static one is said what it needs.
without='-DCMAKE_DISABLE_FIND_PACKAGE_OpenCL=ON'
mkdir "$scratch/whole" && cat >"$scratch/whole/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.18)
project(whole LANGUAGES C)
find_package(gputensor REQUIRED COMPONENTS ${PARTS})
if(NOT TARGET gputensor::gputensor)
    message(FATAL_ERROR "no gputensor::gputensor")
endif()
END
cmake -S "$scratch/whole" -B "$scratch/whole/a" "-DCMAKE_PREFIX_PATH=$prefix" $without >"$scratch/log" 2>&1 ||
    { cat "$scratch/log"; die 'the shared library needs OpenCL'; }
[ "$dlopen" = ON ] || grep -q 'no target gputensor::static: it needs OpenCL' "$scratch/log" ||
    die 'nothing is said of the static library'
[ "$dlopen" = OFF ] || cmake -S "$scratch/whole" -B "$scratch/whole/b" "-DCMAKE_PREFIX_PATH=$scratch/static" $without \
    >"$scratch/log" 2>&1 || { cat "$scratch/log"; die 'the static library needs OpenCL'; }
[ "$dlopen" = ON ] ||
    for needs in "-DCMAKE_PREFIX_PATH=$prefix -DPARTS=static" "-DCMAKE_PREFIX_PATH=$scratch/static"; do
    # shellcheck disable=SC2086
    ! cmake -S "$scratch/whole" -B "$scratch/whole/b" $needs $without >"$scratch/log" 2>&1 ||
        die 'static without OpenCL'
    tr '\n' ' ' <"$scratch/log" | tr -s ' ' | grep -q 'gputensor::static needs OpenCL' || die 'the reason is not said'
    rm -rf "$scratch/whole/b"
done

# A build without cmocka, and with the static library alone.
# shellcheck disable=SC2086
{ cmake -S . -B "$scratch/plain" $options -DPKG_CONFIG_EXECUTABLE=/nonexistent -DBUILD_SHARED_LIBS=OFF &&
    cmake --build "$scratch/plain" -j 2; } >"$scratch/log" 2>&1 ||
    { cat "$scratch/log"; die 'does not build without cmocka'; }
grep -q 'gputensor: no tests, which need cmocka' "$scratch/log" || die 'nothing is said of cmocka'
