//! Documentation comments. The text comes from a document, so it passes through [`markdown::safe`].

use crate::lower::facts::Documentation;
use crate::markdown;
use crate::plan::OperationPlan;
use proc_macro2::TokenStream;
use quote::quote;

/// `///` lines for text of our own or text that is safe already.
pub fn comment(text: &str) -> TokenStream {
    let lines = text.trim_end().lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote! { #(#[doc = #lines])* }
}

/// `//!` lines.
pub fn inner_comment(text: &str) -> TokenStream {
    let lines = text.trim_end().lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote! { #(#![doc = #lines])* }
}

/// A document's description, or what stands for a missing one.
pub fn described(description: Option<&str>, otherwise: &str) -> String {
    let text = description.map(markdown::safe).unwrap_or_default();
    if text.trim().is_empty() { otherwise.to_owned() } else { text }
}

/// What a field or setter says: the description, and what limits the value.
pub fn value(documentation: &Documentation, otherwise: &str) -> String {
    let Documentation { description, deprecated, constraints, default, example: _ } = documentation;
    let mut text = described(description.as_deref(), otherwise);
    let mut notes: Vec<String> = constraints.iter().map(|(name, value)| format!("{name} {}", code(value))).collect();
    notes.extend(default.as_ref().map(|value| format!("default {}", code(value))));
    if !notes.is_empty() {
        text.push_str(&format!("\n\nIn the document: {}.", notes.join(", ")));
    }
    if *deprecated {
        text.push_str("\n\nDeprecated.");
    }
    text
}

/// A JSON value as inline code, whatever backticks it holds.
fn code(value: &serde_json::Value) -> String {
    markdown::code(&value.to_string())
}

/// What an operation says: its summary, its description, and how it goes over the wire.
pub fn operation(operation: &OperationPlan) -> String {
    let wire = markdown::code(&format!("{} {}", operation.method, operation.path));
    let mut parts: Vec<String> = Vec::new();
    parts.extend(operation.summary.as_deref().map(markdown::safe).filter(|text| !text.trim().is_empty()));
    let description = operation.description.as_deref().filter(|text| operation.summary.as_deref() != Some(*text));
    parts.extend(description.map(markdown::safe).filter(|text| !text.trim().is_empty()));
    parts.push(wire);
    if operation.deprecated {
        parts.push("Deprecated.".to_owned());
    }
    parts.iter().map(|part| part.trim_end()).collect::<Vec<_>>().join("\n\n")
}
