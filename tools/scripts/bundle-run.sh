#!/bin/sh
# Runs the correctness checks and then the benchmarks of this bundle: ./run.sh [--device D] [--out DIR] [--quick]. Needs a Vulkan driver and nothing else.
# Results go to DIR (results beside this script): devices.json, verify.json and .txt, benchmarks.md with charts, a profile; the exit code is that of the checks.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd -P)
device=auto
out=$here/results
quick=
while [ $# -gt 0 ]; do
    case $1 in
    --device) device=${2:?--device needs a name} && shift ;;
    --out) out=${2:?--out needs a folder} && shift ;;
    --quick) quick=1 ;;
    *) echo "usage: run.sh [--device D] [--out DIR] [--quick]" >&2 && exit 1 ;;
    esac
    shift
done

mkdir -p "$out"
out=$(CDPATH='' cd -- "$out" && pwd -P)
# The machine's own loader comes first where it has one.
LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/usr/lib/x86_64-linux-gnu:/usr/lib64:/usr/local/lib:$here/lib
LUCID_CACHE_DIR=${LUCID_CACHE_DIR:-$out/cache}
LUCID_PEERS=$here/peers
LUCID_COMMIT=$(cat "$here/commit")
HOME=${HOME:-$out}
export LD_LIBRARY_PATH LUCID_CACHE_DIR LUCID_PEERS LUCID_COMMIT HOME

say() { printf '\n== %s\n' "$*"; }
lucid=$here/bin/lucid
bench=$here/bin/Lucid.Benchmarks
failed=0

say devices
"$lucid" devices || exit 3
"$lucid" devices --json >"$out/devices.json"

say correctness
set -- "$here/examples"
[ ! -d "$here/golden" ] || set -- "$@" "$here/golden/models" "$here/golden/ops" "$here/golden/real"
[ -z "$quick" ] || set -- "$here/examples"
"$lucid" verify "$@" --device "$device" --json "$out/verify.json" >"$out/verify.txt" 2>&1 || failed=$?
tail -n 3 "$out/verify.txt"

say layers
"$bench" --device "$device" ${quick:+--rounds 3 --only A} --write "$out/benchmarks.md"
if [ -z "$quick" ]; then
    [ ! -d "$here/golden/models" ] || { say models && "$bench" --device "$device" --models "$here/golden/models" --rounds 9 --write "$out/benchmarks.md"; }
    # What a GPU is for: enough work to fill it, in float32 and in half.
    case $("$lucid" devices --json | grep -c '"type": "\(discrete\|integrated\|virtual\)') in
    0) ;;
    *)
        say "layers, batch 64" && "$bench" --device "$device" --batch 64 --rounds 9 --write "$out/benchmarks.md"
        say "layers, batch 64, half" && "$bench" --device "$device" --batch 64 --precision f16 --rounds 9 --write "$out/benchmarks.md"
        ;;
    esac
    say scaling && "$bench" --device "$device" --scaling --write "$out/benchmarks.md"
fi

say profile
"$lucid" profile "$here/examples/fsrcnn_x2.onnx" --shape lowres=1x3x128x128 --device "$device" --html "$out/profile.html" >"$out/profile.txt" 2>&1 || tail -n 2 "$out/profile.txt"
say "results in $out"
exit "$failed"
