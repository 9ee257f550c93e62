#!/bin/sh
# Fetches a root of a newer Debian with the newest Mesa of its backports, whose lavapipe offers cooperative matrices, the validation layer and spirv-val that know them:
# into .lucid/mesa-root/, some 500 MB; nothing is installed. Prints the root's path. Exits 3 with a line saying why where it cannot be had.
#
#   tests/setup-mesa-root.sh                 fetch it
#   tests/setup-mesa-root.sh run COMMAND...  run a command in it, with this repository and .NET at their own paths
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd -P)
folder=$root/.lucid/mesa-root
suite=trixie

cannot() {
    printf 'no root with a newer Mesa: %s\n' "$*" >&2
    exit 3
}

# What is bound into the root, each at its own path: the repository, the folder of golden data beside it, .NET.
bound() {
    for path in "$root" "$(dirname -- "$root")/shared" "${DOTNET_ROOT:-$(dirname -- "$(readlink -f -- "$(command -v dotnet)")")}"; do
        [ ! -d "$path" ] || (cd -- "$path" && pwd -P)
    done
}

# A namespace of its own, in which this user may mount and change the root; mounts end with it.
alone() {
    if [ "$(id -u)" = 0 ]; then unshare --mount --propagation private "$@"; else unshare --user --map-root-user --mount --propagation private "$@"; fi
}

fetch() {
    for tool in apt-get dpkg-deb unshare chroot; do command -v "$tool" >/dev/null || cannot "it is made with $tool, which is not here"; done
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -f "$keys" ] || cannot "it is taken from Debian $suite, and this is no Debian"
    alone true 2>/dev/null || cannot "this user may not make namespaces (unshare)"
    mkdir -p "$root/.lucid"
    work=$(mktemp -d "$root/.lucid/mesa-root.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/etc" "$work/whole"
    printf 'deb [signed-by=%s] http://deb.debian.org/debian %s main\n' "$keys" "$suite" >"$work/sources.list"
    printf 'deb [signed-by=%s] http://deb.debian.org/debian %s-backports main\n' "$keys" "$suite" >>"$work/sources.list"
    : >"$work/status"
    # An apt of our own, which believes that nothing is installed: the system's lists and packages stay as they are.
    apt() {
        (cd "$work" && apt-get -q -y -o Dir::Etc="$work/etc" -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State="$work" -o Dir::State::lists="$work/lists" \
            -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache" -o APT::Install-Recommends=false -o APT::Sandbox::User=root -o Debug::NoLocking=true "$@") >"$work/log" 2>&1
    }
    apt update || cannot "apt-get cannot read the lists of $suite: $(tail -n 1 "$work/log")"
    apt --download-only install base-files bash coreutils ca-certificates libc-bin libicu76 libssl3t64 zlib1g libstdc++6 libvulkan1 vulkan-validationlayers spirv-tools glslc \
        "mesa-vulkan-drivers/$suite-backports" "mesa-libgallium/$suite-backports" libgl1-mesa-dri- || cannot "apt-get cannot download it: $(tail -n 1 "$work/log")"
    # Programs and libraries lie under usr; the old paths are links, whatever order packages are unpacked in.
    for old in bin sbin lib lib64; do
        mkdir -p "$work/whole/usr/$old"
        ln -s "usr/$old" "$work/whole/$old"
    done
    for package in "$work"/cache/archives/*.deb; do dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$work/whole"; done
    [ -e "$work/whole/usr/bin/sh" ] || ln -s bash "$work/whole/usr/bin/sh" # a package's script would make it
    mkdir -p "$work/whole/proc" "$work/whole/dev" "$work/whole/tmp"
    rm -rf "$folder"
    chmod 755 "$work/whole"
    mv "$work/whole" "$folder"
}

[ -x "$folder/usr/bin/spirv-val" ] || fetch
if [ "${1:-}" != run ]; then
    printf '%s\n' "$folder"
    exit 0
fi
shift
places=$(bound)
# shellcheck disable=SC2016 # expanded by the inner shell
MESA_ROOT=$folder PLACES=$places HERE=$(pwd -P) alone sh -c '
    set -eu
    mount --rbind /proc "$MESA_ROOT/proc"
    mount --rbind /dev "$MESA_ROOT/dev"
    for path in $PLACES; do
        mkdir -p "$MESA_ROOT$path"
        mount --rbind "$path" "$MESA_ROOT$path"
    done
    exec chroot "$MESA_ROOT" /usr/bin/env HOME=/tmp PATH=/usr/bin:/bin LANG=C.UTF-8 sh -c "cd -- \"\$HERE\" && exec \"\$@\"" sh "$@"' sh "$@"
