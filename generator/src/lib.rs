//! From OpenAPI documents to Rust SDK crates, one stage a module, in the order of [`pipeline`].

pub mod pointer;
pub mod diagnostic;

pub mod discover;
pub mod load;
pub mod upgrade;
pub mod model;
pub mod lint;
