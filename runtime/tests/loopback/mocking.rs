//! The mock: what it says of calls that nobody expected, and what a client needs to be given for it.

use specsmith_runtime::mock::{Mock, Reply, When};
use specsmith_runtime::{Error, RetryPolicy, Sent};

use crate::acme::{Account, Acme, plain};

static BASIC: specsmith_runtime::facts::Operation = plain(&[&[4]]);

#[tokio::test]
async fn a_call_that_nothing_was_said_about_is_not_repeated_and_its_error_lists_what_was_expected() {
    let mock = Mock::new();
    mock.on("DELETE /accounts/{id}").reply(Reply::empty(204));
    mock.on(When::operation("createAccount").header("x-tenant", "a")).reply(Reply::empty(204));
    let acme = Acme::builder().mock(&mock).build().unwrap();
    let error = acme.get("acc-1").send().await.unwrap_err();
    assert_eq!((error.was_sent(), error.is_retryable()), (Sent::No, false));
    let shown = format!("{error:?}");
    for part in ["GET /accounts/acc-1", "DELETE /accounts/{id}", "createAccount with header x-tenant: a"] {
        assert!(shown.contains(part), "{shown}");
    }
    assert_eq!(mock.requests().len(), 1);
    let check = mock.check().unwrap_err().to_string();
    assert_eq!(
        check,
        "never asked: DELETE /accounts/{id}; never asked: createAccount with header x-tenant: a; \
         unexpected: GET /accounts/acc-1"
    );
}

#[tokio::test(start_paused = true)]
async fn retries_do_not_wait_whoever_says_how_often_they_are_made() {
    let patient = || RetryPolicy::default().initial_backoff(std::time::Duration::from_secs(60)).max_attempts(5);
    let of_client: [&dyn Fn(&Mock) -> Acme; 3] = [
        &|mock| Acme::builder().retry(patient()).mock(mock).build().unwrap(),
        &|mock| Acme::builder().mock(mock).retry(patient()).build().unwrap(),
        &|mock| Acme::builder().mock(mock).build().unwrap(),
    ];
    for (of_client, own) in of_client.into_iter().zip([None, None, Some(patient())]) {
        let mock = Mock::new();
        mock.on(When::any()).reply(Reply::empty(503));
        let started = tokio::time::Instant::now();
        let call = of_client(&mock).get("a");
        let call = if let Some(own) = own { call.retry(own) } else { call };
        assert_eq!(call.send().await.unwrap_err().attempts(), 5);
        // Timers of tokio are a millisecond late at most.
        assert!(started.elapsed().as_millis() < 5, "{:?}", started.elapsed());
    }
}

#[tokio::test]
async fn a_check_tells_of_replies_that_were_not_played() {
    let mock = Mock::new();
    mock.on(When::any()).replies([Reply::empty(503), Reply::empty(503), Reply::json(200, Account::default())]);
    let acme = Acme::builder().mock(&mock).build().unwrap();
    acme.create(&Account::default()).send().await.unwrap_err();
    assert_eq!(mock.check().unwrap_err().to_string(), "2 of 3 replies were not played: any request");
    acme.get("acc-1").send().await.unwrap();
    mock.check().unwrap();
    acme.get("acc-1").send().await.unwrap();
    mock.check().unwrap();
}

#[tokio::test]
async fn requests_are_kept_as_they_would_have_gone_out_and_print_without_credentials() {
    let mock = Mock::new();
    mock.on("POST /accounts").reply(Reply::json(201, Account::default()));
    let acme = Acme::builder().token("canary-token").mock(&mock).build().unwrap();
    acme.create(&Account { id: "a/1".into(), owners: None }).query("dry run", "yes & no").send().await.unwrap();
    let request = mock.last_request().unwrap();
    assert_eq!((request.operation(), request.method(), request.path()), ("createAccount", "POST", "/accounts"));
    assert_eq!(request.header("authorization"), Some("Bearer canary-token"));
    assert_eq!(request.query("dry run").as_deref(), Some("yes & no"));
    assert_eq!(request.json::<Account>().unwrap().id, "a/1");
    assert!(!format!("{mock:?} {request:?}").contains("canary"), "{mock:?}");
}

#[tokio::test]
async fn a_client_for_a_mock_needs_no_configuration_and_keeps_what_it_is_given() {
    let mock = Mock::new();
    mock.on(When::any()).reply(Reply::empty(200));
    let acme = Acme::builder().mock(&mock).build().unwrap();
    acme.plain(&BASIC).send().await.unwrap();
    let request = mock.last_request().unwrap();
    assert_eq!(request.url().as_str(), "https://mock.invalid/plain");
    assert!(request.header("authorization").unwrap().starts_with("Basic "));
    let acme = Acme::builder().base_url("https://acme.example.com/v1").mock(&mock).build().unwrap();
    acme.plain(&BASIC).send().await.unwrap();
    assert_eq!(mock.last_request().unwrap().url().as_str(), "https://acme.example.com/v1/plain");
}

#[tokio::test]
async fn a_reply_has_one_header_of_a_name_and_as_many_cookies_as_it_sets() {
    let mock = Mock::new();
    let reply = Reply::json(200, Account::default()).header("set-cookie", "a=1").header("Set-Cookie", "b=2");
    mock.on(When::any()).reply(reply.header("etag", "1").header("etag", "2"));
    let answer = Acme::builder().mock(&mock).build().unwrap().get("a").send().await.unwrap();
    let all = |name| answer.headers().get_all(name).iter().map(|value| value.to_str().unwrap()).collect::<Vec<_>>();
    assert_eq!((all("set-cookie"), all("etag")), (vec!["a=1", "b=2"], vec!["2"]));
}

#[tokio::test]
async fn what_cannot_be_an_answer_is_said_when_it_is_played() {
    let replies = [
        (Reply::empty(42), "42 is not a status"),
        (Reply::empty(200).header("a b", "c"), "is not a header"),
        (Reply::json(200, std::collections::BTreeMap::from([(vec![1], 1)])), "is not JSON"),
    ];
    for (reply, reason) in replies {
        let mock = Mock::new();
        mock.on(When::any()).reply(reply);
        let error = Acme::builder().mock(&mock).build().unwrap().get("a").send().await.unwrap_err();
        let Error::Request(error) = error else { panic!("{error:?}") };
        assert!(format!("{error:?}").contains(reason), "{error:?}");
    }
}

/// Examples are programs that `cargo test` runs; this asks only that each is there.
#[test]
fn every_entry_of_the_catalogue_has_an_example_that_runs() {
    let module = include_str!("../../src/mock/mod.rs");
    let source = [module, include_str!("../../src/mock/reply.rs")].concat();
    let table: String = module.lines().filter(|line| line.starts_with("//! | ")).collect();
    let entries: Vec<&str> =
        table.split("[`").skip(1).filter_map(|rest| rest.split_once("`]")).map(|(e, _)| e).collect();
    assert!(entries.len() > 15, "{entries:?}");
    for entry in entries {
        let (_, name) = entry.split_once("::").unwrap();
        let declared = [format!("    pub fn {name}("), format!("    pub fn {name}<")];
        let before = declared.iter().find_map(|declared| source.split_once(declared)).unwrap().0;
        let about: Vec<&str> = before.lines().rev().take_while(|line| line.starts_with("    ///")).collect();
        let fences = about.iter().filter(|line| line.trim_start_matches([' ', '/']).starts_with("```"));
        let fences: Vec<&&str> = fences.collect();
        assert!(fences.len() >= 2 && fences.iter().all(|fence| fence.ends_with("```")), "{entry}: {about:?}");
    }
}
