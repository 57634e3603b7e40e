//! From OpenAPI documents to Rust SDK crates, one stage a module, in the order of [`pipeline`].

pub mod pipeline;

pub mod discover;
pub mod load;
pub mod upgrade;
pub mod model;
pub mod lint;
pub mod lower;
pub mod engine;
pub mod reflect;
pub mod plan;
pub mod emit;
pub mod docs;
pub mod write;

pub mod report;

pub mod diagnostic;
pub mod markdown;
pub mod pointer;
