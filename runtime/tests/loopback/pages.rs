//! Lists in pages over loopback: every way from one page to the next, and where each ends.

use specsmith_runtime::facts::{Location, Method, Operation, PageTarget, Paging, Parameter, Step, Style};
use specsmith_runtime::page::{Paged, next_value};
use specsmith_runtime::serde_json::{self, Value, json};
use specsmith_runtime::{Call, Error, Items, PageToken, Pages};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::acme::{Acme, GetError, plain};

static LIST: Operation = Operation {
    id: "list",
    path: "/list",
    parameters: &[Parameter {
        name: "at",
        location: Location::Query,
        style: Style::Form,
        explode: true,
        allow_reserved: false,
    }],
    ..plain(&[&[0]])
};
static SEARCH: Operation =
    Operation { id: "search", path: "/search", method: Method::Post, idempotent: false, parameters: &[], ..LIST_BASE };
const LIST_BASE: Operation = plain(&[&[0]]);

/// A request with one way to the next page.
macro_rules! list {
    ($name:ident, $operation:ident, $step:expr, $to:expr, $header:expr) => {
        pub struct $name(Call);

        impl $name {
            pub fn at(url: &str) -> Self {
                Self::of(&Acme::at(url))
            }

            pub fn of(acme: &Acme) -> Self {
                let mut call = Call::new(acme.core(), &$operation);
                if $operation.id == "search" {
                    call.json(&json!({ "query": "q" }));
                }
                Self(call)
            }
        }

        impl Paged for $name {
            type Page = Value;
            type Item = Value;
            type Error = GetError;
            const PAGING: Paging = Paging { step: $step, to: $to, header: $header };

            fn into_call(self) -> Call {
                self.0
            }
            fn next(page: &Value) -> Option<Value> {
                next_value(page.get("next"))
            }
            fn more(page: &Value) -> Option<bool> {
                page.get("more").and_then(Value::as_bool)
            }
            fn count(page: &Value) -> usize {
                page["items"].as_array().map_or(0, Vec::len)
            }
            fn take(mut page: Value) -> Vec<Value> {
                serde_json::from_value(page["items"].take()).unwrap_or_default()
            }
        }
    };
}

list!(ByToken, LIST, Step::Token, PageTarget::Parameter(0), None);
list!(ByBody, SEARCH, Step::Token, PageTarget::Body("/page/cursor"), None);
list!(ByHeader, LIST, Step::Token, PageTarget::Parameter(0), Some("x-next"));
list!(ByOffset, LIST, Step::Offset, PageTarget::Parameter(0), None);
list!(ByNumber, LIST, Step::Number { first: 1 }, PageTarget::Parameter(0), None);
list!(ByLink, LIST, Step::Link, PageTarget::Url, None);
list!(ByUrl, LIST, Step::Url, PageTarget::Url, None);

/// Answers by what follows the path: the query of a GET, the body of a POST.
async fn server(answer: impl Fn(&str) -> ResponseTemplate + Send + Sync + 'static) -> MockServer {
    let server = MockServer::start().await;
    let respond = move |request: &Request| match request.url.query() {
        Some(query) => answer(query),
        None => answer(&String::from_utf8_lossy(&request.body)),
    };
    Mock::given(any()).respond_with(respond).mount(&server).await;
    server
}

fn page(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

async fn asked(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap();
    let asked = |request: &Request| {
        assert_eq!(request.headers["authorization"], "Bearer t0ken-canary");
        let body = String::from_utf8_lossy(&request.body).into_owned();
        format!("{}{body}", request.url.query().unwrap_or_default())
    };
    requests.iter().map(asked).collect()
}

async fn all<R: Paged<Item = Value>>(request: R) -> Result<Vec<Value>, Error<R::Error>> {
    let mut items = Items::new(request);
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item?);
    }
    assert!(items.next().await.is_none() && items.next_token().is_none());
    Ok(all)
}

#[tokio::test]
async fn a_token_leads_from_page_to_page_and_empty_pages_are_passed_over() {
    let server = server(|asked| {
        page(&match asked {
            "" => json!({ "items": [1, 2], "next": "a b" }),
            "at=a%20b" => json!({ "items": [], "next": 7 }),
            "at=7" => json!({ "items": [3], "next": "" }),
            other => panic!("{other}"),
        })
    })
    .await;
    assert_eq!(all(ByToken::at(&server.uri())).await.unwrap(), [1, 2, 3]);
    assert_eq!(asked(&server).await, ["", "at=a%20b", "at=7"]);
}

