//! What code inside it says by `tracing`, kept.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, LazyLock, Mutex};

use tracing::field::{Field, Visit};
use tracing::instrument::WithSubscriber;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};

/// A name and what was recorded under it.
pub type Span = (String, BTreeMap<String, String>);

/// Keeps spans with all that is recorded on them, and events.
#[derive(Clone, Default)]
struct Kept {
    spans: Arc<Mutex<Vec<Span>>>,
    /// Of each span the one that it stands in.
    parents: Arc<Mutex<Vec<Option<usize>>>>,
    /// The spans that are entered, the innermost last.
    entered: Arc<Mutex<Vec<usize>>>,
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
        assert!(span.is_contextual(), "a parent is the span that is entered");
        self.parents.lock().unwrap().push(self.entered.lock().unwrap().last().copied());
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

    fn enter(&self, span: &Id) {
        self.entered.lock().unwrap().push(span.into_u64() as usize - 1);
    }

    fn exit(&self, span: &Id) {
        let left = self.entered.lock().unwrap().pop();
        assert_eq!(left, Some(span.into_u64() as usize - 1));
    }
}

/// Always there, and asked for each span anew. Without it, a span that another test makes for the first time while no subscriber is
/// there counts as one that nobody wants, in this test too.
struct Asked;

impl Subscriber for Asked {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn enabled(&self, _: &Metadata<'_>) -> bool {
        false
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

async fn keep(kept: &Kept, inside: impl Future<Output = ()>) {
    static ASKED: LazyLock<()> = LazyLock::new(|| tracing::subscriber::set_global_default(Asked).unwrap());
    LazyLock::force(&ASKED);
    inside.with_subscriber(kept.clone()).await;
}

/// The spans of the runtime while this goes on.
pub async fn spans_of(inside: impl Future<Output = ()>) -> Vec<Span> {
    let kept = Kept::default();
    keep(&kept, inside).await;
    kept.spans.lock().unwrap().clone()
}

/// The same, and of each the index of the one that it stands in.
pub async fn nested_spans_of(inside: impl Future<Output = ()>) -> Vec<(Option<usize>, Span)> {
    let kept = Kept::default();
    keep(&kept, inside).await;
    let (parents, spans) = (kept.parents.lock().unwrap().clone(), kept.spans.lock().unwrap().clone());
    parents.into_iter().zip(spans).collect()
}

/// Every span and event of anything while this goes on.
pub async fn everything_of(inside: impl Future<Output = ()>) -> Vec<Span> {
    let kept = Kept { everything: true, ..Kept::default() };
    keep(&kept, inside).await;
    [kept.spans.lock().unwrap().clone(), kept.events.lock().unwrap().clone()].concat()
}
