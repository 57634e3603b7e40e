//! The rules for names: what is taken, what is left out, and when one must give way.

use crate::diagnostic::{Code, Diagnostic};
use crate::discover::is_reserved;
use crate::lower::name::{Names, snake_name};
use crate::pointer::Pointer;

/// Modules that a crate or API has beside its resources, and file names that some systems keep for themselves.
pub const RESOURCE_MODULES: &[&str] = &[
    "models",
    "provider",
    "runtime",
    "specsmith_runtime",
    "core",
    "std",
    "lib",
    "main",
    "mod",
    "con",
    "prn",
    "aux",
    "nul",
    "com1",
    "com2",
    "com3",
    "com4",
    "com5",
    "com6",
    "com7",
    "com8",
    "com9",
    "lpt1",
    "lpt2",
    "lpt3",
    "lpt4",
    "lpt5",
    "lpt6",
    "lpt7",
    "lpt8",
    "lpt9",
];

/// Features that every crate has beside its resources' own; `default` means something else to cargo.
pub const CRATE_FEATURES: &[&str] = &["blocking", "default", "mock", "tracing"];

/// Methods that the type users start from has anyway.
pub const PROVIDER_METHODS: &[&str] = &["builder", "clone", "core", "from_env", "into", "new"];

/// Types that the code of a resource uses by their short name.
pub const RESOURCE_TYPES: &[&str] = &[
    "Box",
    "Err",
    "Error",
    "Into",
    "IntoIterator",
    "None",
    "Ok",
    "Option",
    "Response",
    "Result",
    "Self",
    "Some",
    "String",
    "Vec",
    "From",
];

/// Methods that every request has: per-call options and the sending itself.
pub const REQUEST_METHODS: &[&str] = &[
    "attempt_timeout",
    "base_url",
    "body_member",
    "call",
    "clone",
    "header",
    "idempotency_key",
    "into",
    "new",
    "query",
    "retry",
    "retry_rule",
    "send",
    "send_blocking",
    "stream_blocking",
    "timeout",
    "send_credentials_to_base_url",
    "download_to",
    "download_to_file",
    "download_to_blocking",
    "download_to_file_blocking",
    "idle_timeout",
    "items",
    "items_blocking",
    "pages",
    "pages_blocking",
    "stream",
    "max_response_bytes",
];

/// The words of a name, in lower case.
pub fn words(name: &str) -> Vec<String> {
    snake_name(name).split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// An operation's name with the name of its resource taken out: `getAccount` of `Accounts` is `get`.
pub fn method_name(operation: &str, resource: &str) -> String {
    let all = words(operation);
    let resource = words(resource);
    let found = all.windows(resource.len().max(1)).position(|window| same_words(window, &resource));
    let rest: Vec<&str> = match found {
        Some(start) => {
            let outside = |index: &usize| !(start..start + resource.len()).contains(index);
            all.iter().enumerate().filter(|(index, _)| outside(index)).map(|(_, word)| word.as_str()).collect()
        }
        None => Vec::new(),
    };
    // `get_by` or `for` alone would say less than the whole name.
    let says_enough =
        rest.last().is_some_and(|last| !matches!(*last, "by" | "for" | "of" | "from" | "to" | "in" | "with"));
    if says_enough { snake_name(&rest.join("_")) } else { snake_name(operation) }
}

fn same_words(window: &[String], resource: &[String]) -> bool {
    window.len() == resource.len() && window.iter().zip(resource).all(|(one, other)| singular(one) == singular(other))
}

/// A word without its plural ending, as far as comparing needs it.
fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) if stem.len() > 1 => format!("{stem}y"),
        _ => match word.strip_suffix("es").filter(|stem| stem.ends_with(['s', 'x', 'z', 'h'])) {
            Some(stem) => stem.to_owned(),
            None => word.strip_suffix('s').filter(|stem| stem.len() > 1).unwrap_or(word).to_owned(),
        },
    }
}

/// A name for an operation that has no id: `GET /pets/{id}/toys` is `get_pets_toys_by_id`.
pub fn name_from_path(method: &str, path: &str) -> String {
    let (parameters, fixed): (Vec<&str>, Vec<&str>) =
        path.split('/').filter(|segment| !segment.is_empty()).partition(|segment| segment.contains('{'));
    let mut words = vec![method.to_lowercase()];
    words.extend(fixed.into_iter().map(str::to_owned));
    for (index, parameter) in parameters.iter().enumerate() {
        words.push(if index == 0 { "by" } else { "and" }.to_owned());
        words.push(parameter.replace(['{', '}'], "_"));
    }
    snake_name(&words.join("_"))
}

