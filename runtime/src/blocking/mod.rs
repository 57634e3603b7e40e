//! Calls from code that is not asynchronous, with the feature `blocking`: every method of a request that waits has a twin
//! whose name ends in `_blocking`. Streams and lists are iterators there, see [`Blocking`].
//!
//! A call is made on the thread that waits for it. Connections and timers belong to one thread of the SDKs of a program,
//! which begins with the first call and sleeps between calls: so connections outlive the call that made them, as they do in
//! asynchronous code.

mod iterator;
mod methods;
mod park;
mod thread;
mod writer;

use std::future::Future;

pub use iterator::Blocking;
pub use writer::Writer;

use crate::error::{ConfigError, ConfigProblem, Error};

/// Waits for a call on this thread.
///
/// # Errors
/// Those of the call; and [`Error::Config`] inside an asynchronous task, whose runtime would stand still meanwhile.
pub fn call<T, E>(call: impl Future<Output = Result<T, Error<E>>>) -> Result<T, Error<E>> {
    wait(call).unwrap_or_else(|error| Err(Error::Config(error)))
}

/// Waits for anything on this thread.
///
/// # Errors
/// Inside an asynchronous task, whose runtime would stand still meanwhile; and when the SDKs' own thread cannot be started.
pub fn wait<F: Future>(future: F) -> Result<F::Output, ConfigError> {
    if thread::is_inside_a_task() {
        return Err(ConfigProblem::BlockingInsideTask.into());
    }
    let handle = thread::handle().map_err(|error| ConfigProblem::BlockingThread(Box::new(error)))?;
    let _entered = handle.enter();
    Ok(park::until_done(future))
}
