//! A value that is read at a glance: what must be there, and as much of the rest as there is room for.

use super::sample::{Extent, Sampler};
use crate::plan::{FieldKind, FieldPlan, ModelKind};
use crate::reflect::RustType;
use serde_json::{Map, Value};
use std::cmp::Reverse;

/// The lines of JSON that a screen shows: a value of more is shortened.
const SCREEN: usize = 40;

/// Those of a value that a program makes, since the rest of the program is to be seen too.
const IN_A_PROGRAM: usize = 30;

/// How much of a value stays.
#[derive(Clone, Copy)]
struct Room {
    /// Optional members of the outermost object.
    outer: usize,
    /// Optional members of each object inside it.
    inner: usize,
    /// How deep objects may be to keep any of these.
    depth: usize,
    /// How deep lists and maps may be to keep an item.
    lists: usize,
}

/// From the most that is tried to the least: what must be there always stays.
const ROOMS: [Room; 11] = [
    Room { outer: usize::MAX, inner: usize::MAX, depth: usize::MAX, lists: usize::MAX },
    Room { outer: usize::MAX, inner: 3, depth: 2, lists: usize::MAX },
    Room { outer: usize::MAX, inner: 2, depth: 2, lists: usize::MAX },
    Room { outer: usize::MAX, inner: 1, depth: 3, lists: usize::MAX },
    Room { outer: usize::MAX, inner: 2, depth: 1, lists: usize::MAX },
    Room { outer: 12, inner: 2, depth: 1, lists: usize::MAX },
    Room { outer: 8, inner: 2, depth: 1, lists: usize::MAX },
    Room { outer: 5, inner: 1, depth: 1, lists: usize::MAX },
    Room { outer: 3, inner: 0, depth: 0, lists: usize::MAX },
    Room { outer: 0, inner: 0, depth: 0, lists: usize::MAX },
    Room { outer: 0, inner: 0, depth: 0, lists: 2 },
];

/// How many lines a value has on a page.
pub(super) fn lines(value: &Value) -> usize {
    let inside = |values: usize| if values == 0 { 1 } else { values + 2 };
    match value {
        Value::Array(items) => inside(items.iter().map(lines).sum()),
        Value::Object(members) => inside(members.values().map(lines).sum()),
        _ => 1,
    }
}

impl Sampler<'_> {
    /// The value, or what is left of it on a screen: only members that may be left out and items go, so that it fits the type as
    /// the value does.
    pub fn shortened(&self, rust_type: &RustType, value: Value) -> Value {
        let most = match self.extent {
            Extent::Request => IN_A_PROGRAM,
            Extent::Answer => SCREEN,
        };
        self.shortened_to(rust_type, value, |value| lines(value) <= most)
    }

    /// The same, as short as `fits` asks for if that can be.
    pub fn shortened_to(&self, rust_type: &RustType, value: Value, fits: impl Fn(&Value) -> bool) -> Value {
        if fits(&value) {
            return value;
        }
        let mut shorter = value.clone();
        for room in ROOMS {
            shorter = self.kept(rust_type, &value, 0, room, None);
            if fits(&shorter) {
                break;
            }
        }
        shorter
    }

    /// What stays of a value; of an object `tag` always does.
    fn kept(&self, rust_type: &RustType, value: &Value, depth: usize, room: Room, tag: Option<&str>) -> Value {
        match (rust_type, value) {
            (RustType::Option(inner) | RustType::Boxed(inner), value) => self.kept(inner, value, depth, room, tag),
            (RustType::List(item), Value::Array(items)) => {
                let kept = items.iter().take(room.items(depth));
                kept.map(|value| self.kept(item, value, depth + 1, room, None)).collect()
            }
            (RustType::Map(item), Value::Object(members)) => {
                let kept = members.iter().take(room.items(depth));
                let kept = kept.map(|(key, value)| (key.clone(), self.kept(item, value, depth + 1, room, None)));
                Value::Object(kept.collect())
            }
            (RustType::Json | RustType::JsonObject, value) => any(value, depth, room),
            (RustType::Model(name), value) => match self.model_named(name).map(|model| &model.kind) {
                Some(ModelKind::Struct(fields)) => match value {
                    Value::Object(members) => self.members(fields, members, depth, room, tag),
                    other => other.clone(),
                },
                Some(ModelKind::Union { tag, variants, .. }) => match self.variant(tag.as_deref(), variants, value) {
                    Some(variant) => self.kept(&variant.rust_type, value, depth, room, tag.as_deref()),
                    None => value.clone(),
                },
                Some(ModelKind::Wrapper(held)) => self.kept(held, value, depth, room, None),
                Some(ModelKind::Tuple(_) | ModelKind::Enum { .. }) | None => value.clone(),
            },
            (_, value) => value.clone(),
        }
    }

    /// The members that must be there; of the others first those of which the document has an example.
    fn members(
        &self,
        fields: &[FieldPlan],
        members: &Map<String, Value>,
        depth: usize,
        room: Room,
        tag: Option<&str>,
    ) -> Value {
        let field = |wire: &str| fields.iter().find(|one| one.kind != FieldKind::Additional && one.wire == wire);
        let must = |wire: &str| tag == Some(wire) || field(wire).is_some_and(FieldPlan::is_needed);
        let mut optional: Vec<&String> = members.keys().filter(|wire| !must(wire)).collect();
        optional.sort_by_key(|wire| Reverse(field(wire).is_some_and(|one| one.documentation.example.is_some())));
        optional.truncate(room.members(depth));
        let kept = members.iter().filter(|(wire, _)| must(wire) || optional.contains(wire));
        let kept = kept.filter_map(|(wire, value)| {
            let left = match field(wire) {
                Some(field) => self.kept(&field.rust_type, value, depth + 1, room, None),
                None => any(value, depth + 1, room),
            };
            // Of what may be left out nothing is said by an object of which nothing is left.
            (must(wire) || !is_hollow(&left) || is_hollow(value)).then(|| (wire.clone(), left))
        });
        Value::Object(kept.collect())
    }
}

