#!/bin/sh
# asan.sh PYTHON: the library and the extension with the address and undefined-behaviour sanitizers, and one process that
# trains, ends with tensors alive and has one freed by a thread (test_exit.py). From the root of a checkout, for a Python
# that has torch; builds in build/asan.
set -e
python=$1 out=build/asan/python
cmake -S . -B build/asan -DGT_TESTS=OFF -DGT_EXAMPLES=OFF -DGT_SANITIZE=address,undefined \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo >/dev/null
cmake --build build/asan --target gputensor -j "$(nproc)" >/dev/null
rm -rf "$out" && mkdir -p "$out" && cp -r python/gputensor "$out/"
${CC:-cc} -std=c11 -O1 -g -shared -fPIC -fsanitize=address,undefined -fno-sanitize-recover=all -I include \
    -I "$("$python" -c 'import sysconfig; print(sysconfig.get_paths()["include"])')" python/src/torch*.c \
    -o "$out/gputensor/_torch.abi3.so" -L build/asan -l:libgputensor.so.0.2 -Wl,-rpath,"$PWD/build/asan"
program=$("$python" -c 'import sys; sys.path.insert(0, "python/tests/torch"); import test_exit; print(test_exit.PROGRAM)')
# Python and torch are not built with the sanitizer: it comes first by LD_PRELOAD, and what they do not free is theirs.
LD_PRELOAD="$(${CC:-cc} -print-file-name=libasan.so) $(${CC:-cc} -print-file-name=libubsan.so)" \
    ASAN_OPTIONS=detect_leaks=0:detect_odr_violation=0 GPUTENSOR_LIBRARY=$PWD/build/asan/libgputensor.so.0.2 \
    PYTHONPATH=$PWD/$out "$python" -c "$program"
