//! What the mock server answers, without a network: `mock/shop.yaml`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use generator::discover;
use generator::mock::Request;
use generator::mock::server::{Content, Exchange, Fault, Site};
use generator::pipeline;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::OnceLock;

fn site(document: &str) -> Site {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mock").join(document);
    let (outcome, site) = pipeline::site(&discover::single(&spec, None).unwrap());
    assert!(!outcome.report.has_errors(), "{:?}", outcome.report.diagnostics);
    site.unwrap()
}

fn shop() -> &'static Site {
    static SHOP: OnceLock<Site> = OnceLock::new();
    SHOP.get_or_init(|| site("shop.yaml"))
}

/// A request with credentials: `GET /path?query`, headers, and a body of JSON.
fn request(line: &str, headers: &[(&str, &str)], body: &Value) -> Request {
    let (method, target) = line.split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut all = vec![("Host", "127.0.0.1:4010"), ("Authorization", "Bearer x")];
    all.extend(headers);
    if !body.is_null() {
        all.push(("content-type", "application/json"));
    }
    Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
    }
}

fn answer(line: &str, headers: &[(&str, &str)], body: &Value) -> Exchange {
    shop().answer(&request(line, headers, body))
}

fn get(target: &str) -> Exchange {
    answer(&format!("GET {target}"), &[], &Value::Null)
}

fn header<'a>(exchange: &'a Exchange, name: &str) -> Option<&'a str> {
    exchange.reply.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn json(exchange: &Exchange) -> Value {
    let bytes = exchange.reply.bytes();
    serde_json::from_slice(&bytes).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&bytes)))
}

fn text(exchange: &Exchange) -> String {
    String::from_utf8(exchange.reply.bytes()).unwrap()
}

#[test]
fn an_operation_is_found_below_the_path_of_a_server_and_without_it() {
    for path in ["/items/7", "/v1/items/7", "/v2/items/7"] {
        let exchange = get(path);
        assert_eq!((exchange.reply.status, exchange.operation.as_deref()), (200, Some("GET /items/{id}")), "{path}");
    }
}

#[test]
fn a_path_is_found_whatever_stands_between_its_parameters_and_before_its_first() {
    let site = site("paths.yaml");
    for (path, expected) in [
        ("/v1", "root"),
        ("/v1/", "root"),
        ("/", "root"),
        ("/v1/bare", "bare"),
        ("/bare", "bare"),
        ("/v1/left12", "joined"),
        ("/v1/files/right.7", "dotted"),
        ("/v1/left:verb", "verb"),
        ("/left:verb", "verb"),
        ("/v1/same/7", "number"),
        ("/v1/same/left", "word"),
    ] {
        let exchange = site.answer(&request(&format!("GET {path}"), &[], &Value::Null));
        let found = (exchange.reply.status, exchange.complaints.as_slice(), json(&exchange));
        assert_eq!(found, (200, [].as_slice(), json!(expected)), "{path}");
    }
    let neither = site.answer(&request("GET /v1/same/x", &[], &Value::Null));
    assert_eq!((neither.reply.status, neither.operation.as_deref()), (400, Some("GET /same/{b}")), "the first");
}

#[test]
fn an_unknown_path_is_404_with_routes_that_are_near_and_another_method_405_with_those_there_are() {
    let missing = get("/v1/itmes");
    assert_eq!((missing.reply.status, header(&missing, "content-type")), (404, Some("application/problem+json")));
    let near = json(&missing)["near"].clone();
    assert!(near.as_array().unwrap().contains(&json!("GET /items")), "{near}");
    let other = answer("DELETE /items", &[], &Value::Null);
    assert_eq!((other.reply.status, header(&other, "allow")), (405, Some("GET, POST")));
}

