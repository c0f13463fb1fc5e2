#!/bin/sh
# ubsan.sh PYTHON: the library and the plug-in with the undefined-behaviour sanitizer, and two processes in which Keras
# trains and that end with tensors alive (test_keras.py). The address sanitizer cannot run: it forbids RTLD_DEEPBIND,
# which keeps TensorFlow's LLVM from the drivers. What glibc overwrites when it is freed (MALLOC_PERTURB_) is seen to be
# used. From the root of a checkout, for a Python that has tensorflow-cpu; builds in build/ubsan.
set -e
python=$1 out=build/ubsan/tensorflow
cmake -S . -B build/ubsan -DGT_TESTS=OFF -DGT_EXAMPLES=OFF -DGT_DLOPEN=ON -DGT_SANITIZE=undefined \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo >/dev/null
cmake --build build/ubsan --target gputensor -j "$(nproc)" >/dev/null
rm -rf "$out" && mkdir -p "$out" && cp -r python/gputensor "$out/"
${CC:-cc} -std=c11 -O1 -g -shared -fPIC -fvisibility=hidden -fsanitize=undefined -fno-sanitize-recover=all \
    -I include python/src/tensorflow/*.c -o "$out/gputensor/_tensorflow.so" -L build/ubsan -l:libgputensor.so.0.2 \
    -Wl,-rpath,"$PWD/build/ubsan" -lpthread
program=$("$python" -c 'import re
print(re.search("FIT = \"\"\"(.*?)\"\"\"", open("python/tests/tensorflow/test_keras.py").read(), re.S)[1])')
for optimizer in sgd adam; do
    MALLOC_PERTURB_=165 UBSAN_OPTIONS=print_stacktrace=1 \
        GPUTENSOR_LIBRARY=$PWD/build/ubsan/libgputensor.so.0.2 PYTHONPATH=$PWD/$out "$python" -c "$program" $optimizer
done
