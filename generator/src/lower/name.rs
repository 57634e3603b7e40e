//! Names: from any text to a Rust identifier that progenitor leaves as it is, and uniqueness among them.

use heck::{ToPascalCase, ToSnakeCase};
use std::collections::HashMap;

/// A type's or variant's name for any text.
pub fn type_name(text: &str) -> String {
    // Progenitor does the same to a name again, so it is done until that changes nothing: `cN8In` is `CN8In`, and that `Cn8In`.
    let mut name = spaced(text).to_pascal_case();
    for _ in 0..3 {
        let again = name.to_pascal_case();
        if again == name {
            break;
        }
        name = again;
    }
    identifier(&name, "X")
}

/// A field's, function's or module's name for any text.
pub fn snake_name(text: &str) -> String {
    identifier(&spaced(text).to_snake_case(), "x")
}

/// An operation's id without the path and method that FastAPI's own rule puts behind the name of the function:
/// `read_item_items__item_id__get` of `GET /items/{item_id}` is `read_item`.
pub fn operation_name<'id>(id: &'id str, method: &str, path: &str) -> &'id str {
    let path = path.replace(|c: char| !c.is_alphanumeric(), "_");
    let name = id.strip_suffix(&format!("{path}_{}", method.to_lowercase()));
    name.filter(|name| name.contains(char::is_alphanumeric)).unwrap_or(id)
}

/// The longest name, in characters: files are named after some, and 255 is the end of those.
const LONGEST: usize = 80;

/// The text in ASCII, with a separator where an identifier cannot have a character, so that case conversion sees words.
fn spaced(text: &str) -> String {
    let ascii = if text.is_ascii() { text.to_owned() } else { any_ascii::any_ascii(text) };
    ascii.replace('\'', "").replace(|c: char| !unicode_ident::is_xid_continue(c), "-")
}

fn identifier(text: &str, prefix: &str) -> String {
    let text = text.get(..LONGEST).map_or(text, |cut| cut.trim_end_matches('_'));
    let mut name = match text.chars().next() {
        None => prefix.to_owned(),
        Some(first) if unicode_ident::is_xid_start(first) => text.to_owned(),
        Some(_) => format!("{prefix}{text}"),
    };
    if is_keyword(&name) {
        name.push('_');
    }
    name
}

/// Whether a word is kept by the language, now or for later (the Rust Reference, "Keywords").
pub fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "_" | "abstract"
            | "as"
            | "async"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "crate"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "ref"
            | "return"
            | "Self"
            | "self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

/// What the code around models takes from the prelude.
const PRELUDE: &[&str] = &["Box", "Default", "Err", "Into", "None", "Ok", "Option", "Result", "Some", "String", "Vec"];

/// The names taken in one scope.
#[derive(Debug, Default)]
pub struct Names {
    /// Taken name → the number that the next of that name gets.
    taken: HashMap<String, usize>,
}

impl Names {
    /// A scope in which some names are not to be had.
    pub fn without(reserved: &[&str]) -> Self {
        Self { taken: reserved.iter().map(|name| ((*name).to_owned(), 2)).collect() }
    }

    /// The scope of a module of models: what its code takes from the prelude keeps its meaning there.
    pub fn for_types() -> Self {
        Self::without(PRELUDE)
    }

    /// Takes a type's name; one that means something else to the code around it is called `…Model`.
    pub fn take_type(&mut self, wanted: &str) -> String {
        if PRELUDE.contains(&wanted) { self.take(&format!("{wanted}Model")) } else { self.take(wanted) }
    }

    /// Takes a name, or the first of `name2`, `name3`… that is free (`name_2` for snake case).
    pub fn take(&mut self, wanted: &str) -> String {
        self.take_with(wanted, if wanted.starts_with(char::is_uppercase) { "" } else { "_" })
    }

    /// The same for a name that progenitor does not see: a number stands apart from one before it, so that the second
    /// `StandardV1` is no version 12.
    pub fn take_variant(&mut self, wanted: &str) -> String {
        self.take_with(wanted, if wanted.ends_with(|last: char| last.is_ascii_digit()) { "_" } else { "" })
    }

    fn take_with(&mut self, wanted: &str, separator: &str) -> String {
        let Some(next) = self.taken.get(wanted).copied() else {
            self.taken.insert(wanted.to_owned(), 2);
            return wanted.to_owned();
        };
        let stem = wanted.trim_end_matches('_');
        let mut number = next;
        loop {
            let candidate = format!("{stem}{separator}{number}");
            number += 1;
            if !self.taken.contains_key(&candidate) {
                self.taken.insert(wanted.to_owned(), number);
                self.taken.insert(candidate.clone(), 2);
                return candidate;
            }
        }
    }

    /// Whether a name is taken.
    pub fn contains(&self, name: &str) -> bool {
        self.taken.contains_key(name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, operation_name, snake_name, type_name};

    #[test]
    fn any_text_becomes_an_identifier_and_stays_one() {
        let table = [
            ("account", "Account", "account"),
            ("getAccount_v2", "GetAccountV2", "get_account_v2"),
            ("X-Acme-ActAs", "XAcmeActAs", "x_acme_act_as"),
            ("ap.io.messages", "ApIoMessages", "ap_io_messages"),
            ("type", "Type", "type_"),
            ("self", "Self_", "self_"),
            ("3d model", "X3dModel", "x3d_model"),
            ("", "X", "x"),
            ("…", "X", "x"),
            ("$filter", "Filter", "filter"),
            ("größe", "Grosse", "grosse"),
            ("取得", "QuDe", "qu_de"),
            ("it's", "Its", "its"),
            ("cN8In", "Cn8In", "c_n8_in"),
        ];
        for (text, upper, lower) in table {
            assert_eq!(type_name(text), upper, "type name of {text:?}");
            assert_eq!(snake_name(text), lower, "snake name of {text:?}");
            assert_eq!(type_name(&type_name(text)), type_name(text));
            assert_eq!(snake_name(&snake_name(text)), snake_name(text));
            assert!(syn::parse_str::<syn::Ident>(upper).is_ok() && syn::parse_str::<syn::Ident>(lower).is_ok());
        }
    }

    #[test]
    fn path_and_method_behind_the_name_of_a_function_are_no_part_of_it() {
        let table = [
            ("create_item_api_v1_users__user_id__items__post", "POST", "/api/v1/users/{user_id}/items/", "create_item"),
            ("health_health_get", "GET", "/health", "health"),
            ("root__get", "GET", "/", "root"),
            ("read_file_files__file_path__get", "GET", "/files/{file_path}", "read_file"),
            ("health_health_get", "POST", "/health", "health_health_get"),
            ("_health_get", "GET", "/health", "_health_get"),
            ("listItems", "GET", "/items", "listItems"),
        ];
        for (id, method, path, name) in table {
            assert_eq!(operation_name(id, method, path), name);
        }
    }

    #[test]
    fn a_taken_name_gets_the_next_free_number() {
        let mut names = Names::default();
        let taken: Vec<_> =
            ["a", "a", "a_2", "a", "type_", "type_", "Account", "Account"].map(|n| names.take(n)).into();
        let variants: Vec<_> = ["V1", "V1", "Red", "Red"].map(|name| names.take_variant(name)).into();
        assert_eq!(variants, ["V1", "V1_2", "Red", "Red2"]);
        assert_eq!(taken, ["a", "a_2", "a_2_2", "a_3", "type_", "type_2", "Account", "Account2"]);
    }
}
