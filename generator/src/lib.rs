//! From OpenAPI documents to Rust SDK crates, one stage a module, in the order of [`pipeline`].

pub mod pipeline;

pub mod discover;
pub mod docs;
pub mod emit;
pub mod engine;
pub mod lint;
pub mod load;
pub mod lower;
pub mod model;
pub mod plan;
pub mod reflect;
pub mod upgrade;
pub mod write;

pub mod mock;

pub mod media_type;
pub mod path_template;
pub mod report;
pub mod status;

pub mod diagnostic;
pub mod markdown;
pub mod pointer;
