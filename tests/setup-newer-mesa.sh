#!/bin/sh
# Fetches lavapipe of a newer Mesa than the distribution's, from its backports, so that `./test --full` sees the same bits on both: of the package only the
# driver is kept, in .lucid/newer-mesa/. Nothing is installed. Prints the ICD file's path. Exits 3 with a line saying why where it cannot be had.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd -P)
folder=$root/.lucid/newer-mesa
icd=$folder/newer_lvp_icd.json

cannot() {
    printf 'no newer Mesa: %s\n' "$*" >&2
    exit 3
}

if [ ! -f "$icd" ]; then
    { command -v apt-get && command -v dpkg-deb; } >/dev/null || cannot "it is taken from a Debian package, and there is no apt-get here"
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    { [ -f "$keys" ] && [ -n "$codename" ]; } || cannot "it is taken from Debian's backports, and this is no Debian"
    mkdir -p "$root/.lucid"
    work=$(mktemp -d "$root/.lucid/newer-mesa.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/whole"
    printf 'deb [signed-by=%s] http://deb.debian.org/debian %s-backports main\n' "$keys" "$codename" >"$work/sources.list"
    # An apt of our own: the system's lists and packages stay as they are.
    apt() {
        (cd "$work" && apt-get -q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" "$@") >"$work/log" 2>&1
    }
    { apt update && apt download "mesa-vulkan-drivers/$codename-backports"; } || cannot "apt-get cannot download it from $codename-backports: $(tail -n 1 "$work/log")"
    dpkg-deb --fsys-tarfile "$work"/mesa-vulkan-drivers_*.deb | tar -x -C "$work" --wildcards '*/libvulkan_lvp.so'
    mv "$(find "$work" -name libvulkan_lvp.so | head -n 1)" "$work/whole/"
    if missing=$(ldd "$work/whole/libvulkan_lvp.so" | grep 'not found'); then cannot "it needs libraries that are absent: $missing"; fi
    printf '{"file_format_version": "1.0.0", "ICD": {"library_path": "./libvulkan_lvp.so", "api_version": "1.3.0"}}\n' >"$work/whole/newer_lvp_icd.json"
    rm -rf "$folder"
    chmod 755 "$work/whole"
    mv "$work/whole" "$folder"
fi
printf '%s\n' "$icd"