#[test]
fn who_brings_no_credentials_gets_the_documented_answer_for_that_or_a_problem() {
    let mut bare = request("GET /items", &[], &Value::Null);
    bare.headers.retain(|(name, _)| name != "Authorization");
    let exchange = shop().answer(&bare);
    let challenge = "Bearer realm=\"mock\", \
                     error_description=\"there are no credentials that the operation takes: `Authorization: Bearer ...`\"";
    assert_eq!((exchange.reply.status, header(&exchange, "www-authenticate")), (401, Some(challenge)));
    let said = &json(&exchange)["errors"][0];
    assert_eq!(said["in"], "credentials");
    assert_eq!(said["detail"], "there are no credentials that the operation takes: `Authorization: Bearer …`");
    let mut bare = request("POST /items", &[], &json!({ "name": "a" }));
    bare.headers.retain(|(name, _)| name != "Authorization");
    let exchange = shop().answer(&bare);
    assert_eq!((exchange.reply.status, &json(&exchange)["code"]), (401, &json!("text")));
    // Its example may say anything, such as that a token has expired.
    assert_eq!(header(&exchange, "www-authenticate"), Some(challenge));
    let mut open = request("GET /open", &[], &Value::Null);
    assert_eq!(shop().answer(&open).remarks.len(), 1, "it takes no credentials, and has some");
    open.headers.retain(|(name, _)| name != "Authorization");
    assert_eq!((shop().answer(&open).remarks, shop().answer(&open).reply.status), (Vec::new(), 200));
}

#[test]
fn everything_that_is_wrong_with_a_request_is_listed_with_its_place() {
    let exchange = answer("POST /items?x=1", &[], &json!({ "price": 0 }));
    assert_eq!(exchange.reply.status, 422, "the status that the operation documents");
    let errors = json(&exchange)["errors"].clone();
    let mut places: Vec<&Value> = errors.as_array().unwrap().iter().map(|error| &error["pointer"]).collect();
    places.sort_by_key(|place| place.to_string());
    assert_eq!(places, [&json!("#"), &json!("#/price"), &Value::Null]);
    assert_eq!(get("/items/seven").reply.status, 400);
    let mut other = request("POST /items", &[("content-type", "text/plain")], &Value::Null);
    other.body = b"tea".to_vec();
    assert_eq!(shop().answer(&other).reply.status, 415);
}

#[test]
fn what_is_wrong_is_said_in_words_that_help() {
    let said = |exchange: &Exchange| exchange.complaints.iter().map(ToString::to_string).collect::<Vec<_>>();
    let seven = get("/items/seven");
    assert_eq!(said(&seven), ["the path parameter `id`: \"seven\" is not of type \"integer\""]);
    let mut untyped = request("POST /items", &[], &Value::Null);
    untyped.body = b"{}".to_vec();
    let untyped = shop().answer(&untyped);
    assert_eq!(said(&untyped), ["the body has no `Content-Type`, which is to be application/json"]);
    let wish = |wish: &str| answer("GET /items", &[("Prefer", wish)], &Value::Null);
    assert_eq!(json(&wish("code=500"))["detail"], "the operation has no answer 500: it has 200, 404");
    for (unknown, remark) in [
        ("code=never", "`Prefer: code=never` is not understood: a code is a status from 200 to 599"),
        (
            "fault=boom",
            "`Prefer: fault=boom` is not understood: a fault is `429`, `503`, `reset`, `slow` or `truncate`",
        ),
        ("code=404, example=gone", "the answer 404 has no example `gone`: it has `closed`, `moved`"),
        ("example=gone", "the answer 200 has no example `gone`: it has none with a name"),
    ] {
        assert_eq!(wish(unknown).remarks, [remark]);
    }
    assert_eq!(wish("code=404, example=moved").remarks, Vec::<String>::new());
}

#[test]
fn an_answer_is_an_example_or_a_value_that_its_schema_allows() {
    let added = answer("POST /items", &[], &json!({ "name": "a" }));
    assert_eq!((added.reply.status, json(&added)), (201, json!({ "name": "a tea pot", "price": 12 })));
    let made = get("/items/7");
    assert_eq!((header(&made, "content-type"), text(&made).as_str()), (Some("text/csv"), "text"));
    assert_eq!(json(&get("/fair")), json!({ "on": "2026-01-31" }), "there is no 30th of February");
    let dynamic = answer("POST /items", &[("Prefer", "dynamic")], &json!({ "name": "a" }));
    assert!(json(&dynamic)["price"].as_i64().unwrap() > 1 << 53, "a value that tries what clients can hold");
}

