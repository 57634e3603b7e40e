//! What a text says once its escapes are undone, and where each byte of that stood.

use std::ops::{Range, RangeInclusive};

use memchr::memmem;

/// How often escapes are undone: JSON in JSON in a page of HTML.
const DEPTH: usize = 3;

/// The characters of credentials that HTML has names for, and those that every page escapes.
const NAMED: [(&[u8], char); 10] = [
    (b"amp;", '&'),
    (b"apos;", '\''),
    (b"colon;", ':'),
    (b"equals;", '='),
    (b"gt;", '>'),
    (b"lowbar;", '_'),
    (b"lt;", '<'),
    (b"plus;", '+'),
    (b"quot;", '"'),
    (b"sol;", '/'),
];

/// Where any of the needles stands in the text, as it is or with its escapes undone: of JSON and of string literals, of HTML, and of
/// URLs, in any mixture. In order; what overlaps is one.
pub(super) fn places(text: &str, needles: &[String]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut layer = Some(Layer::of(text));
    for _ in 0..=DEPTH {
        let Some(here) = &layer else { break };
        found.extend(needles.iter().flat_map(|needle| here.find(needle)));
        layer = here.undone();
    }
    found.sort_unstable_by_key(|place| place.start);
    found.dedup_by(|next, before| {
        let overlaps = next.start < before.end;
        if overlaps {
            before.end = before.end.max(next.end);
        }
        overlaps
    });
    found
}

/// A text, and of each of its bytes from where to where it stood in the first one.
struct Layer {
    bytes: Vec<u8>,
    places: Vec<(usize, usize)>,
}

impl Layer {
    fn of(text: &str) -> Self {
        Self { bytes: text.into(), places: (0..text.len()).map(|at| (at, at + 1)).collect() }
    }

    fn find(&self, needle: &str) -> impl Iterator<Item = Range<usize>> {
        let found = memmem::find_iter(&self.bytes, needle.as_bytes()).collect::<Vec<_>>();
        found.into_iter().filter_map(|at| {
            let (first, last) = (self.places.get(at)?, self.places.get(at + needle.len().checked_sub(1)?)?);
            Some(first.0..last.1)
        })
    }

    /// The same without its outermost escapes; `None` where there are none.
    fn undone(&self) -> Option<Self> {
        let mut undone = Self { bytes: Vec::new(), places: Vec::new() };
        let mut at = 0;
        while let (Some(rest @ [byte, ..]), Some(here)) = (self.bytes.get(at..), self.places.get(at)) {
            let (said, length) = escape(rest).unwrap_or((Said::Byte(*byte), 1));
            let end = self.places.get(at + length - 1).map_or(here.1, |last| last.1);
            let mut buffer = [0; 4];
            let bytes = match said {
                Said::Byte(byte) => {
                    buffer = [byte, 0, 0, 0];
                    buffer.get(..1).unwrap_or_default()
                }
                Said::Char(c) => c.encode_utf8(&mut buffer).as_bytes(),
            };
            undone.bytes.extend(bytes);
            undone.places.extend(bytes.iter().map(|_| (here.0, end)));
            at += length;
        }
        (undone.bytes.len() < self.bytes.len()).then_some(undone)
    }
}

/// What an escape stands for.
enum Said {
    Byte(u8),
    Char(char),
}

/// What the escape stands for that the text begins with, and how long it is.
fn escape(text: &[u8]) -> Option<(Said, usize)> {
    let (c, length) = match text {
        // RFC 3986 §2.1.
        [b'%', rest @ ..] => return Some((Said::Byte(u8::try_from(number(rest, 16, 2..=2)?.0).ok()?), 3)),
        // HTML §13.1.4.
        [b'&', b'#', b'x' | b'X', rest @ ..] => closed(rest, 16, b';', 3)?,
        [b'&', b'#', rest @ ..] => closed(rest, 10, b';', 2)?,
        [b'&', rest @ ..] => {
            let (name, c) = NAMED.iter().find(|(name, _)| rest.starts_with(name))?;
            (*c, 1 + name.len())
        }
        // Rust's.
        [b'\\', b'u', b'{', rest @ ..] => closed(rest, 16, b'}', 3)?,
        // RFC 8259 §7: two of them where one cannot hold it.
        [b'\\', b'u', rest @ ..] => {
            let first = number(rest, 16, 4..=4)?.0;
            match (char::from_u32(first), rest.get(4..)) {
                (Some(c), _) => (c, 6),
                (None, Some([b'\\', b'u', rest @ ..])) => {
                    let units = [u16::try_from(first).ok()?, u16::try_from(number(rest, 16, 4..=4)?.0).ok()?];
                    (char::decode_utf16(units).next()?.ok()?, 12)
                }
                (None, _) => return None,
            }
        }
        [b'\\', b'x', rest @ ..] => (char::from_u32(number(rest, 16, 2..=2)?.0)?, 4),
        [b'\\', c @ (b'"' | b'\'' | b'\\' | b'/'), ..] => (char::from(*c), 2),
        [b'\\', b'n', ..] => ('\n', 2),
        [b'\\', b'r', ..] => ('\r', 2),
        [b'\\', b't', ..] => ('\t', 2),
        _ => return None,
    };
    Some((Said::Char(c), length))
}

