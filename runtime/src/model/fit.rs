//! How well a JSON value fits the type that it was read as: what [`union!`](crate::union) chooses by.
//!
//! The counts are per thread, because nothing can be passed through `Deserialize`; they are only looked at by a union, around
//! each of its attempts. Only what does not fit is counted, so a value that fits costs nothing.

use std::cell::Cell;

/// How badly a value fits; less is better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Misfit {
    /// Members that nobody read, and values that an enum or union does not know.
    unknown: usize,
    /// Members that a map of further members took.
    unnamed: usize,
}

thread_local! {
    static MISFIT: Cell<Misfit> = const { Cell::new(Misfit { unknown: 0, unnamed: 0 }) };
    /// Whether of the object that was read last no member was known.
    static STRANGE: Cell<bool> = const { Cell::new(false) };
    /// `None` outside of unions.
    static BUDGET: Cell<Option<Budget>> = const { Cell::new(None) };
}

impl Misfit {
    /// What has been counted, and from now on from nothing.
    pub(super) fn take() -> Self {
        MISFIT.take()
    }

    /// Counts on from here.
    pub(super) fn restore(self) {
        MISFIT.set(self);
    }

    /// Nothing does not fit.
    pub(super) fn is_none(self) -> bool {
        self == Self::default()
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            unknown: self.unknown.saturating_add(other.unknown),
            unnamed: self.unnamed.saturating_add(other.unnamed),
        }
    }

    /// One value that is not known.
    pub(super) fn one_unknown() -> Self {
        Self { unknown: 1, unnamed: 0 }
    }
}

/// Notes a value that an enum does not know.
pub fn unknown_value() {
    MISFIT.set(MISFIT.get().plus(Misfit::one_unknown()));
}

/// Notes an object that was read: members that came, were skipped, were taken by a map of further members.
#[inline]
pub(super) fn object_read(came: usize, skipped: usize, unnamed: usize) {
    if skipped + unnamed > 0 {
        MISFIT.set(MISFIT.get().plus(Misfit { unknown: skipped, unnamed }));
    }
    STRANGE.set(came > 0 && skipped == came);
}

/// Whether of the object that was read last no member was known; asked once.
pub(super) fn was_strange() -> bool {
    STRANGE.take()
}

/// How many unions may stand inside one another without an end; JSON itself is read 128 deep at most.
const DEEPEST: usize = 256;

/// The attempts that the unions of one value may still make, and how many of them are under way.
#[derive(Clone, Copy)]
struct Budget {
    attempts: usize,
    depth: usize,
}

/// Runs the attempts of a union. Unions inside unions multiply their attempts, and a union may be made of itself: so a value
/// made to hurt has an end, a union together with those inside it may make only so many, and stand only so deep.
pub(super) fn bounded<T>(limit: impl FnOnce() -> usize, work: impl FnOnce() -> T) -> T {
    let outer = BUDGET.get();
    let budget = outer.unwrap_or_else(|| Budget { attempts: limit(), depth: 0 });
    BUDGET.set(Some(Budget { depth: budget.depth + 1, ..budget }));
    let outcome = work();
    let left = BUDGET.get().map_or(0, |budget| budget.attempts);
    BUDGET.set(outer.map(|outer| Budget { attempts: left, ..outer }));
    outcome
}

/// Whether one more attempt may be made.
pub(super) fn may_attempt() -> bool {
    let Some(budget) = BUDGET.get() else { return false };
    BUDGET.set(Some(Budget { attempts: budget.attempts.saturating_sub(1), ..budget }));
    budget.attempts > 0 && budget.depth <= DEEPEST
}
