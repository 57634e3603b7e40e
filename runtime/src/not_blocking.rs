//! What stands for the methods that block where there are none: the feature `blocking` is off, or there is nothing to block
//! on. The question is asked here, since in a macro it would be asked of the crate that uses it.

/// Adds nothing.
#[doc(hidden)]
#[macro_export]
macro_rules! send_blocking {
    ($success:ty, $error:ty) => {};
}

/// Adds nothing.
#[doc(hidden)]
#[macro_export]
macro_rules! stream_blocking {
    ($stream:ty, $error:ty) => {};
}

/// Adds nothing.
#[doc(hidden)]
#[macro_export]
macro_rules! download_blocking {
    ($error:ty) => {};
}

/// Adds nothing.
#[doc(hidden)]
#[macro_export]
macro_rules! pages_blocking {
    () => {};
}
