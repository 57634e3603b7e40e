//! Whether text is in one of the formats that have a type of their own (JSON Schema 2020-12 Validation §7.3), as leniently as the
//! runtime reads it.

/// `false` if the text cannot be read as a value of the format. Of other formats, and of no text, nothing is said.
pub(super) fn fits(format: &str, text: &str) -> bool {
    let text = text.trim();
    match format {
        _ if text.is_empty() => true,
        "date" => is_date(text),
        "date-time" => {
            let (date, time) = text.split_at_checked(10).unwrap_or((text, ""));
            is_date(date) && time.strip_prefix(['T', 't', ' ']).is_some_and(is_time)
        }
        "uuid" => {
            let bare = text.trim_start_matches("urn:uuid:").trim_matches(['{', '}']);
            let digits = bare.bytes().filter(|byte| *byte != b'-').collect::<Vec<u8>>();
            digits.len() == 32 && digits.iter().all(u8::is_ascii_hexdigit)
        }
        _ => true,
    }
}

/// `2024-02-29`; how many days a month has is not looked at.
fn is_date(text: &str) -> bool {
    let numbers: Vec<&str> = text.split('-').collect();
    match numbers.as_slice() {
        [year, month, day] => year.len() == 4 && number(year, 0, 9999) && number(month, 1, 12) && number(day, 1, 31),
        _ => false,
    }
}

/// `12:30:00`, then whatever says a fraction and an offset.
fn is_time(text: &str) -> bool {
    let (time, rest) = text.split_at_checked(8).unwrap_or((text, ""));
    let numbers: Vec<&str> = time.split(':').collect();
    let is_time = match numbers.as_slice() {
        [hour, minute, second] => number(hour, 0, 23) && number(minute, 0, 59) && number(second, 0, 60),
        _ => false,
    };
    is_time && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '+' | '-' | ':' | 'Z' | 'z' | ' '))
}

fn number(text: &str, least: u16, most: u16) -> bool {
    let is_plain = (2..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain && text.parse().is_ok_and(|number: u16| (least..=most).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn text_is_in_a_format_if_the_runtime_reads_it() {
        for (format, text, expected) in [
            ("date", "2024-02-29", true),
            ("date", "2004-12", false),
            ("date", "29/02/2024", false),
            ("date", "2024-13-01", false),
            ("date", "2024-02-29T10:00:00Z", false),
            ("date", "", true),
            ("date-time", "2024-02-29T10:00:00Z", true),
            ("date-time", "2024-02-29 10:00:00.123 +0000", true),
            ("date-time", "2024-02-29T10:00:00", true),
            ("date-time", "2024-02-29", false),
            ("date-time", "2024-02-29T10:00", false),
            ("date-time", "1709200800", false),
            ("date-time", "Thu, 29 Feb 2024 10:00:00 GMT", false),
            ("date-time", "äääääääääää", false),
            ("uuid", "67e55044-10b1-426f-9247-bb680e5fe0c8", true),
            ("uuid", "67e5504410b1426f9247bb680e5fe0c8", true),
            ("uuid", "acc-1", false),
            ("email", "nobody", true),
        ] {
            assert_eq!(fits(format, text), expected, "{format} {text:?}");
        }
    }
}
