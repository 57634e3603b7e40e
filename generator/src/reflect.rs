//! Reads progenitor's answer: tokens → [`Surface`], the Rust type of every field of every type.
//!
//! In: the tokens of [`crate::engine`]. Out: [`Surface`]. Reports: nothing. Never: guesses; a type that it does not know is
//! a [`Bug`], because `lower` lets progenitor see only forms whose types are known. The only user of syn's parser.

mod rust_type;

pub use rust_type::RustType;

use crate::diagnostic::Bug;
use crate::engine::TYPES_MODULE;
use proc_macro2::TokenStream;
use std::collections::BTreeMap;

/// Progenitor's types, by name.
#[derive(Debug, Default)]
pub struct Surface {
    /// The fields of each struct, by struct name, then by the property's name in the lowered document.
    pub structs: BTreeMap<String, BTreeMap<String, Field>>,
    /// What each newtype holds: a schema that is not an object is one.
    pub newtypes: BTreeMap<String, RustType>,
}

/// A field as progenitor has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub ident: String,
    /// Its type.
    pub rust_type: RustType,
}

/// Reads progenitor's tokens.
pub fn reflect(tokens: TokenStream) -> Result<Surface, Bug> {
    let file: syn::File =
        syn::parse2(tokens).map_err(|error| Bug(format!("progenitor's output does not parse: {error}")))?;
    let mut surface = Surface::default();
    let modules = file.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) if module.ident == TYPES_MODULE => module.content.as_ref(),
        _ => None,
    });
    for item in modules.flat_map(|(_, items)| items) {
        if let syn::Item::Struct(item) = item {
            surface.add(item)?;
        }
    }
    Ok(surface)
}

impl Surface {
    fn add(&mut self, item: &syn::ItemStruct) -> Result<(), Bug> {
        let name = item.ident.to_string();
        match &item.fields {
            syn::Fields::Named(fields) => {
                let fields = fields.named.iter().map(|field| read_field(&name, field)).collect::<Result<_, _>>()?;
                self.structs.insert(name, fields);
            }
            syn::Fields::Unnamed(fields) => {
                if let Some(field) = fields.unnamed.first() {
                    self.newtypes.insert(name.clone(), read_type(&name, &field.ty)?);
                }
            }
            syn::Fields::Unit => {
                self.structs.insert(name, BTreeMap::new());
            }
        }
        Ok(())
    }
}

fn read_field(owner: &str, field: &syn::Field) -> Result<(String, Field), Bug> {
    let ident = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let property = renamed(field).unwrap_or_else(|| ident.clone());
    let rust_type = read_type(owner, &field.ty)?;
    Ok((property, Field { ident, rust_type }))
}

fn read_type(owner: &str, found: &syn::Type) -> Result<RustType, Bug> {
    RustType::read(found).ok_or_else(|| {
        let found = quote::quote!(#found);
        Bug(format!("progenitor gave `{owner}` a type that is not known here: {found}"))
    })
}

/// The name in `#[serde(rename = "…")]`.
fn renamed(field: &syn::Field) -> Option<String> {
    let mut name = None;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Other members of the attribute (`default`, `skip_serializing_if = "…"`) are read over.
        let _ = attribute.parse_nested_meta(|meta| {
            let value = meta.value().and_then(|value| value.parse::<syn::LitStr>());
            if let (true, Ok(value)) = (meta.path.is_ident("rename"), value) {
                name = Some(value.value());
            }
            Ok(())
        });
    }
    name
}