#[test]
fn xml_has_the_names_and_attributes_of_its_schema_or_is_what_its_author_wrote() {
    let made = get("/catalogue");
    assert_eq!(header(&made, "content-type"), Some("application/xml"));
    let items = "<items><item>tea pot</item><item>tea pot</item></items>";
    let expected =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<catalogue edition=\"3\">{items}</catalogue>\n");
    assert_eq!(text(&made), expected);
    assert_eq!(text(&get("/catalogue-as-written")), "<catalogue>by hand</catalogue>");
}

#[test]
fn the_form_of_an_answer_is_the_one_that_accept_wants_most() {
    let with = |accept: &str| answer("GET /items/7", &[("Accept", accept)], &Value::Null);
    for (accept, form) in [
        ("application/json", "application/json"),
        ("image/*", "image/png"),
        ("text/csv;q=0.1, application/json;q=0.5", "application/json"),
        ("*/*", "text/csv"),
    ] {
        assert_eq!(header(&with(accept), "content-type"), Some(form), "{accept}");
    }
    assert_eq!(json(&with("application/json")), json!({ "name": "a cup", "price": 1 }));
    assert_eq!(with("audio/ogg").reply.status, 406);
}

#[test]
fn a_request_may_wish_for_the_status_and_the_example_of_its_answer() {
    let wish = |line: &str, wish: &str| answer(line, &[("Prefer", wish)], &Value::Null);
    let closed = wish("GET /items", "code=404");
    assert_eq!((closed.reply.status, &json(&closed)["code"], closed.complaints), (404, &json!("closed"), Vec::new()));
    let moved = wish("GET /items", "code=404, example=moved");
    assert_eq!((moved.reply.status, &json(&moved)["code"]), (404, &json!("moved")));
    assert_eq!(wish("DELETE /nothing", "code=418").reply.status, 418, "by 4XX");
    let other = wish("GET /items", "code=500");
    assert_eq!((other.reply.status, header(&other, "content-type")), (500, Some("application/problem+json")));
    assert_eq!(wish("DELETE /nothing", "return=minimal").reply.status, 204);
    // The document has a `Prefer` of its own.
    assert_eq!(wish("GET /items", "return=maximal, code=404").reply.status, 400);
    assert_eq!(wish("GET /items", "code=never").remarks.len(), 1);
}

/// Follows a list to its end; how many items each page had.
fn pages(first: &str, next: impl Fn(&Exchange, usize) -> Option<String>) -> Vec<usize> {
    let mut target = first.to_owned();
    let mut counts = Vec::new();
    let mut all = 0;
    loop {
        let page = get(&target);
        assert_eq!((page.reply.status, page.complaints.as_slice()), (200, [].as_slice()), "{target}");
        let body = json(&page);
        let count = body.as_array().or_else(|| body["data"].as_array()).unwrap().len();
        counts.push(count);
        all += count;
        assert!(counts.len() < 9, "{counts:?}");
        match next(&page, all) {
            Some(next) => target = next,
            None => return counts,
        }
    }
}

