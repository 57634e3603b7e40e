//! What code inside it says by `tracing`, kept.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::instrument::WithSubscriber;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// A name and what was recorded under it.
pub type Span = (String, BTreeMap<String, String>);

/// Keeps spans with all that is recorded on them, and events.
#[derive(Clone, Default)]
struct Kept {
    spans: Arc<Mutex<Vec<Span>>>,
    events: Arc<Mutex<Vec<Span>>>,
    /// Not only what the runtime says, but also what it stands on.
    everything: bool,
}

struct Fields<'a>(&'a mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

impl Subscriber for Kept {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.everything || metadata.target().starts_with("specsmith_runtime")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut spans = self.spans.lock().unwrap();
        let mut fields = BTreeMap::new();
        span.record(&mut Fields(&mut fields));
        spans.push((span.metadata().name().to_owned(), fields));
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let index = span.into_u64() as usize - 1;
        values.record(&mut Fields(&mut self.spans.lock().unwrap()[index].1));
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = BTreeMap::new();
        event.record(&mut Fields(&mut fields));
        self.events.lock().unwrap().push((event.metadata().target().to_owned(), fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The spans of the runtime while this goes on.
pub async fn spans_of(inside: impl Future<Output = ()>) -> Vec<Span> {
    let kept = Kept::default();
    inside.with_subscriber(kept.clone()).await;
    kept.spans.lock().unwrap().clone()
}

/// Every span and event of anything while this goes on.
pub async fn everything_of(inside: impl Future<Output = ()>) -> Vec<Span> {
    let kept = Kept { everything: true, ..Kept::default() };
    inside.with_subscriber(kept.clone()).await;
    [kept.spans.lock().unwrap().clone(), kept.events.lock().unwrap().clone()].concat()
}
