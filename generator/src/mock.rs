//! A document as a server sees it: which values a schema has, whether a value is one of them, which operation a request is
//! for, and what is wrong with it.
//!
//! In: the tree of a document as its author wrote it, before any stage changes its shape. Out: samples and verdicts.
//! Reports: nothing. Never: reads or sends anything, or asks `model`, `lower` or a stage after them: what they make is held
//! against this. [`server`] alone stands after all stages: it answers as their plan says.

mod dialect;
mod sample;
mod schemas;

mod body;
mod complaint;
mod parameter;
mod place;
mod request;
mod security;
mod service;
mod template;

pub mod server;

pub use complaint::{Complaint, Part};
pub use request::Request;
pub use sample::Sample;
pub use schemas::{Check, Schemas};
pub use service::{Operation, Service};
