//! Which of several forms an answer takes (RFC 9110 §12.5.1).

use crate::media_type::essence;

/// How much an `Accept` header wants a media type, in thousandths: the range that names it most closely decides. Without a
/// header everything is wanted.
pub fn wanted(accept: Option<&str>, media_type: &str) -> u32 {
    let Some(accept) = accept else { return 1000 };
    let offered = essence(media_type);
    let ranges = accept.split(',').filter_map(|range| Some((closeness(&essence(range), &offered)?, quality(range))));
    ranges.max_by_key(|(closeness, _)| *closeness).map_or(0, |(_, quality)| quality)
}

/// How closely a range names what is offered, which may be a range itself; `None` if it does not.
fn closeness(range: &str, offered: &str) -> Option<u32> {
    let covers = |range: &str, one: &str| match range.strip_suffix('*') {
        Some("*/" | "") => true,
        Some(kind) => kind.ends_with('/') && one.starts_with(kind),
        None => false,
    };
    match range {
        same if same == offered => Some(3),
        "*/*" | "*" => Some(0),
        range if covers(offered, range) => Some(2),
        range if covers(range, offered) => Some(1),
        _ => None,
    }
}

fn quality(range: &str) -> u32 {
    let weight = range.split(';').skip(1).find_map(|parameter| parameter.trim().strip_prefix("q="));
    let weight: f64 = weight.and_then(|weight| weight.trim().parse().ok()).unwrap_or(1.0);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 1000")]
    let thousandths = (weight.clamp(0.0, 1.0) * 1000.0) as u32;
    thousandths
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn the_range_that_names_a_form_most_closely_says_how_much_it_is_wanted() {
        for (accept, media_type, expected) in [
            (None, "text/csv", 1000),
            (Some("*/*"), "text/csv", 1000),
            (Some("application/json"), "application/json; charset=utf-8", 1000),
            (Some("application/json"), "text/csv", 0),
            (Some("text/*;q=0.5, text/csv;q=0"), "text/csv", 0),
            (Some("text/*;q=0.5, */*;q=0.1"), "text/csv", 500),
            (Some("text/event-stream, application/json;q=0.9"), "application/json", 900),
            (Some("image/png"), "*/*", 1000),
            (Some("image/png"), "image/*", 1000),
            (Some("nonsense"), "image/png", 0),
        ] {
            assert_eq!(wanted(accept, media_type), expected, "{accept:?} {media_type}");
        }
    }
}
