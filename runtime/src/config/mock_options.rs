//! The builder's method for mocks, where the feature is on. The question is asked here, since in a macro it would be asked of
//! the crate that uses it.

/// Adds `mock` to a builder with a field `config: Config`.
#[cfg(feature = "mock")]
#[doc(hidden)]
#[macro_export]
macro_rules! mock_options {
    ($builder:ident) => {
        impl $builder {
            /// Sends to a mock instead of a server. Credentials and base URL are invented where none are given, the environment is
            /// not read, and attempts do not wait for each other unless an answer asks for it.
            #[must_use]
            pub fn mock(mut self, mock: &$crate::mock::Mock) -> Self {
                self.config.mock(mock);
                self
            }
        }
    };
}

/// Adds nothing: the feature `mock` is off.
#[cfg(not(feature = "mock"))]
#[doc(hidden)]
#[macro_export]
macro_rules! mock_options {
    ($builder:ident) => {};
}
