//! How one page of a list leads to the next.

use crate::pointer::escaped;
use crate::reflect::RustType;

/// How one page of a list leads to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct PagingPlan {
    /// What is known of the next page.
    pub step: StepPlan,
    /// Where that goes.
    pub to: PageTargetPlan,
    /// The header of the answer that says it.
    pub header: Option<String>,
    /// The member of the answer that says it.
    pub next: Option<AccessPlan>,
    /// The member that says whether there are more.
    pub more: Option<AccessPlan>,
    /// The list.
    pub items: AccessPlan,
    /// The type of a page.
    pub page: RustType,
    /// The type of an item.
    pub item: RustType,
}

/// What is known of the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepPlan {
    /// A token that the answer gives.
    Token,
    /// The offset of its first item.
    Offset,
    /// Its number.
    Number {
        /// That of the first page.
        first: u64,
    },
    /// Its URL, by the `Link` header.
    Link,
    /// Its URL, which the answer gives.
    Url,
}

/// Where what leads to the next page goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageTargetPlan {
    /// A parameter, by its place in [`super::OperationPlan::parameters`].
    Parameter(usize),
    /// A member of the body, as a JSON Pointer.
    Body(String),
    /// It is the URL.
    Url,
}

/// The way from a value to one inside it; no step is the value itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessPlan {
    /// The steps.
    pub steps: Vec<AccessStep>,
}

impl AccessPlan {
    /// The same as a JSON Pointer, in which `-1` is the last of a list.
    pub fn pointer(&self) -> String {
        let token = |step: &AccessStep| match step {
            AccessStep::Field { name: _, wire, options: _ } => format!("/{}", escaped(wire)),
            AccessStep::Last => "/-1".to_owned(),
        };
        self.steps.iter().map(token).collect()
    }
}

/// A step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessStep {
    /// A field.
    Field {
        /// Its name.
        name: String,
        /// The member's name on the wire.
        wire: String,
        /// How many `Option`s are around its value.
        options: usize,
    },
    /// The last of a list.
    Last,
}

impl crate::plan::BodyPlan {
    /// The type of a JSON body.
    pub fn json(&self) -> Option<&RustType> {
        match (&self.kind, &self.encoding) {
            (crate::plan::BodyKind::Json(rust_type), crate::plan::BodyEncoding::Plain) => Some(rust_type),
            _ => None,
        }
    }
}
