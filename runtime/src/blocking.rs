//! Calls from code that is not asynchronous: `.send_blocking()` on every request, with the feature `blocking`.
//!
//! All of them run on one thread that belongs to the SDKs of a program, begins with the first call, and sleeps between
//! calls. So connections outlive the call that made them, as they do in asynchronous code.

use std::future::{Future, pending};
use std::pin::pin;
use std::sync::{Mutex, PoisonError, mpsc};
use std::task::{Context, Poll, Waker};
use std::{io, thread};

use tokio::runtime::{Builder, Handle};
use tokio::task::coop::consume_budget;

use crate::error::{ConfigError, ConfigProblem, Error};

/// Waits for a call on this thread.
///
/// # Errors
/// Those of the call; and [`Error::Config`] inside an asynchronous task, whose runtime would stand still meanwhile.
pub fn call<T, E>(call: impl Future<Output = Result<T, Error<E>>> + Send + 'static) -> Result<T, Error<E>>
where
    T: Send + 'static,
    E: Send + 'static,
{
    wait(call).unwrap_or_else(|error| Err(Error::Config(error)))
}

/// Waits for anything on this thread, while the SDKs' own thread runs it.
///
/// # Errors
/// Inside an asynchronous task, whose runtime would stand still meanwhile; and when the thread cannot be started.
pub fn wait<F>(future: F) -> Result<F::Output, ConfigError>
where
    F: Future<Output: Send> + Send + 'static,
{
    if is_inside_a_task() {
        return Err(ConfigProblem::BlockingInsideTask.into());
    }
    let failed =
        |error: Box<dyn std::error::Error + Send + Sync>| ConfigError::from(ConfigProblem::BlockingThread(error));
    let (give, take) = mpsc::sync_channel(1);
    handle().map_err(|error| failed(Box::new(error)))?.spawn(async move {
        // The other end is gone only with the thread that waits.
        let _ = give.send(future.await);
    });
    take.recv().map_err(|error| failed(Box::new(error)))
}

/// The SDKs' own runtime, on its own thread.
fn handle() -> io::Result<Handle> {
    static HANDLE: Mutex<Option<Handle>> = Mutex::new(None);
    let mut started = HANDLE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*started {
        return Ok(handle.clone());
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new().name("sdk-blocking".to_owned()).spawn(move || runtime.block_on(pending::<()>()))?;
    *started = Some(handle.clone());
    Ok(handle)
}

/// Whether this is asynchronous code. Threads of `spawn_blocking` are inside a runtime too, but may block; tokio tells them
/// apart by the budget alone that asynchronous tasks have between two waits.
fn is_inside_a_task() -> bool {
    /// More than any budget of tokio's.
    const ENOUGH: usize = 1024;
    let mut context = Context::from_waker(Waker::noop());
    Handle::try_current().is_ok() && (0..ENOUGH).any(|_| pin!(consume_budget()).poll(&mut context) == Poll::Pending)
}

/// The method `send_blocking`, beside a method `send` that gives the same.
#[doc(hidden)]
#[macro_export]
macro_rules! send_blocking {
    ($success:ty, $error:ty) => {
        /// Sends the request and waits for the answer on this thread. In asynchronous code it is an error: use
        /// [`send`](Self::send), or a thread for what blocks (`tokio::task::spawn_blocking`).
        ///
        /// # Errors
        ///
        /// Those of [`send`](Self::send).
        pub fn send_blocking(self) -> ::core::result::Result<$crate::Response<$success>, $crate::Error<$error>> {
            $crate::blocking::call(self.send())
        }
    };
}
