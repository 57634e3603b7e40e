//! What every SDK crate that Specsmith generates stands on.
//!
//! A generated crate holds tables ([`facts`]), models and request builders; everything that happens when a request is sent
//! lives here, once: URL and header encoding, credentials, retries, time limits, size limits, decoding, errors.
//!
//! | module | what it holds |
//! |---|---|
//! | [`facts`] | the constant tables a generated crate fills: provider, operations, parameters |
//! | [`config`] | explicit value, else environment, else default; base URLs and their safety |
//! | [`client`] | [`Core`] runs every [`Call`]; the order of a call is stated there once |
//! | [`body`] | what a request sends: bytes, streams, files, parts |
//! | [`secret`] | a credential that cannot be printed by accident |
//! | `auth` | which credentials a call carries, and where they are put |
//! | [`hooks`] | code of the caller's around every attempt |
//! | [`retry`] | when a call is sent again, and after how long |
//! | [`transport`] | the one seam to the network, with reqwest behind it; in a browser `fetch` |
//! | [`encode`] | path, query, header and cookie parameters |
//! | [`stream`] | answers that are read while they come: bytes, server-sent events, lines of JSON |
//! | [`page`] | lists that come in pages |
//! | [`upload`] | any number of items, sent as pages |
//! | [`model`], [`value`] | JSON objects, open enums, dates |
//! | `blocking` | feature `blocking`: calls from code that is not asynchronous |
//! | `mock` | feature `mock`: a transport without a network, for tests |
//! | [`error`] | one error type that says whether the request was sent and whether a retry is safe |
#![forbid(unsafe_code)]

pub mod body;
pub mod client;
mod clock;
pub mod config;
pub mod facts;

mod auth;
pub mod encode;
pub mod hooks;
mod media_type;
pub mod retry;
pub mod secret;
mod trace;
pub mod transport;

#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
pub mod blocking;
#[cfg(feature = "mock")]
pub mod mock;

#[cfg(not(all(feature = "blocking", not(target_family = "wasm"))))]
mod not_blocking;

pub mod answer;
pub mod error;
pub mod page;
pub mod response;
pub mod stream;
pub mod upload;

pub mod model;
pub mod value;

pub use answer::{Answer, ErrorBody, SuccessBody, Undocumented, Untyped};
pub use auth::{BoxError, ClientCredentials, Token};
pub use body::{Body, Multipart, MultipartBody, Part};
pub use client::{Call, Core, Sending};
pub use config::{Config, Environment};
pub use error::{
    ApiError, AuthError, ConfigError, DecodeError, Error, RedirectError, RequestError, Sent, TimeoutError,
    TooLargeError, TransportError, WriteError,
};
pub use page::{Items, PageToken, Pages};
pub use response::Response;
pub use retry::RetryPolicy;
pub use secret::Secret;
pub use stream::{ByteStream, Event, EventStream, JsonLines};
pub use upload::{Upload, UploadPlace};
pub use value::{Date, DateTime};

#[cfg(not(target_family = "wasm"))]
pub use reqwest;
pub use {bytes, chrono, futures_core, http, serde, serde_json, uuid};
