//! Path templates (OpenAPI 3.1 §4.8.8), and what a request's path and query say of their parameters.
//!
//! Some documents write a query into the template, and a fragment that tells two operations of one path apart; a fragment is
//! never sent.

use super::complaint::{Complaint, Part};
use super::parameter::{decoded, pairs};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

/// What stands in a path as it is; clients differ in what else they encode.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    segments: Vec<Segment>,
    /// The query, names decoded.
    query: Vec<(String, String)>,
}

/// What stands between two slashes: a literal, then each parameter and the literal behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Segment {
    before: Literal,
    parameters: Vec<(String, Literal)>,
}

/// Text as it is written, and in the one form of encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Literal {
    written: String,
    encoded: String,
}

impl Template {
    pub fn new(written: &str) -> Self {
        let whole = written.split('#').next().unwrap_or_default();
        let (path, query) = whole.split_once('?').unwrap_or((whole, ""));
        let query = pairs(query).into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        Self { segments: path.split('/').map(Segment::new).collect(), query }
    }

    /// The values of its parameters in a path, as they were sent; `None` if the path is another one.
    pub fn values(&self, path: &str) -> Option<Vec<(String, String)>> {
        let mut values = Vec::new();
        let mut sent = path.split('/');
        for segment in &self.segments {
            segment.values(sent.next()?, &mut values)?;
        }
        sent.next().is_none().then_some(values)
    }

    /// The names in its own query.
    pub fn query_names(&self) -> impl Iterator<Item = &String> {
        self.query.iter().map(|(name, _)| name)
    }

    /// The values of its parameters in a query; complains of what should stand there and does not.
    pub fn query_values(&self, query: &str, complaints: &mut Vec<Complaint>) -> Vec<(String, String)> {
        let sent = pairs(query);
        let mut values = Vec::new();
        for (name, wanted) in &self.query {
            let found = sent.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
            match (wanted.strip_prefix('{').and_then(|wanted| wanted.strip_suffix('}')), found) {
                (Some(parameter), Some(value)) => values.push((parameter.to_owned(), value.to_owned())),
                (None, Some(value)) if decoded(value, "query") == decoded(wanted, "query") => {}
                _ => {
                    let what = format!("the path has `{name}={wanted}` in its query, and the request has not");
                    complaints.push(Complaint::new(Part::Parameter, what));
                }
            }
        }
        values
    }
}

impl Segment {
    fn new(written: &str) -> Self {
        let mut pieces = written.split('{');
        let before = Literal::new(pieces.next().unwrap_or_default());
        let parameters = pieces.map(|piece| {
            let (name, literal) = piece.split_once('}').unwrap_or((piece, ""));
            (name.to_owned(), Literal::new(literal))
        });
        Self { before, parameters: parameters.collect() }
    }

    /// Adds the values of its parameters; `None` if it is another segment.
    fn values(&self, sent: &str, values: &mut Vec<(String, String)>) -> Option<()> {
        if self.parameters.is_empty() {
            return (canonical(sent) == self.before.encoded).then_some(());
        }
        let (before, mut rest) = self.before.split(sent)?;
        if !before.is_empty() {
            return None;
        }
        for (name, literal) in &self.parameters {
            let (value, behind) = if literal.written.is_empty() { (rest, "") } else { literal.split(rest)? };
            if value.is_empty() {
                return None;
            }
            values.push((name.clone(), value.to_owned()));
            rest = behind;
        }
        rest.is_empty().then_some(())
    }
}

impl Literal {
    fn new(written: &str) -> Self {
        Self { written: written.to_owned(), encoded: canonical(written) }
    }

    /// What stands before and behind it.
    fn split<'text>(&self, text: &'text str) -> Option<(&'text str, &'text str)> {
        text.split_once(&self.written).or_else(|| text.split_once(&self.encoded))
    }
}

/// A segment in one form of encoding.
fn canonical(segment: &str) -> String {
    let bytes: Vec<u8> = percent_decode_str(segment).collect();
    percent_encode(&bytes, PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn a_path_fits_its_template_segment_by_segment() {
        let values = |template: &str, path: &str| Template::new(template).values(path);
        let x = |value: &str| Some(vec![("x".to_owned(), value.to_owned())]);
        assert_eq!(values("/a/{x}.json", "/a/b%20c.json"), x("b%20c"));
        assert_eq!(values("/a/{x}:go", "/a/b:go"), x("b"));
        assert_eq!(values("/a/{x}:go", "/a/b%3Ago"), x("b"), "clients differ in what they encode");
        assert_eq!(values("/a b/{x}", "/a%20b/c%2Fd"), x("c%2Fd"));
        assert_eq!(values("/a/{x}", "/a/1,2%2C3"), x("1,2%2C3"), "a comma that is encoded is part of a value");
        assert_eq!(values("/a/{x}#second", "/a/b"), x("b"), "a fragment is never sent");
        for (template, path) in [("/a/{x}", "/a/b/c"), ("/a/{x}", "/a/"), ("/a", "/a/"), ("/{x}/b", "/a/c")] {
            assert_eq!(values(template, path), None, "{template} {path}");
        }
    }

    #[test]
    fn a_query_in_a_template_must_be_sent() {
        let template = Template::new("/a?kind=big&id={x}");
        let mut complaints = Vec::new();
        assert_eq!(template.query_values("id=7&kind=big", &mut complaints), [("x".to_owned(), "7".to_owned())]);
        assert_eq!(complaints, []);
        template.query_values("kind=small", &mut complaints);
        assert_eq!(complaints.len(), 2);
    }
}
