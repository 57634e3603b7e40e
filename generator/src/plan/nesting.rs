//! How deep types stand in one another, and whether the compiler goes that deep by itself.
//!
//! To find out whether a type is `Send`, and how it is dropped, rustc descends through all that it holds, and gives up 128 types
//! down (Rust Reference, "Limits"). A crate may raise that, and so must a program that moves such a value between threads.

use super::{ModelKind, ModelPlan};
use crate::reflect::RustType;
use std::collections::BTreeMap;

/// What rustc descends by default, less what stands around a model: its answer, the future that waits for it, a caller's tuple.
const BY_ITSELF: usize = 128 - 28;

/// How many steps are taken to find the deepest way: documents of thousands of types that all hold each other have no end of ways.
const STEPS: usize = 4_000_000;

/// The limit that is needed, if it is not rustc's own.
pub fn recursion_limit<'model>(models: impl Iterator<Item = &'model [ModelPlan]>) -> Option<usize> {
    let deepest = models.map(deepest).max().unwrap_or_default();
    (deepest > BY_ITSELF).then(|| (deepest + deepest / 4).next_power_of_two())
}

/// What a type holds: the index of another, and how many types stand between.
type Held = (usize, usize);

/// The deepest that rustc comes from any type that no other holds, or, where all are held, from the first.
fn deepest(models: &[ModelPlan]) -> usize {
    let index: BTreeMap<&str, usize> =
        models.iter().enumerate().map(|(index, model)| (model.name.as_str(), index)).collect();
    let holds: Vec<Vec<Held>> = models.iter().map(|model| held(&model.kind, &index)).collect();
    let mut is_held = vec![false; models.len()];
    for (target, _) in holds.iter().flatten() {
        if let Some(flag) = is_held.get_mut(*target) {
            *flag = true;
        }
    }
    let outermost = is_held.iter().enumerate().filter(|(_, held)| !**held).map(|(index, _)| index);
    // From which type each was reached last.
    let mut reached: Vec<Option<usize>> = vec![None; models.len()];
    let mut steps = STEPS;
    let mut deepest = 0;
    // What is in no type that is outermost holds itself, by way of others.
    for start in outermost.chain(0..models.len()) {
        if reached.get(start) == Some(&None) && steps > 0 {
            deepest = deepest.max(descend(&holds, start, &mut reached, &mut steps));
        }
    }
    deepest
}

/// Goes through all that a type holds, each once, as rustc does; a call for each level would not fit the stack.
fn descend(holds: &[Vec<Held>], start: usize, reached: &mut [Option<usize>], steps: &mut usize) -> usize {
    let held = |index: usize| holds.get(index).map(|held| held.iter()).unwrap_or_default();
    let mut way = vec![(held(start), 1)];
    if let Some(from) = reached.get_mut(start) {
        *from = Some(start);
    }
    let mut deepest = 1;
    while let Some((rest, depth)) = way.last_mut() {
        let depth = *depth;
        match rest.next() {
            None => {
                way.pop();
            }
            Some((target, between)) => {
                *steps = steps.saturating_sub(1);
                let below = depth + between + 1;
                deepest = deepest.max(below);
                if let Some(from) = reached.get_mut(*target)
                    && *from != Some(start)
                    && *steps > 0
                {
                    *from = Some(start);
                    way.push((held(*target), below));
                }
            }
        }
    }
    deepest
}

fn held(kind: &ModelKind, index: &BTreeMap<&str, usize>) -> Vec<Held> {
    let optional = usize::from(matches!(kind, ModelKind::Struct(_)));
    let one = |found: &RustType| {
        let (name, between) = model(found)?;
        Some((*index.get(name)?, between + optional))
    };
    kind.rust_types().into_iter().filter_map(one).collect()
}

/// The model in a type, and how many types of the standard library stand around it: a `Vec` holds a `RawVec`, and so on.
fn model(found: &RustType) -> Option<(&str, usize)> {
    let around = |inner, between| model(inner).map(|(name, inside)| (name, inside + between));
    match found {
        RustType::Model(name) => Some((name, 0)),
        RustType::List(item) => around(item, 3),
        RustType::Map(value) => around(value, 3),
        RustType::Option(value) => around(value, 1),
        RustType::Boxed(value) => around(value, 2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Held, descend};

    fn from_first(holds: &[&[Held]]) -> usize {
        let holds: Vec<Vec<Held>> = holds.iter().map(|held| held.to_vec()).collect();
        descend(&holds, 0, &mut vec![None; holds.len()], &mut 1_000)
    }

    #[test]
    fn what_stands_between_counts_and_what_was_seen_does_not_again() {
        assert_eq!(from_first(&[&[]]), 1);
        assert_eq!(from_first(&[&[(1, 4)], &[]]), 6);
        // A circle: its last step back is a step, and no further one.
        assert_eq!(from_first(&[&[(1, 1)], &[(0, 1)]]), 5);
        // The short way comes first, and rustc remembers what it found there.
        assert_eq!(from_first(&[&[(2, 0), (1, 0)], &[(2, 0)], &[(3, 0)], &[]]), 3);
    }
}
