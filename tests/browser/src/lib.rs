//! What a generated crate promises in a browser. The page that `tests/src/bin/browser` serves runs it; anywhere else there is
//! nothing in here.

#[cfg(target_family = "wasm")]
mod calls;
#[cfg(target_family = "wasm")]
mod run;
#[cfg(target_family = "wasm")]
mod streams;
