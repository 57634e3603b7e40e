//! The timers of a browser, with the interface of tokio's, which do not run there.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use js_sys::futures::JsFuture;
use js_sys::{Function, Promise, Reflect, global};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
pub(crate) use web_time::Instant;

/// The longest wait of one timer: a longer one would end at once (HTML standard §8.6, 32 bits of milliseconds).
const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);

/// The future was not done in time.
#[derive(Debug)]
pub(crate) struct Elapsed;

/// The time of day.
pub(crate) fn now() -> SystemTime {
    let since = web_time::SystemTime::now().duration_since(web_time::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Waits for this long.
pub(crate) async fn sleep(time: Duration) {
    let mut left = time;
    while left > LONGEST {
        Timer::start(LONGEST).await;
        left = left.saturating_sub(LONGEST);
    }
    Timer::start(left).await;
}

/// What a future gives, if it does before `at`.
pub(crate) async fn timeout_at<T>(at: Instant, future: impl Future<Output = T>) -> Result<T, Elapsed> {
    let mut future = pin!(future);
    let mut timer = pin!(sleep(at.saturating_duration_since(Instant::now())));
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Ok(done)),
        Poll::Pending => timer.as_mut().poll(context).map(|()| Err(Elapsed)),
    })
    .await
}

/// One `setTimeout`, cleared when it is dropped.
struct Timer {
    rings: SendWrapper<JsFuture>,
    id: SendWrapper<JsValue>,
}

impl Timer {
    fn start(time: Duration) -> Self {
        // Rounded up: a timer never rings early.
        let milliseconds = JsValue::from(time.as_secs_f64().mul_add(1000.0, 0.0).ceil());
        let mut id = JsValue::UNDEFINED;
        let rings = Promise::new(&mut |resolve, _reject| {
            id = in_scope("setTimeout", &[resolve.as_ref(), &milliseconds]).unwrap_or(JsValue::UNDEFINED);
        });
        Self { rings: SendWrapper::new(JsFuture::from(rings)), id: SendWrapper::new(id) }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        // The promise is never rejected.
        Pin::new(&mut *self.rings).poll(context).map(|_| ())
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        // One that has rung is unknown there, which is no error.
        let _ = in_scope("clearTimeout", &[&self.id]);
    }
}

/// Calls a function of the global scope: that of a page or of a worker.
fn in_scope(function: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let scope = global();
    let function: Function = Reflect::get(&scope, &function.into())?.dyn_into()?;
    function.apply(&scope, &arguments.iter().copied().collect())
}
