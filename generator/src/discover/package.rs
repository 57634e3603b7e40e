//! The names of crates: which cargo and the crates beside them leave free, and that no two providers take the same.

use super::Job;
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::name::is_keyword;
use crate::plan::naming;
use std::collections::HashMap;
use std::path::Path;

/// Crates of this workspace and those that every SDK depends on, then those that rustc brings itself.
const TAKEN: &[&str] =
    &["generator", "tests", "specsmith-runtime", "tokio", "std", "core", "alloc", "test", "proc-macro"];

/// Whether no crate of a provider can have a name, though cargo takes it.
pub fn is_reserved(name: &str) -> bool {
    let folded = fold(name);
    is_keyword(&folded) || TAKEN.iter().any(|taken| fold(taken) == folded)
}

/// Whether cargo takes a name for a package and, with `_` for `-`, for its library.
pub(super) fn is_package(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
        && name.split(['-', '_']).all(|word| !word.is_empty())
}

/// Names that are one to cargo and to crates.io.
fn fold(name: &str) -> String {
    name.replace('-', "_")
}

/// Reports and takes away each job whose crate would have the name of an earlier one's. Of those that were not `asked` for
/// nothing is said.
pub(super) fn once(jobs: &mut Vec<Job>, asked: impl Fn(&Job) -> bool, report: &mut Vec<Diagnostic>) {
    let mut taken: HashMap<String, String> = HashMap::new();
    jobs.retain(|job| {
        let name = job.settings.package.clone().unwrap_or_else(|| naming::package_name(&job.provider));
        let Some(earlier) = taken.get(&fold(&name)) else {
            taken.insert(fold(&name), job.provider.clone());
            return true;
        };
        if asked(job) {
            report.push(name_taken(job, &name, earlier));
        }
        false
    });
}

fn name_taken(job: &Job, name: &str, earlier: &str) -> Diagnostic {
    let Job { provider, folder, settings, documents, added: _, tolerance: _ } = job;
    let document = documents.first().map_or(folder.as_path(), |document| document.path.as_path());
    let settings_file = folder.join(super::SETTINGS);
    let (place, advice): (&Path, _) = if settings.package.is_some() {
        (&settings_file, "choose another `package` here".to_owned())
    } else if document.parent() == Some(folder) && folder.ends_with(provider) {
        (document, format!("say `package = \"…\"` in `{}`, or rename the folder", settings_file.display()))
    } else {
        let moved = folder.join(provider).join(super::SETTINGS);
        (document, format!("rename it, or make it a folder and say `package = \"…\"` in `{}`", moved.display()))
    };
    let message = format!("the crate of `{provider}` would be called `{name}`, as the crate of `{earlier}` is");
    Diagnostic::about_file(Code::NameTaken, place, message, advice)
}

#[cfg(test)]
mod tests {
    use super::{is_package, is_reserved};
    use crate::lower::name::snake_name;
    use crate::plan::naming::package_name;

    #[test]
    fn a_package_is_called_what_cargo_takes_and_its_library_the_same() {
        for name in ["petstore", "pet-store_2", "a1b2", "x9-9", "s3"] {
            assert!(is_package(name), "{name}");
            assert_eq!(snake_name(name), name.replace('-', "_"));
        }
        for name in [
            "",
            "2pets",
            "../x",
            "pet store",
            "pet\nstore",
            "péts",
            "Pets",
            "pets-",
            "pet--store",
            "pet-_store",
            "pets_",
            "-pets",
        ] {
            assert!(!is_package(name), "{name}");
        }
    }

    #[test]
    fn a_default_name_that_is_taken_already_gets_an_ending() {
        for (provider, package) in [
            ("tokio", "tokio-client"),
            ("Specsmith Runtime", "specsmith-runtime-client"),
            ("type", "type-client"),
            ("core", "core-client"),
            ("tokio2", "tokio2"),
        ] {
            assert_eq!(package_name(provider), package);
            assert!(is_package(package) && !is_reserved(package));
        }
        assert!(
            ["fn", "std", "proc_macro", "proc-macro", "generator", "specsmith_runtime"].into_iter().all(is_reserved)
        );
    }
}
