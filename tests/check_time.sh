#!/usr/bin/env bash
# How long `cargo check` takes for our crate of a document, against progenitor's own builder-style crate of the same: CPU
# seconds (user and system) with dependencies built, median of three. Then how long all of specs/ takes to generate.
# progenitor is fetched from the registry the first time. A measurement, not a test: run it on a quiet machine.
# Usage: tests/check_time.sh DOCUMENT.json [SCRATCH]
set -euo pipefail
workspace=$(cd "$(dirname "$0")/.." && pwd)
document=$(realpath "${1:?usage: check_time.sh DOCUMENT.json [SCRATCH]}")
scratch=${2:-${TMPDIR:-/tmp}/specsmith-check-time}
mkdir -p "$scratch/engine/src" "$scratch/theirs/src"
TIMEFORMAT='%U %S'

# progenitor's own output, as its users get it from a build script.
cat > "$scratch/engine/Cargo.toml" <<'TOML'
[package]
name = "engine"
edition = "2024"
[dependencies]
openapiv3 = "2.2"
prettyplease = "0.3"
progenitor = { version = "0.15.1", default-features = false }
serde_json = "1"
syn3 = { package = "syn", version = "3", features = ["full"] }
[workspace]
TOML
cat > "$scratch/engine/src/main.rs" <<'RUST'
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle};

fn main() {
    let path = std::env::args().nth(1).expect("a document");
    let text = std::fs::read_to_string(path).expect("readable");
    let document: openapiv3::OpenAPI = serde_json::from_str(&text).expect("OpenAPI 3.0 in JSON");
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder).with_tag(TagStyle::Separate);
    let tokens = Generator::new(&settings).generate_tokens(&document).expect("progenitor takes it");
    println!("{}", prettyplease::unparse(&syn3::parse2(tokens).expect("Rust")));
}
RUST
cat > "$scratch/theirs/Cargo.toml" <<'TOML'
[package]
name = "theirs"
edition = "2021"
[dependencies]
base64 = "0.22"
bytes = "1"
chrono = { version = "0.4", default-features = false, features = ["serde"] }
futures-core = "0.3"
progenitor-client = "0.15.1"
rand = "0.9"
regress = "0.11"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
serde_urlencoded = "0.7"
uuid = { version = "1", features = ["serde", "v4"] }
[workspace]
TOML
export CARGO_TARGET_DIR=$scratch/target
# Otherwise all but the first run would measure what the compiler remembers.
export CARGO_INCREMENTAL=0
cargo run -q --release --manifest-path "$scratch/engine/Cargo.toml" -- "$document" > "$scratch/theirs/src/lib.rs"

# Ours, stand-alone.
(cd "$workspace" && cargo build -q --release -p generator)
generator=$scratch/target/release/generator
rm -rf "$scratch/ours"
"$generator" build "$document" --name ours --out "$scratch/ours" --runtime-path "$workspace/runtime" 2> "$scratch/ours.log"
printf '\n[workspace]\n' >> "$scratch/ours/Cargo.toml"

# CPU seconds of one `cargo check` of a crate whose dependencies are built.
once() {
    touch "$scratch/$1/src/lib.rs"
    { time cargo check -q --lib --manifest-path "$scratch/$1/Cargo.toml" 2> "$scratch/$1.log"; } 2>&1 |
        awk '{ print $1 + $2 }'
}
median() {
    cargo check -q --lib --manifest-path "$scratch/$1/Cargo.toml" 2> "$scratch/$1.log" || { cat "$scratch/$1.log" >&2; exit 1; }
    for _ in 1 2 3; do once "$1"; done | sort -n | sed -n 2p
}
theirs=$(median theirs)
ours=$(median ours)
lines() { find "$scratch/$1/src" -name '*.rs' -exec cat {} + | wc -l; }
echo "progenitor: $theirs CPU s, $(lines theirs) lines"
echo "ours:       $ours CPU s, $(lines ours) lines"
awk -v ours="$ours" -v theirs="$theirs" 'BEGIN { printf "ratio:      %.2f\n", ours / theirs }'

TIMEFORMAT='generate all of specs/: %R s'
rm -rf "$scratch/sdks"
time "$generator" --specs "$workspace/specs" --sdks "$scratch/sdks" > "$scratch/generate.log" 2>&1
TIMEFORMAT='nothing changed:        %R s'
time "$generator" --specs "$workspace/specs" --sdks "$scratch/sdks" > "$scratch/generate.log" 2>&1
