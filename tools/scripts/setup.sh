# Sourced by ./lucid and ./test, which set `root` to the repository's folder: finds what the machine lacks, installs it
# through apt, and builds once. POSIX sh. Nothing here prints unless it does something.
# shellcheck shell=sh

state=${root:?}/.lucid
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

say() { printf 'lucid: %s\n' "$*" >&2; }

fail() {
    code=$1
    shift
    say "$@"
    exit "$code"
}

# Whether one of the files exists; arguments are paths from unquoted globs, which stay as they are where nothing matches.
any_file() {
    for candidate in "$@"; do
        [ ! -e "$candidate" ] || return 0
    done
    return 1
}

# Whether a folder of a colon-separated list holds the file.
on_list() {
    saved_ifs=$IFS
    IFS=:
    for folder in $1; do
        if [ -e "$folder/$2" ]; then
            IFS=$saved_ifs
            return 0
        fi
    done
    IFS=$saved_ifs
    return 1
}

find_dotnet() {
    dotnet=$(command -v dotnet || true)
    for candidate in "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet" /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet /usr/local/share/dotnet/dotnet; do
        [ -n "$dotnet" ] || [ ! -x "$candidate" ] || dotnet=$candidate
    done
    [ -n "$dotnet" ] || fail 3 "the .NET SDK 10 is needed and there is no 'dotnet' on the PATH: https://dotnet.microsoft.com/download"
}

has_vulkan_loader() {
    any_file /usr/lib/*/libvulkan.so.1 /usr/lib64/libvulkan.so.1 /usr/lib/libvulkan.so.1 /usr/local/lib/libvulkan.so.1 \
        /usr/local/lib/libvulkan.1.dylib /usr/local/lib/libMoltenVK.dylib /opt/homebrew/lib/libvulkan.1.dylib /opt/homebrew/lib/libMoltenVK.dylib ||
        on_list "${LD_LIBRARY_PATH:-}" libvulkan.so.1 || on_list "${DYLD_LIBRARY_PATH:-}" libvulkan.1.dylib
}

# A driver tells the loader of itself with a JSON file in one of these folders; the variables name files directly.
has_vulkan_driver() {
    [ -z "${VK_DRIVER_FILES:-}${VK_ICD_FILENAMES:-}${VK_ADD_DRIVER_FILES:-}" ] || return 0
    any_file /usr/share/vulkan/icd.d/*.json /usr/local/share/vulkan/icd.d/*.json /etc/vulkan/icd.d/*.json /usr/local/etc/vulkan/icd.d/*.json \
        "${XDG_CONFIG_HOME:-${HOME:-}/.config}"/vulkan/icd.d/*.json "${XDG_DATA_HOME:-${HOME:-}/.local/share}"/vulkan/icd.d/*.json \
        /opt/homebrew/share/vulkan/icd.d/*.json
}

# Packages that running on a device needs and this machine lacks. No driver at all means a software one.
lacking_to_run() {
    has_vulkan_loader || printf ' libvulkan1'
    has_vulkan_driver || printf ' mesa-vulkan-drivers'
}

lacking_to_build() { command -v glslc >/dev/null || printf ' glslc'; }

# install WHAT-FOR PACKAGE…: as root or through sudo without a password; otherwise says what to install and exits 3.
# LUCID_NO_INSTALL=1 leaves the machine as it is, and the command to find out what it misses.
install() {
    why=$1
    shift
    [ "${LUCID_NO_INSTALL:-}" != 1 ] || return 0
    if ! command -v apt-get >/dev/null; then
        say "$why needs what the packages $* hold on Debian; there is no apt-get here, so install them your system's way:"
        say "  a Vulkan loader and driver (of the GPU's vendor, Mesa, or MoltenVK), and shaderc's glslc (Vulkan SDK)."
        say "  LUCID_NO_INSTALL=1 goes on without."
        exit 3
    fi
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            as_root='sudo -n'
        else
            say "$why needs packages that are not installed, and installing takes root. Run this, then call again:"
            say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
            exit 3
        fi
    fi
    say "installing $*, for $why"
    mkdir -p "$state"
    $as_root env DEBIAN_FRONTEND=noninteractive sh -c '
        apt-get -q update || true # an unreachable source is no fault where another has the packages
        exec apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"' sh "$@" >"$state/install.log" 2>&1 </dev/null || {
        tail -n 15 "$state/install.log" >&2
        fail 3 "apt-get could not install $*; the whole log is in $state/install.log"
    }
}

# Runs a command while holding the repository's lock, so that calls side by side install and build once.
# The command must not leave the lock's descriptor to a process that outlives it: `9>&-` where one may.
locked() {
    mkdir -p "$state" || fail 3 "cannot write in $state"
    if command -v flock >/dev/null; then
        exec 9>"$state/lock"
        flock -n 9 || {
            say "waiting for another call to finish installing or building"
            flock 9
        }
        "$@"
        exec 9>&-
    else
        until mkdir "$state/lock.d" 2>/dev/null; do sleep 1; done
        trap 'rmdir "$state/lock.d" 2>/dev/null || true' EXIT
        "$@"
        rmdir "$state/lock.d"
        trap - EXIT
    fi
}

# What the build of the command line reads, below $root.
sources() {
    (cd "$root" && find compiler runtime shaders tools Directory.Build.props Directory.Packages.props global.json \
        -name bin -prune -o -name obj -prune -o -type f "$@" -print)
}

# The stamp holds two words: a checksum of the sources' names, which tells of added and removed files, and the built
# folder's name. The stamp's own time is from before the build, so that an edit during it counts as newer.
is_built() {
    [ -f "$state/stamp" ] || return 1
    read -r names app <"$state/stamp" || return 1
    [ -f "$state/$app/lucid.dll" ] || return 1
    [ -z "$(sources -newer "$state/stamp" | head -n 1)" ] || return 1
    [ "$names" = "$(source_names)" ]
}

source_names() { sources | LC_ALL=C sort | cksum | tr -s ' \t' '--'; }

build() {
    ! is_built || return 0
    say "building (once; about a minute)"
    : >"$state/stamp.new"
    names=$(source_names)
    if ! "$dotnet" build "$root/tools/Lucid.Cli/Lucid.Cli.csproj" -c Release -v quiet -nologo -nodeReuse:false >"$state/build.log" 2>&1 </dev/null 9>&-; then
        grep -E 'error|Error' "$state/build.log" | sort -u | head -n 20 >&2 || true
        fail 70 "the build failed; the whole log is in $state/build.log"
    fi
    # Each build runs from a folder of its own: calls that are still running keep the files they started with.
    app=app-$(date +%s)-$$
    cp -R "$root/tools/Lucid.Cli/bin/Release/net10.0" "$state/$app"
    previous=
    if [ -f "$state/stamp" ]; then read -r _ previous <"$state/stamp" || true; fi
    for old in "$state"/app-*; do
        case ${old##*/} in "$app" | "$previous") ;; *) rm -rf "$old" ;; esac
    done
    printf '%s %s\n' "$names" "$app" >"$state/stamp.text"
    touch -r "$state/stamp.new" "$state/stamp.text"
    mv "$state/stamp.text" "$state/stamp"
    rm -f "$state/stamp.new"
}