/// The resource of an operation that has no tag: the first segment of its path that says something.
pub fn resource_from_path(path: &str) -> String {
    let says_something = |segment: &&str| {
        let version = segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        !segment.is_empty() && !segment.contains('{') && !version && !matches!(*segment, "api" | "rest")
    };
    // Some documents tell operations of one path apart by what stands behind it.
    let path = path.split(['#', '?']).next().unwrap_or_default();
    path.split('/').find(says_something).unwrap_or("root").to_owned()
}

/// The type of an API's handle, which stands beside what every file uses.
pub fn api_handle(module: &str) -> String {
    let name = crate::lower::name::type_name(module);
    if RESOURCE_TYPES.contains(&name.as_str()) { format!("{name}Api") } else { name }
}

/// The default name of a provider's package.
pub fn package_name(provider: &str) -> String {
    let name = snake_name(provider).replace('_', "-");
    // crates.io takes ASCII only, and no more than 64 characters.
    let ascii: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(60).collect();
    let trimmed = ascii.trim_matches('-');
    match trimmed {
        "" => "sdk".to_owned(),
        reserved if is_reserved(reserved) => format!("{reserved}-client"),
        free => free.to_owned(),
    }
}

/// Takes `wanted`, or `wanted_<ending>` if it is not free, or else a number.
pub fn take_or_end_with(names: &mut Names, wanted: &str, ending: &str) -> String {
    if names.contains(wanted) {
        let stem = wanted.trim_end_matches('_');
        names.take(&format!("{stem}{ending}"))
    } else {
        names.take(wanted)
    }
}

/// The variant for what is not known: `Other`, unless the document has one of that name.
pub fn catch_all(names: &mut Names, at: &Pointer, report: &mut Vec<Diagnostic>) -> String {
    let name = take_or_end_with(names, "Other", "Value");
    if name != "Other" {
        report.push(Diagnostic::new(
            Code::Renamed,
            at,
            format!("the name `Other` is taken here; what is none of these is `{name}`"),
            "nothing needs to be done",
        ));
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{method_name, name_from_path, package_name, resource_from_path};

    #[test]
    fn the_resource_is_taken_out_of_the_name_of_an_operation() {
        let table = [
            ("getAccount", "Accounts", "get"),
            ("listAccounts", "Accounts", "list"),
            ("authenticate", "Authentication", "authenticate"),
            ("tokenRoles", "Authentication", "token_roles"),
            ("getPricePlanById", "Price Plans", "get_by_id"),
            ("listPolicies", "Policy", "list"),
            ("accounts", "Accounts", "accounts"),
            ("search", "Search", "search"),
            ("createBox", "boxes", "create"),
            ("getAccountFor", "Accounts", "get_account_for"),
            ("status", "Statu", "status"),
            ("delete", "", "delete"),
        ];
        for (operation, resource, method) in table {
            assert_eq!(method_name(operation, resource), method, "{operation} of {resource}");
        }
    }

    #[test]
    fn an_operation_without_an_id_is_named_after_its_path() {
        let table = [
            ("GET", "/pets", "get_pets"),
            ("GET", "/pets/{petId}/toys", "get_pets_toys_by_pet_id"),
            ("DELETE", "/a/{x}/b/{y}", "delete_a_b_by_x_and_y"),
            ("GET", "/", "get"),
        ];
        for (method, path, name) in table {
            assert_eq!(name_from_path(method, path), name);
        }
        for (path, resource) in [
            ("/api/v1/pets/{id}", "pets"),
            ("/{id}", "root"),
            ("/", "root"),
            ("/video", "video"),
            ("/#X-Target=Thing.Get", "root"),
            ("/things/#Action=Get", "things"),
            ("/?a=b", "root"),
        ] {
            assert_eq!(resource_from_path(path), resource);
        }
    }

    #[test]
    fn a_package_gets_a_name_that_a_registry_takes() {
        for (provider, package) in [("petstore", "petstore"), ("My API", "my-api"), ("größe", "grosse"), ("…", "x")]
        {
            assert_eq!(package_name(provider), package);
        }
    }
}
