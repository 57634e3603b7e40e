//! Any number of items as the pages of one upload, over loopback.

use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

use specsmith_runtime::error::RequestProblem;
use specsmith_runtime::facts::{self, Method, Operation};
use specsmith_runtime::serde_json::{Value, json};
use specsmith_runtime::upload::{Bulk, UploadPlace};
use specsmith_runtime::{Call, Error, RetryPolicy, Sending, Undocumented, Upload};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::acme::{Acme, plain};
use crate::raw_server::{RawServer, Script};

static UPLOAD: Operation = Operation { method: Method::Post, idempotent: false, ..plain(&[&[0]]) };

/// An upload that replaces what was there.
struct Replace(Call);

impl Replace {
    fn at(server: &MockServer, body: &Value) -> Self {
        let policy = RetryPolicy::default().initial_backoff(std::time::Duration::ZERO);
        let acme = Acme::builder().base_url(server.uri()).token("t").retry(policy).build().unwrap();
        let mut call = Call::new(acme.core(), &UPLOAD);
        call.json(body);
        Self(call)
    }
}

impl Bulk for Replace {
    type Item = Value;
    type Answer = ();
    type Error = Undocumented;
    const BULK: facts::Bulk = facts::Bulk {
        items: "/list/items",
        upload_id: "/id",
        first: Some("/first"),
        last: Some("/last"),
        restart: Some("/restart"),
        page_size: Some(2),
        page_bytes: None,
    };

    fn into_call(self) -> Call {
        self.0
    }
    fn send(page: Call) -> Sending<()> {
        page.send_empty()
    }
}

/// An upload that only adds.
struct Add(Replace);

impl Bulk for Add {
    type Item = Value;
    type Answer = ();
    type Error = Undocumented;
    const BULK: facts::Bulk = facts::Bulk { first: None, last: None, restart: None, ..Replace::BULK };

    fn into_call(self) -> Call {
        self.0.into_call()
    }
    fn send(page: Call) -> Sending<()> {
        Replace::send(page)
    }
}

/// Answers with these statuses, then always with success.
async fn server(statuses: &[u16]) -> MockServer {
    let server = MockServer::start().await;
    let statuses = Mutex::new(Vec::from(statuses).into_iter());
    let respond = move |_: &Request| ResponseTemplate::new(statuses.lock().unwrap().next().unwrap_or(204));
    Mock::given(any()).respond_with(respond).mount(&server).await;
    server
}

async fn sent(server: &MockServer) -> Vec<Value> {
    let requests = server.received_requests().await.unwrap();
    requests.iter().map(|request| request.body_json().unwrap()).collect()
}

fn body() -> Value {
    json!({ "id": "u1", "source": "s", "restart": true, "list": { "items": [] } })
}

fn page(items: &[u64], first: bool, last: bool) -> Value {
    json!({
        "id": "u1", "source": "s", "restart": first, "first": first, "last": last, "list": { "items": items },
    })
}

fn items(count: u64) -> impl Iterator<Item = Value> + Send + 'static {
    (1..=count).map(Value::from)
}

/// Items as they come.
struct Coming(Option<std::vec::IntoIter<Result<Value, std::io::Error>>>);

impl futures_core::Stream for Coming {
    type Item = Result<Value, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.as_mut().expect("nobody asks a stream again that has ended").next();
        if next.is_none() {
            self.0 = None;
        }
        Poll::Ready(next)
    }
}

#[tokio::test]
async fn items_are_cut_into_pages_of_which_the_first_and_the_last_say_so() {
    for (count, pages) in [
        (1, vec![page(&[1], true, true)]),
        (2, vec![page(&[1, 2], true, true)]),
        (3, vec![page(&[1, 2], true, false), page(&[3], false, true)]),
        (5, vec![page(&[1, 2], true, false), page(&[3, 4], false, false), page(&[5], false, true)]),
    ] {
        let server = server(&[]).await;
        let mut upload = Upload::new(Replace::at(&server, &body()), items(count));
        let place = upload.send().await.unwrap();
        assert_eq!(sent(&server).await, pages);
        assert_eq!((place.items(), place.pages(), place.upload_id()), (count, pages.len() as u64, "u1"));
        assert!(place.is_complete() && upload.next().await.is_none());
    }
}

