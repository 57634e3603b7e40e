//! `multipart!`: a struct that is sent as parts.

use serde_json::Value;

use super::Multipart;

/// What can be sent as a multipart body; generated structs implement it by [`multipart!`](crate::multipart).
pub trait MultipartBody {
    /// Its parts.
    fn parts(&self) -> Multipart;
}

impl MultipartBody for Multipart {
    fn parts(&self) -> Multipart {
        self.clone()
    }
}

/// A JSON object, each member a part.
impl MultipartBody for Value {
    fn parts(&self) -> Multipart {
        let mut parts = Multipart::new();
        for (name, value) in self.as_object().into_iter().flatten() {
            parts.value(name, "", value);
        }
        parts
    }
}

/// Makes a struct a multipart body: a row a field, in the order in which parts are sent.
///
/// | kind | field's type | sent |
/// |---|---|---|
/// | `file "name" "type"` | [`Part`](crate::Part), or a list of them | each as a part |
/// | `value "name" "type"` | text, a number, a list of them… | as text; each item of a list as a part; objects as JSON |
/// | `commas "name" "type"` | a list of such; also `spaces`, `pipes`, `tabs` | as one part, with that between the items |
/// | `json "name" "type"` | anything that serializes | as one part of JSON |
///
/// Each may be an `Option`: `None` is left out. An empty type means the usual one. Headers stand behind it:
/// `{ "X-Kind" = "picture" }`; a part that has one of its own keeps it.
///
/// ```
/// use specsmith_runtime::{MultipartBody, Part};
///
/// struct Upload { file: Part, tags: Vec<String>, note: Option<String> }
///
/// specsmith_runtime::multipart! { Upload {
///     file: file "file" "image/png",
///     tags: value "tags" "",
///     note: value "note" "",
/// } }
///
/// let upload = Upload { file: Part::new("…"), tags: vec!["a".into(), "b".into()], note: None };
/// assert_eq!(upload.parts().len(), 3);
/// ```
#[macro_export]
macro_rules! multipart {
    ($body:ident { $($field:ident : $kind:ident $name:literal $media_type:literal
        $({ $($header:literal = $value:literal),* })?),* $(,)? }) => {
        impl $crate::MultipartBody for $body {
            fn parts(&self) -> $crate::Multipart {
                let mut parts = $crate::Multipart::new();
                $(
                    parts.$kind($name, $media_type, &self.$field);
                    $($(parts.header($name, $header, $value);)*)?
                )*
                parts
            }
        }
    };
}
