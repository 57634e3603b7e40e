//! Takes every decision: names, collisions, order, features, which errors, which credentials.
//!
//! In: the settings, and for each document its `Api`, `Facts` and `Surface`. Out: [`SdkPlan`]. Reports: every name that
//! had to change. Never: depends on anything but its input; the order of documents, tags and operations decides.

mod features;
mod models;
mod naming;
mod operation;
mod provider;
mod resource;
mod sdk;
pub mod status;

pub use sdk::*;