#[test]
fn lists_come_in_three_pages_however_one_leads_to_the_next() {
    let local = |url: &str| url.strip_prefix("http://127.0.0.1:4010").expect("this server").to_owned();
    let token = |page: &Exchange, _: usize| {
        let body = json(page);
        assert_eq!(body["more"].as_bool(), Some(body["next"].is_string()));
        Some(format!("/items?cursor={}", body["next"].as_str()?))
    };
    assert_eq!(pages("/items", token), [3, 2, 1]);
    let offset = |page: &Exchange, all: usize| (json(page) != json!([])).then(|| format!("/by-offset?skip={all}"));
    assert_eq!(pages("/by-offset", offset), [3, 2, 1, 0]);
    let number = std::cell::Cell::new(0);
    let by_number = |page: &Exchange, _: usize| {
        number.set(number.get() + 1);
        (json(page) != json!([])).then(|| format!("/by-number?page={}", number.get()))
    };
    assert_eq!(pages("/by-number?page=0", by_number), [3, 2, 1, 0]);
    let link = |page: &Exchange, _: usize| {
        let link = header(page, "link")?.strip_prefix('<')?.strip_suffix(">; rel=\"next\"")?;
        assert!(link.contains("sort=up"), "{link}");
        Some(local(link))
    };
    assert_eq!(pages("/v1/by-link?sort=up", link), [3, 2, 1]);
    let url = |page: &Exchange, _: usize| Some(local(json(page)["links"]["next"].as_str()?));
    assert_eq!(pages("/v1/by-url", url), [3, 2, 1]);
}

#[test]
fn a_stream_comes_item_by_item_with_the_text_that_ends_it() {
    let pieces = |exchange: &Exchange| match &exchange.reply.content {
        Content::Pieces(pieces) => pieces.iter().map(|piece| String::from_utf8(piece.clone()).unwrap()).collect(),
        Content::Whole(_) => Vec::new(),
    };
    let word = r#"{"word":"text"}"#;
    let events = answer("POST /chat", &[("Accept", "text/event-stream")], &json!({ "stream": true }));
    let event = format!("data: {word}\n\n");
    assert_eq!(pieces(&events), [event.as_str(), &event, &event, "data: [DONE]\n\n"]);
    assert_eq!(header(&events, "content-type"), Some("text/event-stream"));
    let whole = answer("POST /chat", &[("Accept", "application/json")], &json!({}));
    assert_eq!((pieces(&whole), json(&whole).is_array()), (Vec::new(), true));
    let line = format!("{word}\n");
    assert_eq!(pieces(&get("/lines")), [line.as_str(), &line, &line]);
    let said: Vec<String> = ["We", "are", "open", "now"].map(|word| format!("{{\"word\":\"{word}\"}}\n")).to_vec();
    assert_eq!(pieces(&get("/words")), said, "each example is an item");
    let wished = answer("GET /words", &[("Prefer", "example=third")], &Value::Null);
    assert_eq!(pieces(&wished), vec![said[2].clone(); 3]);
    let record = format!("\u{1e}{word}\n");
    assert_eq!(pieces(&get("/records")), [record.as_str(), &record, &record]);
}

#[test]
fn a_redirect_leads_to_bytes_that_anybody_may_read() {
    let redirect = get("/file");
    let location = header(&redirect, "location").unwrap().to_owned();
    assert_eq!(redirect.reply.status, 302);
    let path = location.strip_prefix("http://127.0.0.1:4010").unwrap();
    let file = shop().answer(&Request { method: "GET".to_owned(), path: path.to_owned(), ..Request::default() });
    assert_eq!((file.reply.status, file.reply.bytes().is_empty()), (200, false));
}

#[test]
fn documented_headers_are_sent() {
    assert_eq!(header(&get("/items"), "x-total"), Some("1"));
}

#[test]
fn a_fault_comes_by_wish_or_by_rule_and_a_busy_server_says_when_to_come_again() {
    let busy = shop().answer_with(&request("GET /items", &[], &Value::Null), Some(Fault::Unavailable));
    assert_eq!((busy.reply.status, header(&busy, "retry-after")), (503, Some("1")));
    assert_eq!(json(&busy)["detail"], "this goes wrong on purpose");
    let reset = answer("GET /items", &[("Prefer", "fault=reset")], &Value::Null);
    assert_eq!((reset.fault, reset.complaints.len()), (Some(Fault::Reset), 0));
}

#[test]
fn a_page_in_a_browser_may_ask_before_it_calls() {
    let asked = [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization")];
    let allowed = answer("OPTIONS /items", &asked, &Value::Null);
    assert_eq!((allowed.reply.status, header(&allowed, "access-control-allow-headers")), (204, Some("authorization")));
}