#[tokio::test]
async fn a_page_that_fails_is_sent_again_though_the_operation_is_not_idempotent() {
    let server = server(&[204, 503, 204]).await;
    let place = Upload::new(Replace::at(&server, &body()), items(3)).send().await.unwrap();
    assert_eq!(
        sent(&server).await,
        [page(&[1, 2], true, false), page(&[3], false, true), page(&[3], false, true)],
        "and only that one"
    );
    assert_eq!(place.pages(), 2);
}

#[tokio::test]
async fn an_upload_goes_on_where_it_failed_in_this_process_and_in_another() {
    let server = server(&[204, 400, 400]).await;
    let mut upload = Upload::new(Replace::at(&server, &body()), items(5));
    assert_eq!(upload.send().await.unwrap_err().status().unwrap(), 400);
    let kept = upload.place().to_string();
    assert_eq!(kept, "1 2 u1");
    assert_eq!(upload.send().await.unwrap_err().status().unwrap(), 400);
    upload.send().await.unwrap();

    let place: UploadPlace = kept.parse().unwrap();
    Upload::new(Replace::at(&server, &json!({ "source": "s" })), items(5)).resume(place).send().await.unwrap();
    let sent = sent(&server).await;
    assert_eq!(sent[1], page(&[3, 4], false, false));
    assert_eq!(sent[1..3], [sent[1].clone(), sent[1].clone()]);
    assert_eq!(sent[4], page(&[5], false, true));
    let rest = |items: &[u64], last| json!({ "id": "u1", "source": "s", "first": false, "last": last, "list": { "items": items } });
    assert_eq!(sent[5..], [rest(&[3, 4], false), rest(&[5], true)], "what the server has is not sent again");
    assert_eq!("1 2! u 1".parse::<UploadPlace>().unwrap().to_string(), "1 2! u 1");
    assert!("1 u1".parse::<UploadPlace>().is_err());
}

