//! Rewrites a document into what progenitor does well, and keeps the rest as facts.
//!
//! In: a linted [`Api`]. Out: [`Lowered`]: a document for progenitor in which every schema is named, every name is already
//! a unique Rust identifier, every property is required and plain; and [`Facts`]: all that this form cannot say
//! (wire names, presence, enum members, documentation).
//! Reports: what cannot be expressed yet. Never: fails; what it cannot express becomes a JSON value, alone.
//!
//! Progenitor's own operations are not used (it stops at two success types, at multipart, at cookies…). Instead, each
//! operation becomes one *probe*: an object schema with a property for every parameter, body and answer. The Rust type
//! that progenitor gives the property is the type of the parameter, body or answer.
//!
//! Only what an operation reaches is lowered, and inline schemas of one shape are one type.

mod all_of;
mod alternatives;
mod answer;
mod any_of;
mod body;
mod circles;
mod class;
mod enumeration;
pub mod facts;
pub mod form;
mod kinds;
pub(crate) mod media;
mod multipart;
pub mod name;
mod named;
pub mod operation;
mod schema;
mod secret;
mod stream;
mod variants;
mod wrapper;

use crate::diagnostic::{Code, Diagnostic, Left, Unsupported};
use crate::lint::Valid;
use crate::load::FILES;
use crate::model::{Api, Schema};
use crate::pointer::{Pointer, unescaped};
use class::Class;
use facts::{Facts, TypeFacts};
use form::Form;
use indexmap::IndexMap;
use kinds::Kinds;
use name::Names;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};

/// What [`lower`] makes of a document.
#[derive(Debug)]
pub struct Lowered<'api> {
    /// The document for progenitor: schemas only.
    pub document: openapiv3::OpenAPI,
    /// Types that we write ourselves (open enums, unions, tuples); progenitor only refers to them.
    pub replaced: Vec<String>,
    /// What the lowered document does not say.
    pub facts: Facts<'api>,
    /// What could not be expressed.
    pub unsupported: Vec<Unsupported>,
    /// What is expressed otherwise than the document's author may expect.
    pub remarks: Vec<Diagnostic>,
}

/// Lowers a document.
pub fn lower(api: &Valid<Api>) -> Lowered<'_> {
    let mut lowering = Lowering::new(api);
    lowering.asides("webhook", &api.webhooks);
    let operations = api.operations.iter().map(|operation| lowering.operation(operation)).collect();
    lowering.finish(operations)
}

/// The work in progress: what has been named so far, and what is still to be lowered.
struct Lowering<'api> {
    api: &'api Api,
    names: Names,
    /// Names of operations without what FastAPI puts behind them that several operations have.
    repeated: HashSet<String>,
    /// By key of a schema, the first component that only refers to it.
    referring: HashMap<String, &'api str>,
    /// Component schemas that have a type of their own, by their key in the document.
    components: HashMap<&'api str, String>,
    /// What is made of each component schema.
    kinds: Kinds<'api>,
    /// Component schemas that are being written out in place (aliases), to notice one that contains itself.
    expanding: Vec<&'api str>,
    /// Enums and unions among the components, by what they look like.
    alike: HashMap<String, &'api str>,
    /// Inline shapes that have a type, by what they look like.
    shapes: HashMap<String, String>,
    /// Named types whose definition is still to be lowered.
    pending: VecDeque<(String, Cow<'api, Schema>)>,
    /// Multipart bodies that have a type, by what they look like.
    multiparts: HashMap<String, String>,
    /// How many schemas deep the work is.
    depth: usize,
    /// Components that something refers to.
    reached: HashSet<&'api str>,
    /// The schemas of the lowered document, by name.
    forms: IndexMap<String, Form>,
    types: IndexMap<String, TypeFacts>,
    replaced: Vec<String>,
    unsupported: Vec<Unsupported>,
    remarks: Vec<Diagnostic>,
    degraded: HashSet<Pointer>,
    /// Where parts that contradict each other have been remarked on.
    conflicts: HashSet<Pointer>,
}