#[tokio::test]
async fn nothing_null_an_empty_text_and_no_more_end_the_list() {
    for last in [json!({}), json!({ "next": null }), json!({ "next": "" }), json!({ "next": "x", "more": false })] {
        let shown = last.to_string();
        let server = server(move |_| page(&last)).await;
        assert_eq!(all(ByToken::at(&server.uri())).await.unwrap().len(), 0, "{shown}");
        assert_eq!(asked(&server).await.len(), 1, "{shown}");
    }
}

#[tokio::test]
async fn a_token_may_go_into_the_body_beside_what_is_there() {
    let server = server(|asked| {
        let body: Value = serde_json::from_str(asked).unwrap();
        assert_eq!(body["query"], "q");
        page(&match body["page"]["cursor"].as_str() {
            None => json!({ "items": [1], "next": "c" }),
            Some("c") => json!({ "items": [2] }),
            other => panic!("{other:?}"),
        })
    })
    .await;
    assert_eq!(all(ByBody::at(&server.uri())).await.unwrap(), [1, 2]);
}

#[tokio::test]
async fn a_token_may_come_in_a_header() {
    let server = server(|asked| match asked {
        "" => page(&json!({ "items": [1] })).insert_header("X-Next", "2"),
        _ => page(&json!({ "items": [2] })).insert_header("X-Next", ""),
    })
    .await;
    assert_eq!(all(ByHeader::at(&server.uri())).await.unwrap(), [1, 2]);
    assert_eq!(asked(&server).await, ["", "at=2"]);
}

#[tokio::test]
async fn offsets_count_what_came_and_numbers_count_pages_up_to_an_empty_one() {
    let items = |asked: &str| {
        page(&match asked {
            "" | "at=1" => json!({ "items": ["a", "b"] }),
            "at=2" => json!({ "items": ["c"] }),
            _ => json!({ "items": [] }),
        })
    };
    let server = server(items).await;
    assert_eq!(all(ByOffset::at(&server.uri())).await.unwrap(), ["a", "b", "c"]);
    assert_eq!(all(ByNumber::at(&server.uri())).await.unwrap(), ["a", "b", "c"]);
    let mut from = ByOffset::at(&server.uri());
    from.0.set(0, &2);
    assert_eq!(all(from).await.unwrap(), ["c"], "from where the caller says");
    assert_eq!(asked(&server).await, ["", "at=2", "at=3", "", "at=2", "at=3", "at=2", "at=3"]);
}

#[tokio::test]
async fn a_link_header_leads_on_and_so_does_a_url_in_the_body() {
    let server = MockServer::start().await;
    let uri = server.uri();
    let respond = move |request: &Request| match request.url.query() {
        None => page(&json!({ "items": [1], "next": "?at=2#x" }))
            .insert_header("link", format!("</first>; rel=first, <{uri}/list?at=2>; rel=\"next\"").as_str()),
        Some(_) => page(&json!({ "items": [2] })).insert_header("link", "</list>; rel=\"prev\""),
    };
    Mock::given(any()).respond_with(respond).mount(&server).await;
    assert_eq!(all(ByLink::at(&server.uri())).await.unwrap(), [1, 2]);
    assert_eq!(all(ByUrl::at(&server.uri())).await.unwrap(), [1, 2]);
    assert_eq!(asked(&server).await, ["", "at=2", "", "at=2"]);
}