#[tokio::test]
async fn a_page_holds_no_more_bytes_than_it_may_and_an_item_that_is_longer_is_a_page_of_its_own() {
    let texts = ["aaaa", "bb", "c", "longer than a page", "dd"];
    let pages = |bytes: usize, size: usize| async move {
        let server = server(&[]).await;
        let items = texts.map(Value::from);
        let upload = Upload::new(Replace::at(&server, &body()), items);
        let place = upload.page_size(size).page_bytes(bytes).send().await.unwrap();
        assert_eq!(place.items(), texts.len() as u64);
        let sent = sent(&server).await;
        sent.iter().map(|page| page["list"]["items"].to_string()).collect::<Vec<_>>()
    };
    // Two items are 6 + 1 + 4 bytes.
    let at_11 = [r#"["aaaa","bb"]"#, r#"["c"]"#, r#"["longer than a page"]"#, r#"["dd"]"#];
    assert_eq!(pages(11, 9).await, at_11);
    let at_10 = [r#"["aaaa"]"#, r#"["bb","c"]"#, r#"["longer than a page"]"#, r#"["dd"]"#];
    assert_eq!(pages(10, 9).await, at_10);
    assert_eq!(pages(0, 9).await.len(), 5);
    assert_eq!(pages(usize::MAX, 2).await.len(), 3);
}

#[tokio::test]
async fn an_upload_whose_connection_is_cut_in_the_middle_goes_on_in_another_process() {
    // The first page is taken; from then on every connection is cut as soon as its request came.
    let taken = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_vec();
    let cut = RawServer::start(vec![Script::Bytes(taken), Script::Reset]).await;
    let policy = RetryPolicy::default().initial_backoff(std::time::Duration::ZERO).max_attempts(3);
    let acme = Acme::builder().base_url(&cut.url).token("t").retry(policy).build().unwrap();
    let mut call = Call::new(acme.core(), &UPLOAD);
    call.json(&body());
    let mut upload = Upload::new(Replace(call), items(5));
    let failed = upload.send().await.unwrap_err();
    assert!(matches!(failed, Error::Transport(_)), "{failed}");
    assert_eq!(cut.hits(), 1 + 3, "the page that fails is tried as often as the policy says");
    let kept = upload.place().to_string();
    assert_eq!(kept, "1 2 u1");
    drop((upload, cut));

    let server = server(&[]).await;
    let mut again = Upload::new(Replace::at(&server, &body()), items(5)).resume(kept.parse().unwrap());
    let place = again.send().await.unwrap();
    assert_eq!((place.pages(), place.items(), place.is_complete()), (3, 5, true));
    assert_eq!(
        sent(&server).await,
        [page(&[3, 4], false, false), page(&[5], false, true)],
        "nothing twice, nothing lost"
    );
}

#[tokio::test]
async fn an_upload_without_an_id_gets_one_for_all_its_pages() {
    let server = server(&[]).await;
    let place = Upload::new(Replace::at(&server, &json!({})), items(3)).send().await.unwrap();
    let ids: Vec<Value> = sent(&server).await.iter().map(|page| page["id"].clone()).collect();
    assert_eq!(ids, [place.upload_id(), place.upload_id()]);
    assert_eq!(place.upload_id().len(), 36);
}

#[tokio::test]
async fn a_source_that_fails_is_not_taken_for_the_end() {
    type Make = fn(Replace, std::vec::IntoIter<Result<Value, std::io::Error>>) -> Upload<Replace>;
    let make: [Make; 2] = [Upload::fallible, |request, items| Upload::stream(request, Coming(Some(items)))];
    for make in make {
        let server = server(&[]).await;
        let lost = || Err(std::io::Error::other("the disk is gone"));
        let items = vec![Ok(json!(1)), Ok(json!(2)), Ok(json!(3)), lost(), Ok(json!(4))];
        let mut upload = make(Replace::at(&server, &body()), items.into_iter());
        upload.next().await.unwrap().unwrap();
        for _ in 0..2 {
            let error = upload.send().await.unwrap_err();
            let Error::Request(error) = error else { panic!("{error}") };
            let cause = std::error::Error::source(&error).unwrap().to_string();
            assert_eq!(cause, "the disk is gone");
        }
        assert_eq!(sent(&server).await, [page(&[1, 2], true, false)]);
        assert_eq!(upload.place().items(), 2);
    }
}

#[tokio::test]
async fn an_upload_without_items_takes_nothing_away_unless_that_is_said() {
    let server = server(&[]).await;
    let error = Upload::new(Replace::at(&server, &body()), []).send().await.unwrap_err();
    let Error::Request(error) = error else { panic!("{error}") };
    assert!(matches!(error.problem(), RequestProblem::EmptyUpload));
    assert_eq!(sent(&server).await, Vec::<Value>::new());
    Upload::new(Replace::at(&server, &body()), []).allow_empty().send().await.unwrap();
    assert_eq!(sent(&server).await, [page(&[], true, true)]);

    // Where nothing is taken away there is nothing to do.
    let place = Upload::new(Add(Replace::at(&server, &body())), []).send().await.unwrap();
    assert!(place.is_complete() && place.pages() == 0);
    assert_eq!(sent(&server).await.len(), 1);
}

#[tokio::test]
async fn pages_have_idempotency_keys_of_their_own() {
    let server = server(&[]).await;
    let Replace(mut call) = Replace::at(&server, &body());
    call.idempotency_key("k");
    Upload::new(Replace(call), items(3)).send().await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let keys: Vec<_> = requests.iter().map(|request| request.headers["idempotency-key"].to_str().unwrap()).collect();
    assert_eq!(keys, ["k-0", "k-1"]);
}

#[cfg(feature = "blocking")]
#[test]
fn an_upload_can_be_waited_for() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(server(&[]));
    let mut upload = Upload::new(Replace::at(&server, &body()), items(3));
    assert!(upload.send_blocking().unwrap().is_complete());
    assert_eq!(runtime.block_on(sent(&server)), [page(&[1, 2], true, false), page(&[3], false, true)]);
}

#[tokio::test]
async fn items_of_the_requests_own_list_come_first() {
    let server = server(&[]).await;
    let mut body = body();
    body["list"]["items"] = json!([7, 8, 9]);
    let place = Upload::new(Replace::at(&server, &body), items(1)).send().await.unwrap();
    assert_eq!(sent(&server).await, [page(&[7, 8], true, false), page(&[9, 1], false, true)]);
    assert_eq!(place.items(), 4);
}

#[tokio::test]
async fn fewer_items_than_another_run_sent_are_an_error_and_not_the_end_of_the_upload() {
    let server = server(&[]).await;
    for count in 0..2 {
        let place: UploadPlace = "1 2 u1".parse().unwrap();
        let error = Upload::new(Replace::at(&server, &body()), items(count)).resume(place).send().await.unwrap_err();
        let Error::Request(error) = &error else { panic!("{error:?}") };
        assert!(matches!(error.problem(), RequestProblem::ShortUpload { sent: 2 }), "{error}");
    }
    assert_eq!(sent(&server).await, [] as [Value; 0]);
}
