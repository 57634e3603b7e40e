//! The SDKs' own thread, on which connections and timers live.

use std::future::{Future, pending};
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::{io, thread};

use tokio::runtime::{Builder, Handle};
use tokio::task::coop::consume_budget;

/// The SDKs' own runtime, on its own thread.
pub(super) fn handle() -> io::Result<Handle> {
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
pub(super) fn is_inside_a_task() -> bool {
    /// More than any budget of tokio's.
    const ENOUGH: usize = 1024;
    let mut context = Context::from_waker(Waker::noop());
    Handle::try_current().is_ok() && (0..ENOUGH).any(|_| pin!(consume_budget()).poll(&mut context) == Poll::Pending)
}