/// A character by its number, which ends with this byte and has so many before it.
fn closed(text: &[u8], radix: u32, end: u8, before: usize) -> Option<(char, usize)> {
    let (code, digits) = number(text, radix, 1..=8)?;
    let c = char::from_u32(code)?;
    (text.get(digits) == Some(&end)).then_some((c, before + digits + 1))
}

/// A number of so many digits that the text begins with, and how many it has.
fn number(text: &[u8], radix: u32, digits: RangeInclusive<usize>) -> Option<(u32, usize)> {
    let count = text.iter().take(*digits.end()).take_while(|byte| char::from(**byte).is_digit(radix)).count();
    let text = std::str::from_utf8(text.get(..count)?).ok()?;
    Some((u32::from_str_radix(text, radix).ok()?, count)).filter(|_| digits.contains(&count))
}

#[cfg(test)]
mod tests {
    use super::places;

    fn found<'a>(text: &'a str, needles: &[&str]) -> Vec<&'a str> {
        let needles: Vec<String> = needles.iter().map(|needle| (*needle).to_owned()).collect();
        places(text, &needles).into_iter().map(|place| &text[place]).collect()
    }

    #[test]
    fn a_text_is_found_in_every_escaped_form_and_in_mixtures_of_them() {
        let needle = "sk/live+4f \"é€😀\\&=";
        for form in [
            needle,
            r#"sk\/live+4f \"é€😀\\&="#,
            r#"sk\/live\u002b4f\u0020\"\u00e9\u20AC\ud83d\uDE00\\\u0026\u003d"#,
            r#"sk\\\/live+4f \\\"é€😀\\\\&="#,
            "sk&#x2F;live&#43;4f &quot;&#233;€&#x1f600;\\&amp;=",
            "sk&sol;live&plus;4f&#32;&#34;é€😀&#92;&amp;&equals;",
            "sk%2Flive%2B4f%20%22%C3%A9%E2%82%AC%F0%9F%98%80%5C%26%3D",
            "sk%2flive%2b4f%20%22%c3%a9%e2%82%ac%f0%9f%98%80%5c%26%3d",
            "sk%252Flive%252B4f%2520%2522é€😀%255C%2526%253D",
            r#"sk/live+4f \"\u{e9}\u{20ac}\u{1F600}\\&="#,
            r#"sk\x2flive\x2B4f \x22\xe9€😀\x5C\x26="#,
            r#"sk&#x2F;live\u002b4f%20\"é€😀\\&amp;="#,
        ] {
            for (before, after) in [("", ""), ("é\\", "\\"), ("%", "%"), ("&#", ";"), ("\\u12", "u")] {
                let text = format!("{before}{form}{after}");
                assert_eq!(found(&text, &[needle]), [form], "{text}");
            }
        }
    }

    #[test]
    fn what_overlaps_is_found_as_one_and_what_is_not_there_not_at_all() {
        let nothing: &[&str] = &[];
        for (text, there) in [
            ("abcdefgh", &["abcdefgh"][..]),
            (r"a\/b abcdef \u", &["abcdef"]),
            ("abcdefabcdef", &["abcdef", "abcdef"]),
            ("abcde\\f", nothing),
            ("", nothing),
            ("&#x110000; \\ud800 \\ud800\\u0041 %zz &#; \\u{} &#99999999999999;", nothing),
        ] {
            assert_eq!(found(text, &["abcdef", "cdefgh", "other"]), there, "{text}");
        }
    }
}
