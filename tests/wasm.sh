#!/usr/bin/env bash
# Checks the runtime and every crate for browsers (wasm32-unknown-unknown).
# With --run also tries what tests/browser promises, in a headless Chromium.
#
# The target is the toolchain's own, or rustup's; where neither can be had, Debian's compiler for browsers builds the standard
# library itself. All that is downloaded stays in target/wasm.
#
# Exit code: 0 all is well, 1 something does not compile or a promise is broken, 3 no compiler for the target can be had here, or
# no Chromium to run what it makes.
set -euo pipefail
cd "$(dirname "$0")/.."

target=wasm32-unknown-unknown
tools="$(mkdir -p "${CARGO_TARGET_DIR:-target}/wasm" && cd "${CARGO_TARGET_DIR:-target}/wasm" && pwd)"

has_target() {
    ls "$(rustc --print sysroot)/lib/rustlib/$target/lib/"libstd-*.rlib >/dev/null 2>&1
}

# Debian's compiler, its libraries and the sources of the standard library, unpacked and not installed.
unpack_debian() {
    local root="$tools/debian"
    [ -e "$root/complete" ] && return
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
    rm -rf "$root" && mkdir -p "$root/packages"
    apt-cache show rustc-web >/dev/null 2>&1 || apt-get update -qq >/dev/null 2>&1 || return 1
    local packages
    packages=$(apt-cache depends --recurse --important rustc-web 2>/dev/null | grep -E '^(rustc-web|libstd-rust-web.*|libllvm.*)$' | sort -u)
    # shellcheck disable=SC2086
    (cd "$root/packages" && apt-get download -qq rust-web-src $packages) >/dev/null 2>&1 || return 1
    local package
    for package in "$root"/packages/*.deb; do
        # Of the sources only what is compiled.
        case "$package" in
            */rust-web-src_*) dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --wildcards './usr/lib/*' './usr/src/*/library/*' ;;
            *) dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" ;;
        esac || return 1
    done
    rm -rf "$root/packages"
    touch "$root/complete"
}

options=(--target "$target")
# A folder of its own: another compiler would have everything else built again.
environment=(CARGO_TARGET_DIR="$tools/target" CARGO_PROFILE_DEV_DEBUG=0)
if ! has_target && ! { command -v rustup >/dev/null && timeout 120 rustup target add "$target" >/dev/null 2>&1 && has_target; }; then
    unpack_debian || { echo "no compiler for $target: rustup has none, nor has apt"; exit 3; }
    root="$tools/debian"
    libraries=$(find "$root/usr/lib" \( -name 'librustc_driver*.so' -o -name 'libLLVM*.so*' \) -printf '%h\n' | sort -u | paste -sd:)
    linker="$(rustc --print target-libdir)/../bin/rust-lld"
    environment+=(RUSTC="$root/usr/bin/rustc" RUSTC_BOOTSTRAP=1 LD_LIBRARY_PATH="$libraries"
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$linker")
    options+=(-Z build-std=std,panic_abort)
fi
for_browsers() { env "${environment[@]}" cargo "$@" --locked "${options[@]}"; }

packages=(-p specsmith-runtime -p browser)
for manifest in sdks/*/Cargo.toml; do
    packages+=(-p "$(sed -n 's/^name = "\(.*\)"$/\1/p' "$manifest" | head -n 1)")
done
for_browsers check -q --lib --all-features "${packages[@]}"
echo "the runtime and all crates compile for $target"

[ "${1:-}" = --run ] || exit 0
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || { echo "no Chromium is installed"; exit 3; }
version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p}' Cargo.lock)
if [ "$("$tools/bin/wasm-bindgen" --version 2>/dev/null)" != "wasm-bindgen $version" ]; then
    cargo install -q --debug wasm-bindgen-cli --version "$version" --root "$tools" --force
fi
for_browsers build -q -p browser
"$tools/bin/wasm-bindgen" --target web --no-typescript --out-dir "$tools/page" "$tools/target/$target/debug/browser.wasm"
cargo run -q --locked -p tests --bin browser -- "$tools/page" "$chromium"