#[tokio::test]
async fn the_next_page_at_another_origin_is_not_asked_for() {
    let other = MockServer::start().await;
    for link in
        [format!("{}/list?at=2", other.uri()), "//evil.example/list".to_owned(), "https://127.0.0.1/x".to_owned()]
    {
        let named = link.clone();
        let server = server(move |_| {
            page(&json!({ "items": [1], "next": named })).insert_header("link", format!("<{named}>; rel=next").as_str())
        })
        .await;
        for error in
            [all(ByLink::at(&server.uri())).await.unwrap_err(), all(ByUrl::at(&server.uri())).await.unwrap_err()]
        {
            assert!(matches!(error, Error::Redirect(_)), "{error}");
            assert!(error.to_string().contains("not followed, because it is another origin"), "{error}");
        }
        let kept: PageToken = format!("url:{link}").parse().unwrap();
        let error = Pages::new(ByUrl::at(&server.uri())).resume(kept).next().await.unwrap().unwrap_err();
        assert!(matches!(error, Error::Request(_)), "nor when it was kept: {error}");
    }
    assert!(other.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_server_that_goes_in_circles_ends_in_an_error() {
    let same = server(|_| page(&json!({ "items": [1], "next": "a" }))).await;
    let circle = server(|asked| {
        let next = match asked {
            "" | "at=c" => "a",
            "at=a" => "b",
            _ => "c",
        };
        page(&json!({ "items": [asked], "next": next }))
    })
    .await;
    let deaf = server(|_| page(&json!({ "items": [1, 2] }))).await;
    let errors = [
        (all(ByToken::at(&same.uri())).await.unwrap_err(), asked(&same).await.len(), 2),
        (all(ByToken::at(&circle.uri())).await.unwrap_err(), asked(&circle).await.len(), 4),
        (all(ByNumber::at(&deaf.uri())).await.unwrap_err(), asked(&deaf).await.len(), 11),
        (all(ByOffset::at(&deaf.uri())).await.unwrap_err(), asked(&deaf).await.len() - 11, 11),
    ];
    for (error, hits, expected) in errors {
        assert!(error.to_string().ends_with("leads to a page that was there already"), "{error}");
        assert_eq!(hits, expected);
    }
}

#[tokio::test]
async fn pages_of_a_list_may_be_the_same_and_none_is_given_twice_that_is_there_once() {
    // The pages, the last of them for all numbers behind it.
    async fn listing(pages: &'static [&'static [u64]]) -> (Vec<u64>, Option<String>, Option<String>) {
        let server = server(move |asked| {
            let number: usize = asked.strip_prefix("at=").map_or(1, |at| at.parse().unwrap());
            page(&json!({ "items": pages[number.min(pages.len()) - 1] }))
        })
        .await;
        let mut items = Items::new(ByNumber::at(&server.uri()));
        let mut came = Vec::new();
        while let Some(item) = items.next().await {
            match item {
                Ok(item) => came.push(item.as_u64().unwrap()),
                Err(error) => return (came, Some(error.to_string()), items.next_token().map(ToString::to_string)),
            }
        }
        (came, None, None)
    }
    assert_eq!(listing(&[&[1, 0], &[0, 0], &[0, 0], &[]]).await, (vec![1, 0, 0, 0, 0, 0], None, None));
    assert_eq!(listing(&[&[0], &[0], &[0], &[1], &[1], &[]]).await, (vec![0, 0, 0, 1, 1], None, None));
    const REPEATING: [&[&[u64]]; 2] = [&[&[7, 8]], &[&[7], &[8]]];
    for pages in REPEATING {
        let (came, error, next) = listing(pages).await;
        assert_eq!(came, [7, 8], "a server that has nothing else gives it once");
        assert!(error.unwrap().ends_with("leads to a page that was there already"));
        assert_eq!(next, Some(format!("page:{}", pages.len() + 1)));
    }
}

#[tokio::test]
async fn pages_that_are_the_same_do_not_get_lost_where_the_list_ends_early() {
    let server = server(|asked| match asked {
        "at=4" => ResponseTemplate::new(403),
        _ => page(&json!({ "items": [0] })),
    })
    .await;
    let mut pages = Pages::new(ByNumber::at(&server.uri()));
    for told in ["page:2", "page:3", "page:4"] {
        pages.next().await.unwrap().unwrap();
        assert_eq!(pages.next_token().unwrap().to_string(), told);
    }
    assert!(matches!(pages.next().await.unwrap().unwrap_err(), Error::Api(_)));
    assert_eq!(pages.next_token().unwrap().to_string(), "page:4");
    assert!(pages.next().await.is_none());
    let mut two = Pages::new(ByNumber::at(&server.uri())).limit(2);
    assert!(two.next().await.unwrap().is_ok() && two.next().await.unwrap().is_ok() && two.next().await.is_none());
    assert_eq!(two.next_token().unwrap().to_string(), "page:3");
}

#[tokio::test]
async fn every_page_has_an_idempotency_key_of_its_own_the_same_whenever_it_is_asked_for() {
    let server = server(|asked| {
        page(&match serde_json::from_str::<Value>(asked).unwrap()["page"]["cursor"].as_str() {
            None => json!({ "items": [1], "next": "b ü" }),
            Some("b ü") => json!({ "items": [2], "next": "c" }),
            _ => json!({ "items": [3] }),
        })
    })
    .await;
    let list = || {
        let mut list = ByBody::at(&server.uri());
        list.0.idempotency_key("k");
        list
    };
    assert_eq!(all(list()).await.unwrap(), [1, 2, 3]);
    let kept = "token:\"c\"".parse().unwrap();
    assert_eq!(Items::new(list()).resume(kept).next().await.unwrap().unwrap(), 3);
    let requests = server.received_requests().await.unwrap();
    let keys: Vec<_> = requests.iter().map(|request| request.headers["idempotency-key"].to_str().unwrap()).collect();
    assert_eq!(keys, ["k", "k-3437c7cb1c0009a3", keys[2], keys[2]]);
    assert!(keys[2].starts_with("k-") && keys[2] != keys[1]);
}

#[tokio::test]
async fn a_list_goes_on_later_from_a_token_that_was_kept() {
    let server = server(|asked| {
        page(&match asked {
            "" => json!({ "items": [1], "next": "t:1" }),
            "at=t%3A1" => json!({ "items": [2], "next": "t:2" }),
            _ => json!({ "items": [3] }),
        })
    })
    .await;
    let mut pages = Pages::new(ByToken::at(&server.uri()));
    assert!(pages.next_token().is_none());
    assert_eq!(pages.next().await.unwrap().unwrap()["items"], json!([1]));
    let kept = serde_json::to_string(pages.next_token().unwrap()).unwrap();
    assert_eq!(format!("{:?}", pages.next_token().unwrap()), "PageToken(***)");
    let token: PageToken = serde_json::from_str(&kept).unwrap();
    let mut items = Items::new(ByToken::at(&server.uri())).resume(token);
    assert_eq!(items.next().await.unwrap().unwrap(), 2);
    assert_eq!(items.next().await.unwrap().unwrap(), 3);
    assert!(items.next().await.is_none());
    for text in ["", "token", "token:{", "offset:-1", "page:x", "other:1"] {
        assert!(text.parse::<PageToken>().is_err(), "{text}");
    }
}

#[tokio::test]
async fn a_page_that_fails_is_a_typed_error_and_the_list_can_go_on_from_it() {
    let server = server(|asked| match asked {
        "" => page(&json!({ "items": [1], "next": "a" })),
        _ => ResponseTemplate::new(403),
    })
    .await;
    let mut pages = Pages::new(ByToken::at(&server.uri()));
    pages.next().await.unwrap().unwrap();
    match pages.next().await.unwrap().unwrap_err() {
        Error::Api(error) => assert_eq!(*error.body(), GetError::Forbidden),
        error => panic!("{error}"),
    }
    assert!(pages.next().await.is_none(), "an error is the last item");
    assert_eq!(pages.next_token().unwrap().to_string(), "token:\"a\"");
}

#[tokio::test]
async fn a_caller_may_bound_pages_and_items_and_go_on_later() {
    let server = server(|query| match query {
        "" => page(&json!({ "items": [1, 2], "next": "b" })),
        "at=b" => page(&json!({ "items": [3, 4], "next": "c" })),
        _ => page(&json!({ "items": [5] })),
    })
    .await;
    let mut pages = Pages::new(ByToken::at(&server.uri())).limit(2);
    while let Some(page) = pages.next().await {
        page.unwrap();
    }
    let token = pages.next_token().unwrap().clone();
    assert_eq!(asked(&server).await, ["", "at=b"]);
    let mut rest = Items::new(ByToken::at(&server.uri())).resume(token).limit(9);
    assert_eq!(rest.next().await.unwrap().unwrap(), 5);
    assert!(rest.next().await.is_none());

    for (limit, calls) in [(0, 0), (1, 1), (2, 1), (3, 2)] {
        let server = answering().await;
        let mut items = Items::new(ByToken::at(&server.uri())).limit(limit);
        let mut came = 0;
        while let Some(item) = items.next().await {
            item.unwrap();
            came += 1;
        }
        assert_eq!((came, asked(&server).await.len()), (limit, calls));
    }
}

/// Two items a page, without end.
async fn answering() -> MockServer {
    server(|query| {
        let at: u32 = query.strip_prefix("at=").map_or(0, |at| at.parse().unwrap());
        page(&json!({ "items": [at, at], "next": (at + 1).to_string() }))
    })
    .await
}
