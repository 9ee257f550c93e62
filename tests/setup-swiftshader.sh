#!/bin/sh
# Fetches SwiftShader, a second and quite different software Vulkan driver, so that two drivers check every change:
# it lies inside Debian's chromium packages, of which only the driver is kept, in .lucid/swiftshader/.
# Prints the ICD file's path. Exits 3 with a line saying why where it cannot be had.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd -P)
folder=$root/.lucid/swiftshader
icd=$folder/vk_swiftshader_icd.json

cannot() {
    printf 'no SwiftShader: %s\n' "$*" >&2
    exit 3
}

if [ ! -f "$icd" ]; then
    { command -v apt-get && command -v dpkg-deb; } >/dev/null || cannot "it is taken from a Debian package, and there is no apt-get here"
    mkdir -p "$root/.lucid"
    work=$(mktemp -d "$root/.lucid/swiftshader.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    # The driver has moved between these packages over the years.
    for package in chromium-common chromium; do
        (cd "$work" && apt-get -q download "$package") >"$work/log" 2>&1 ||
            { [ "$(id -u)" -eq 0 ] && apt-get -q update >"$work/log" 2>&1 && (cd "$work" && apt-get -q download "$package") >"$work/log" 2>&1; } ||
            cannot "apt-get cannot download $package: $(tail -n 1 "$work/log")"
        dpkg-deb --fsys-tarfile "$work/$package"_*.deb | tar -x -C "$work" --wildcards '*/libvk_swiftshader.so' 2>/dev/null || true
        library=$(find "$work" -name libvk_swiftshader.so | head -n 1)
        [ -z "$library" ] || break
    done
    [ -n "$library" ] || cannot "Debian's chromium packages no longer hold libvk_swiftshader.so"
    mkdir "$work/whole"
    mv "$library" "$work/whole/"
    printf '{"file_format_version": "1.0.0", "ICD": {"library_path": "./libvk_swiftshader.so", "api_version": "1.3.0"}}\n' >"$work/whole/vk_swiftshader_icd.json"
    rm -rf "$folder"
    chmod 755 "$work/whole"
    mv "$work/whole" "$folder"
fi
printf '%s\n' "$icd"
