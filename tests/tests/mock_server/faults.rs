//! What goes wrong on purpose.

use std::time::Duration;

use generator::mock::server::{Fault, FaultRule};
use specsmith_runtime::{Error, RetryPolicy};
use tests::mock_server::start_with;
use tests::seed;
use togai_client::accounts::Get;

use super::{job, togai};

/// A call that wishes for a fault, sent once.
fn call(fault: &str) -> Get {
    let togai = seed::togai(&togai().uri());
    togai.accounts().get("acc-1").retry(RetryPolicy::none()).header("Prefer", format!("fault={fault}"))
}

#[tokio::test]
async fn a_busy_server_answers_with_its_status_and_when_to_come_again() {
    for (fault, status) in [("429", 429), ("503", 503)] {
        match call(fault).send().await {
            Err(Error::Api(error)) => {
                assert_eq!(error.status().as_u16(), status);
                assert_eq!(error.headers()["retry-after"], "1");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_reset_and_a_truncated_answer_are_failures_of_the_connection() {
    for fault in ["reset", "truncate"] {
        let error = call(fault).send().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{fault}: {error:?}");
    }
}

#[tokio::test]
async fn a_slow_answer_is_too_late_for_who_does_not_wait() {
    let error = call("slow").timeout(Duration::from_millis(20)).send().await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
}

#[tokio::test]
async fn a_rule_hits_its_part_of_all_calls() {
    let server = start_with(&job("togai"), vec![FaultRule { fault: Fault::Reset, rate: 0.5 }]);
    let togai = seed::togai(&server.uri());
    let policy = RetryPolicy::default().max_attempts(2).initial_backoff(Duration::ZERO);
    for _ in 0..2 {
        togai.accounts().get("acc-1").retry(policy.clone()).send().await.unwrap();
    }
    let faults: Vec<Option<Fault>> = server.take_exchanges().iter().map(|exchange| exchange.fault).collect();
    assert_eq!(faults, [None, Some(Fault::Reset), None]);
}
