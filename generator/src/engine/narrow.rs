//! Which schemas make progenitor fail: halving, so that a few bad ones among thousands are found in a few dozen runs.

use std::cell::Cell;
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// The names without which `attempt` succeeds, each with the message of its failure. `attempt` is given the names that
/// are degraded. Every name alone decides: one whose degradation mends nothing is not a culprit.
pub fn culprits(names: Vec<String>, attempt: impl Fn(&[&String]) -> Result<(), String>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    // Halves still to be looked at; everything outside the half and not yet cleared is degraded meanwhile.
    let mut halves = vec![(0, names.len())];
    let mut cleared = vec![false; names.len()];
    while let Some((start, end)) = halves.pop() {
        let degraded: Vec<&String> = names
            .iter()
            .enumerate()
            .filter(|(index, _)| !(start..end).contains(index) && !cleared.get(*index).copied().unwrap_or(false))
            .map(|(_, name)| name)
            .collect();
        match attempt(&degraded) {
            Ok(()) => cleared.iter_mut().take(end).skip(start).for_each(|cleared| *cleared = true),
            Err(message) if end - start <= 1 => {
                found.extend(names.get(start).map(|name| (name.clone(), message)));
            }
            Err(_) => {
                let middle = start + (end - start) / 2;
                halves.push((middle, end));
                halves.push((start, middle));
            }
        }
    }
    found
}

/// Runs `work` while a panic on this thread prints nothing: it is expected, and reported in the diagnostic.
pub fn quiet_panics<T>(work: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                before(panic);
            }
        }));
    });
    QUIET.set(true);
    let outcome = work();
    QUIET.set(false);
    outcome
}

#[cfg(test)]
mod tests {
    use super::culprits;

    #[test]
    fn the_names_that_fail_are_found_and_no_others() {
        let names: Vec<String> = (0..100).map(|number| number.to_string()).collect();
        for bad in [vec![], vec!["0"], vec!["99"], vec!["3", "4", "77"]] {
            let attempt = |degraded: &[&String]| match bad.iter().find(|bad| !degraded.iter().any(|name| name == *bad))
            {
                None => Ok(()),
                Some(bad) => Err(format!("{bad} is bad")),
            };
            let found: Vec<_> = culprits(names.clone(), attempt).into_iter().map(|(name, _)| name).collect();
            assert_eq!(found, bad);
        }
    }
}
