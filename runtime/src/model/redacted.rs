//! `redacted_debug!`: a Debug that does not print secrets.

use std::fmt;

/// Implements Debug for a struct with secrets: `secret` fields print as `***`, `shown` ones as they are.
///
/// ```
/// struct Token { token: String, expires_at: i64 }
/// specsmith_runtime::redacted_debug! { Token { token: secret, expires_at: shown } }
///
/// let token = Token { token: "s3cr3t".into(), expires_at: 5 };
/// assert_eq!(format!("{token:?}"), "Token { token: ***, expires_at: 5 }");
/// ```
#[macro_export]
macro_rules! redacted_debug {
    ($name:ident { $($field:ident : $kind:ident),* $(,)? }) => {
        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(::core::stringify!($name))
                    $(.field(::core::stringify!($field), $crate::model::$kind(&self.$field)))*
                    .finish()
            }
        }
    };
}

struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A field that is printed as it is.
pub fn shown<T: fmt::Debug>(value: &T) -> &dyn fmt::Debug {
    value
}

/// A field that is printed as `***`.
pub fn secret<T>(_value: &T) -> &'static dyn fmt::Debug {
    &Redacted
}
