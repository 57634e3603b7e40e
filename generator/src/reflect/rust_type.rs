//! The Rust types that a field, parameter, body or answer can have.

/// A Rust type. Models are named as in the lowered document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RustType {
    /// `bool`
    Bool,
    /// `i8`, `u8`, `i16`, `u16`, `i32`, `u32`, `i64`, `u64`
    Integer(&'static str),
    /// `f32`, `f64`
    Float(&'static str),
    /// `String`
    String,
    /// A UUID.
    Uuid,
    /// An instant, RFC 3339.
    DateTime,
    /// A day.
    Date,
    /// Any JSON value.
    Json,
    /// A JSON object of which nothing is known.
    JsonObject,
    /// A part of a multipart body: a file. Progenitor knows none; `plan` puts it in the place of text.
    Part,
    /// Parts of which nothing is known.
    Parts,
    /// A generated type.
    Model(String),
    /// A list.
    List(Box<RustType>),
    /// A map from strings.
    Map(Box<RustType>),
    /// A value or `null`.
    Option(Box<RustType>),
    /// A type that contains itself.
    Boxed(Box<RustType>),
}

const INTEGERS: [&str; 8] = ["i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64"];
const FLOATS: [&str; 2] = ["f32", "f64"];

impl RustType {
    /// Reads one of the types that progenitor writes; `None` for any other.
    pub(super) fn read(found: &syn::Type) -> Option<Self> {
        let syn::Type::Path(syn::TypePath { qself: None, path, .. }) = found else {
            return None;
        };
        let last = path.segments.last()?;
        let word = last.ident.to_string();
        let arguments = type_arguments(&last.arguments);
        let number = |words: &[&'static str]| words.iter().copied().find(|known| *known == word);
        match (path.leading_colon.is_some(), word.as_str(), arguments.as_slice()) {
            (false, "bool", []) => Some(Self::Bool),
            (true, "String", []) => Some(Self::String),
            (true, "Uuid", []) => Some(Self::Uuid),
            (true, "DateTime", [_]) => Some(Self::DateTime),
            (true, "NaiveDate", []) => Some(Self::Date),
            (true, "Value", []) => Some(Self::Json),
            (true, "Map", [_, _]) => Some(Self::JsonObject),
            (true, "Vec", [item]) => Some(Self::List(Box::new(Self::read(item)?))),
            (true, "BTreeMap", [_, value]) => Some(Self::Map(Box::new(Self::read(value)?))),
            (true, "Option", [inner]) => Some(Self::Option(Box::new(Self::read(inner)?))),
            (true, "Box", [inner]) => Some(Self::Boxed(Box::new(Self::read(inner)?))),
            (false, _, []) => match (number(&INTEGERS), number(&FLOATS)) {
                (Some(integer), _) => Some(Self::Integer(integer)),
                (_, Some(float)) => Some(Self::Float(float)),
                _ => Some(Self::Model(word)),
            },
            _ => None,
        }
    }

    /// The generated type inside, if there is one.
    pub fn model(&self) -> Option<&str> {
        match self {
            Self::Model(name) => Some(name),
            Self::List(inner) | Self::Map(inner) | Self::Option(inner) | Self::Boxed(inner) => inner.model(),
            _ => None,
        }
    }
}

fn type_arguments(arguments: &syn::PathArguments) -> Vec<&syn::Type> {
    let syn::PathArguments::AngleBracketed(arguments) = arguments else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(found) => Some(found),
        _ => None,
    });
    types.collect()
}
