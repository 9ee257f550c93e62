#!/bin/sh
# Makes a folder that runs Lucid's correctness checks and benchmarks on a linux-x64 machine that has neither a .NET SDK nor a network:
#   tools/scripts/bundle.sh [-o DIR] [--golden DIR] [--with-peers]      then there: DIR/run.sh [--device D] [--out DIR]
# It holds the commands with their runtime, the Vulkan loader, the reference data, the examples and, if asked for, the peers of ./bench with Node.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/../.." && pwd -P)
# shellcheck source=tools/scripts/setup.sh
. "$root/tools/scripts/setup.sh"

out=$state/bundle
golden=$root/../shared/golden
with_peers=
while [ $# -gt 0 ]; do
    case $1 in
    -o) out=${2:?-o needs a folder} && shift ;;
    --golden) golden=${2:?--golden needs a folder} && shift ;;
    --with-peers) with_peers=1 ;;
    *) fail 1 "usage: tools/scripts/bundle.sh [-o DIR] [--golden DIR] [--with-peers]" ;;
    esac
    shift
done

[ -z "$(lacking_to_build)" ] || fail 3 "building needs glslc: ./lucid installs it"
find_dotnet
rm -rf "$out"
mkdir -p "$out/bin" "$out/lib"

# Both commands into one folder: they share the runtime. Apart from the tree's own build, whose locked packages know no runtime.
for project in Lucid.Cli Lucid.Benchmarks; do
    "$dotnet" publish "$root/tools/$project" -c Release -r linux-x64 --self-contained true --artifacts-path "$state/bundle-build" \
        -p:NuGetLockFilePath=obj/bundle.packages.lock.json -p:RestoreLockedMode=false -p:DebugType=none -p:GenerateDocumentationFile=false -p:RunAnalyzers=false -o "$out/bin" -v quiet -nologo >&2 ||
        fail 1 "$project could not be published"
done

# A GPU's driver brings its own libraries, but not always the loader.
for loader in /usr/lib/x86_64-linux-gnu/libvulkan.so.1 /usr/lib64/libvulkan.so.1; do
    [ ! -e "$loader" ] || cp -L "$loader" "$out/lib/libvulkan.so.1"
done

cp -r "$root/examples" "$out/examples"
rm -rf "$out"/examples/*/bin "$out"/examples/*/obj
if [ -d "$golden" ]; then cp -r "$golden" "$out/golden"; else say "no reference data in $golden: the bundle checks the examples only"; fi
cp "$root/tools/scripts/bundle-run.sh" "$out/run.sh"
chmod +x "$out/run.sh"
git -C "$root" rev-parse --short HEAD >"$out/commit" 2>/dev/null || echo unknown >"$out/commit"

if [ -n "$with_peers" ]; then
    peers=${LUCID_PEERS:-$state/peers}
    node=$(command -v node || true)
    if [ -d "$peers/node_modules" ] && [ -n "$node" ]; then
        mkdir -p "$out/peers/node/bin"
        cp -rL "$peers/node_modules" "$out/peers/node_modules"
        rm -rf "$out"/peers/node_modules/onnxruntime-node/bin/napi-v*/win32 "$out"/peers/node_modules/onnxruntime-node/bin/napi-v*/darwin "$out"/peers/node_modules/onnxruntime-node/bin/napi-v*/linux/arm64
        cp -L "$(readlink -f "$node")" "$out/peers/node/bin/node"
    else
        say "peers are not installed (./bench --install-peers): the bundle is without"
    fi
fi

say "$(du -sh "$out" | cut -f1) in $out; there: ./run.sh"