/// Whether a value is an object without members, or a list of such.
fn is_hollow(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().all(is_hollow),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// What stays of a value of which nothing is known.
fn any(value: &Value, depth: usize, room: Room) -> Value {
    match value {
        Value::Array(items) => items.iter().take(room.items(depth)).map(|item| any(item, depth + 1, room)).collect(),
        Value::Object(members) => {
            let kept = members.iter().take(room.members(depth).max(1));
            Value::Object(kept.map(|(key, value)| (key.clone(), any(value, depth + 1, room))).collect())
        }
        scalar => scalar.clone(),
    }
}

impl Room {
    fn members(self, depth: usize) -> usize {
        match depth {
            0 => self.outer,
            depth if depth <= self.depth => self.inner,
            _ => 0,
        }
    }

    fn items(self, depth: usize) -> usize {
        usize::from(depth < self.lists)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Extent, Sampler};
    use super::lines;
    use crate::lower::facts::Documentation;
    use crate::plan::{Direction, FieldKind, FieldPlan, InNew, ModelKind, ModelPlan, VariantPlan};
    use crate::reflect::RustType;
    use indexmap::IndexMap;
    use serde_json::{Map, Value, json};
    use std::collections::BTreeSet;

    fn documentation(example: Option<Value>) -> Documentation {
        Documentation { description: None, deprecated: false, constraints: IndexMap::new(), default: None, example }
    }

    fn field(wire: &str, kind: FieldKind, rust_type: RustType, example: Option<Value>) -> FieldPlan {
        let (documentation, in_new) = (documentation(example), InNew::usual(kind));
        FieldPlan {
            name: wire.to_owned(),
            wire: wire.to_owned(),
            rust_type,
            kind,
            in_new,
            documentation,
            secret: false,
            direction: Direction::Both,
        }
    }

    fn model(name: &str, kind: ModelKind, example: Option<Value>) -> ModelPlan {
        let (at, features) = (String::new(), BTreeSet::new());
        let (description, deprecated, parts) = (None, false, None);
        let (in_requests, in_answers) = (true, true);
        let name = name.to_owned();
        ModelPlan {
            name,
            place: at.clone(),
            at,
            description,
            deprecated,
            example,
            kind,
            parts,
            in_requests,
            in_answers,
            features,
        }
    }

    fn named(name: &str) -> RustType {
        RustType::Model(name.to_owned())
    }

    fn option(inner: RustType) -> RustType {
        RustType::Option(Box::new(inner))
    }

    /// A struct of so many texts that may be left out, after one that must be there.
    fn wide(count: usize) -> ModelKind {
        let text = |index: usize| field(&format!("f{index}"), FieldKind::Optional, option(RustType::String), None);
        let must = field("must", FieldKind::Required, RustType::String, None);
        ModelKind::Struct(std::iter::once(must).chain((0..count).map(text)).collect())
    }

    /// The example of the model `Whole` among these, which fits.
    fn example(models: &[ModelPlan]) -> Value {
        let models = models.iter().map(|model| (model.name.as_str(), model)).collect();
        let sampler = Sampler::new(&models, Extent::Answer);
        let value = sampler.model(models["Whole"]);
        assert!(sampler.fits(&named("Whole"), &value), "{value:#}");
        value
    }

    #[test]
    fn what_fits_on_a_screen_stays_whole() {
        let value = example(&[model("Whole", wide(30), None)]);
        assert_eq!(value.as_object().map(Map::len), Some(31));
    }

    #[test]
    fn what_is_longer_keeps_what_must_be_there_and_first_what_the_document_has_an_example_of() {
        let ModelKind::Struct(mut fields) = wide(100) else { panic!() };
        fields.push(field("told", FieldKind::Optional, option(RustType::String), Some(json!("a word"))));
        let value = example(&[model("Whole", ModelKind::Struct(fields), None)]);
        assert!(lines(&value) <= 40 && lines(&value) > 5, "{value:#}");
        assert_eq!((&value["must"], &value["told"]), (&json!("text"), &json!("a word")));
    }

    #[test]
    fn an_example_of_the_document_that_is_longer_is_cut_and_a_short_one_is_not() {
        let item = json!({ "must": "a", "f0": "b", "f1": "c", "more": [1, 2, 3] });
        let items = |count: usize| json!({ "items": vec![&item; count], "any": { "a": [1, 2] } });
        let any = field("any", FieldKind::Optional, option(RustType::Json), None);
        let list = field("items", FieldKind::Required, RustType::List(Box::new(named("Item"))), None);
        let whole = ModelKind::Struct(vec![list, any]);
        let of = |example: Value| {
            super::tests::example(&[model("Whole", whole.clone(), Some(example)), model("Item", wide(3), None)])
        };
        assert_eq!(of(items(2)), items(2));
        let cut = json!({ "items": [{ "must": "a", "f0": "b", "f1": "c", "more": [1] }], "any": { "a": [1] } });
        assert_eq!(of(items(9)), cut);
    }

    #[test]
    fn an_object_of_which_nothing_would_be_left_is_left_out() {
        let ModelKind::Struct(mut fields) = wide(100) else { panic!() };
        let inner = ModelKind::Struct(vec![field("told", FieldKind::Optional, option(RustType::String), None)]);
        let listed = option(RustType::List(Box::new(named("Inner"))));
        fields.push(field("inner", FieldKind::Optional, listed.clone(), Some(json!([{ "told": "a word" }]))));
        fields.push(field("empty", FieldKind::Optional, listed, Some(json!([]))));
        let value = example(&[model("Whole", ModelKind::Struct(fields), None), model("Inner", inner, None)]);
        let holds_what_it_held = value.get("inner").is_none_or(|inner| *inner == json!([{ "told": "a word" }]));
        assert!(holds_what_it_held && value["empty"] == json!([]), "{value:#}");
    }

    #[test]
    fn the_tag_of_a_union_stays_though_its_type_says_that_it_may_be_left_out() {
        let kind = field("kind", FieldKind::Optional, option(RustType::String), None);
        let ModelKind::Struct(mut fields) = wide(100) else { panic!() };
        fields.push(kind);
        let variant = VariantPlan {
            name: "Wide".to_owned(),
            rust_type: named("Wide"),
            converts: true,
            tags: vec!["wide".to_owned()],
            sent: None,
            adds_tag: false,
            description: None,
        };
        let union =
            ModelKind::Union { catch_all: "Other".to_owned(), tag: Some("kind".to_owned()), variants: vec![variant] };
        let value = example(&[model("Whole", union, None), model("Wide", ModelKind::Struct(fields), None)]);
        assert_eq!(value["kind"], json!("wide"));
        assert!(lines(&value) <= 40, "{value:#}");
    }

    #[test]
    fn what_must_be_there_is_there_however_deep() {
        let mut models: Vec<ModelPlan> = (0..12)
            .map(|depth| {
                let next = named(&format!("Deep{}", depth + 1));
                model(
                    &format!("Deep{depth}"),
                    ModelKind::Struct(vec![field("next", FieldKind::Required, next, None)]),
                    None,
                )
            })
            .collect();
        models.push(model("Deep12", wide(1), None));
        models.push(model("Whole", ModelKind::Wrapper(named("Deep0")), None));
        assert_eq!(example(&models).pointer(&"/next".repeat(12)), Some(&json!({ "must": "text" })));
    }
}
