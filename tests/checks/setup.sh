#!/bin/sh
# cmake/setup.sh on machines made of small scripts: what it installs, what it refuses, what it says.
setup=$PWD/cmake/setup.sh
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0

# On this PATH are the plain tools, and commands of our own in place of those that ask or change the machine:
# dpkg-query knows the packages in the file `installed`, apt-get adds to them and to the file `calls`.
bin=$scratch/bin
mkdir "$bin"
for tool in sh sed tr cat grep mktemp rm tail env; do
    ln -s "$(command -v $tool)" "$bin/$tool"
done
command_is() { { echo '#!/bin/sh'; cat; } >"$bin/$1" && chmod +x "$bin/$1"; }

fresh_machine() {
    rm -f "$bin/sudo"
    : >"$scratch/installed"
    : >"$scratch/calls"
    echo 0 >"$scratch/user"
    command_is id <<END
cat $scratch/user
END
    command_is dpkg-query <<END
for name in "\$@"; do grep -qx -e "\$name" $scratch/installed && echo "ii \$name"; done
END
    command_is apt-get <<END
echo "apt-get \$*" >>$scratch/calls
case " \$* " in *" update "*) exit 0 ;; esac
[ ! -f $scratch/broken ] || { echo 'no such package'; exit 100; }
for name in "\$@"; do echo "\$name"; done >>$scratch/installed
END
    command_is apt-cache <<END
[ "\$2" != oclgrind ]
END
    command_is clinfo <<END
grep -qx pocl-opencl-icd $scratch/installed && echo ' -- Device #0: cpu'
END
}

# run STATUS ARGUMENT...: runs setup.sh, its messages go to the file `said`.
run() {
    expected=$1
    shift
    env -i PATH="$bin" GPUTENSOR_SETUP="$allowed" "$bin/sh" "$setup" "$@" >"$scratch/environment" 2>"$scratch/said"
    status=$?
    [ $status -eq "$expected" ] || fail "status $status instead of $expected"
}
fail() { echo "setup, $case: $*"; cat "$scratch/said" "$scratch/calls"; failed=1; }
says() { grep -q -e "$1" "$scratch/said" || fail "does not say: $1"; }
calls() { [ "$(grep -c '' "$scratch/calls")" -eq "$1" ] || fail "not $1 calls of apt-get"; }
called() { grep -q -e "$1" "$scratch/calls" || fail "no call: $1"; }

case='fresh machine' allowed=''
fresh_machine
run 0 build
says 'installing with apt-get: gcc libc6-dev cmake'
says 'installing with apt-get: pocl-opencl-icd'
calls 3
called ' update$'
called 'install -y --no-install-recommends gcc libc6-dev cmake .*opencl-headers'
case='second time'
: >"$scratch/calls"
run 0 build
[ ! -s "$scratch/said" ] || fail 'says something'
calls 0
case='tests after build'
run 0 tests
called 'install .*libcmocka-dev g++ clang clang-format clang-tidy'
called 'install .*mesa-opencl-icd'
says 'not in this release: oclgrind'
case='one package missing'
sed -i /cmake/d "$scratch/installed"
: >"$scratch/calls"
run 0 build
calls 2
called 'install -y --no-install-recommends cmake$'
case='not allowed' allowed=no
sed -i /cmake/d "$scratch/installed"
: >"$scratch/calls"
run 1 build
says 'missing: cmake (GPUTENSOR_SETUP=no)'
calls 0
case='not root' allowed=yes
echo 1000 >"$scratch/user"
run 1 build
says 'missing: cmake (not root, and no sudo'
calls 0
case='sudo'
# shellcheck disable=SC2016
echo '[ "$2" = true ] || { shift; exec "$@"; }' | command_is sudo
run 0 build
called 'install .* cmake$'
case='sudo with a password'
sed -i /cmake/d "$scratch/installed"
echo 'exit 1' | command_is sudo
run 1 build
says 'missing: cmake (not root'
case='apt-get fails'
echo 0 >"$scratch/user"
: >"$scratch/broken"
run 1 build
says 'no such package'
says 'could not install: cmake'
case='no apt-get'
rm "$bin/apt-get" "$bin/dpkg-query"
run 1 build
says 'missing: gcc .*(no apt-get here)'
case='wrong use'
run 1 something
exit $failed
