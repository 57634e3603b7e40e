//! The `Link` header.

use specsmith_runtime::http::HeaderMap;
use specsmith_runtime::page::next_link;

#[test]
fn the_link_whose_relation_is_next_is_found_as_rfc_8288_writes_it() {
    for (headers, expected) in [
        (vec!["<https://a.example/2>; rel=\"next\""], Some("https://a.example/2")),
        (vec!["</2>;rel=next"], Some("/2")),
        (vec!["</2> ; REL = \"last NEXT\""], Some("/2")),
        (vec!["</1>; rel=prev, </2>; rel=next"], Some("/2")),
        (vec!["</1>; rel=prev", "</2>; rel=next"], Some("/2")),
        (vec!["</1?a=1,2;b>; title=\"a, <b>; rel=next \\\" c\"; rel=\"prev\", </2>; rel=next"], Some("/2")),
        (vec!["</2>; rel=\"prev\"; rel=\"next\""], None),
        (vec!["</2>; rel=next; anchor=\"#x\", </3>; rel=next"], Some("/3")),
        (vec!["</2>; rel=nextish"], None),
        (vec!["</2>; rel=\"next"], Some("/2")),
        (vec!["</2; rel=next"], None),
        (vec!["</2>"], None),
        (vec!["</2>; rel"], None),
        (vec!["rel=next", ""], None),
        (vec![], None),
    ] {
        let mut map = HeaderMap::new();
        for header in &headers {
            map.append("link", header.parse().unwrap());
        }
        assert_eq!(next_link(&map).as_deref(), expected, "{headers:?}");
    }
}