impl<'api> Lowering<'api> {
    fn new(api: &'api Api) -> Self {
        let mut lowering = Self {
            api,
            names: Names::for_types(),
            repeated: operation::repeated_names(api),
            referring: referring(api),
            components: HashMap::new(),
            kinds: Kinds::new(api),
            expanding: Vec::new(),
            alike: HashMap::new(),
            shapes: HashMap::new(),
            pending: VecDeque::new(),
            multiparts: HashMap::new(),
            depth: 0,
            reached: HashSet::new(),
            forms: IndexMap::new(),
            types: IndexMap::new(),
            replaced: Vec::new(),
            unsupported: Vec::new(),
            remarks: Vec::new(),
            degraded: HashSet::new(),
            conflicts: HashSet::new(),
        };
        // Each is settled once for both questions: one alone may lead through hundreds of others.
        let mut named: HashSet<&str> = HashSet::new();
        let mut holds: HashMap<&str, wrapper::Held> = HashMap::new();
        for (key, schema) in &api.schemas {
            match class::settle(api, schema) {
                Ok(settled) if schema::is_named(&settled.class) => {
                    named.insert(key);
                    let shape = match settled.class {
                        Class::Enum => named::shape(&settled.schema),
                        Class::Union => alternatives::union_shape(api, &settled.schema),
                        _ => continue,
                    };
                    lowering.alike.entry(shape).or_insert(key);
                }
                Ok(settled) => holds.extend(wrapper::held(api, settled).map(|held| (key.as_str(), held))),
                Err(_) => {}
            }
        }
        named.extend(wrapper::circles(api, &holds));
        // Components take their names first, in document order, so that an inline schema never takes one from them.
        for (key, schema) in &api.schemas {
            if named.contains(key.as_str()) {
                let wanted = component_name(&lowering.referring, key, schema);
                let name = lowering.names.take_type(&wanted);
                lowering.remark_if_renamed(&wanted, &name, &schema.at);
                lowering.components.insert(key, name);
            }
        }
        lowering
    }

    fn remark_if_renamed(&mut self, wanted: &str, name: &str, at: &Pointer) {
        if wanted != name {
            let message = format!("the name `{wanted}` is taken; this is called `{name}`");
            let advice = "nothing needs to be done; another name in the document avoids the number";
            self.remarks.push(Diagnostic::new(Code::Renamed, at, message, advice));
        }
    }

    /// Notes that something is expressed otherwise than it stands in the document.
    fn remark(&mut self, code: Code, at: &Pointer, message: impl Into<String>, advice: impl Into<String>) {
        self.remarks.push(Diagnostic::new(code, at, message, advice));
    }

    /// Notes that a schema becomes a JSON value, once a place.
    fn degrade(&mut self, name: &str, at: &Pointer, reason: impl Into<String>) -> Form {
        if self.degraded.insert(at.clone()) {
            let what = Left::Schema(name.to_owned());
            self.unsupported.push(Unsupported { what, reason: reason.into(), at: at.clone() });
        }
        form::any()
    }

    fn finish(mut self, operations: Vec<facts::OperationFacts<'api>>) -> Lowered<'api> {
        while let Some((name, schema)) = self.pending.pop_front() {
            self.define(&name, &schema);
        }
        self.break_circles();
        self.types.sort_keys();
        self.forms.sort_keys();
        Lowered {
            document: form::document(self.forms),
            replaced: self.replaced,
            facts: Facts { types: self.types, operations },
            unsupported: self.unsupported,
            remarks: self.remarks,
        }
    }
}

fn referring(api: &Api) -> HashMap<String, &str> {
    let mut referring = HashMap::new();
    let components = api.schemas.iter().filter(|(key, schema)| !key.starts_with('/') && schema.is_only_reference());
    for (key, schema) in components {
        if let Some(target) = schema.target() {
            referring.entry(target).or_insert(key.as_str());
        }
    }
    referring
}

/// What the type of a component is called: by its own name. A schema in another file has that of the component that only refers
/// to it, or its name there; one that is the whole file has its title, or the file's name.
fn component_name(referring: &HashMap<String, &str>, key: &str, schema: &Schema) -> String {
    let Some(place) = key.strip_prefix('/').and_then(|key| key.strip_prefix(FILES)?.strip_prefix('/')) else {
        return name::type_name(&unescaped(last_token(key)));
    };
    if let Some(component) = referring.get(key) {
        return name::type_name(component);
    }
    let inside = unescaped(last_token(place));
    if place.contains('/') {
        return name::type_name(&inside);
    }
    // A long title is a sentence.
    let title = schema.title.as_deref().filter(|title| (1..=4).contains(&title.split_whitespace().count()));
    let stem = last_token(&inside).split('.').find(|stem| !stem.is_empty()).unwrap_or_default();
    name::type_name(title.unwrap_or(stem))
}

/// The name in a component's key, which is a pointer where the schema stands elsewhere.
fn last_token(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}
