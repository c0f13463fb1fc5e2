#!/bin/sh
# intel.sh FOLDER: puts Intel's OpenCL for CPUs into FOLDER, from PyPI, and FOLDER/vendors/intel.icd, which names it.
# Says nothing where it is there already; the status is 1, and the reason is said, where it cannot be had.
folder=$1
# Its neighbours (TBB and others) come as dependencies. The version is part of what the tests allow it to get wrong.
packages='intel-opencl-rt==2026.2.* intel-cmplr-lib-rt==2026.2.*'
icd=$folder/vendors/intel.icd
[ ! -f "$icd" ] || exit 0
die() { echo "$*"; exit 1; }
[ "$(uname -sm)" = 'Linux x86_64' ] || die "it is made for Linux on x86-64, not for $(uname -sm)"
[ "${GPUTENSOR_SETUP:-yes}" != no ] || die 'GPUTENSOR_SETUP=no'
python3 -m pip --version >/dev/null 2>&1 || die 'python3 has no pip'
rm -rf "$folder"
mkdir -p "$folder" || die "cannot make $folder"
# shellcheck disable=SC2086
python3 -m pip install --quiet --no-cache-dir --disable-pip-version-check --only-binary :all: --ignore-installed \
    --prefix "$folder/packages" $packages >"$folder/log" 2>&1 || die "pip: $(tail -n 1 "$folder/log")"
library=$(cd "$folder" && find "$PWD" -name libintelocl.so | head -n 1)
[ -n "$library" ] || die 'the packages have no libintelocl.so'
mkdir "$folder/vendors"
# The packages' own .icd names a path of the machine that built them.
echo "$library" >"$icd.part"
mv "$icd.part" "$icd"
