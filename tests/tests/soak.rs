//! A short soak; `cargo run -p tests --release --bin soak` is the long one.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use tests::soak::{Kind, Outcome, Soak};

#[tokio::test]
async fn under_faults_every_call_ends_as_its_policy_says_and_none_that_is_not_idempotent_is_done_twice() {
    let report = Soak { calls: 1_500, width: 64, faults_per_mille: 100 }.run().await;
    assert_eq!(report.wrong, Vec::<String>::new());
    assert_eq!(report.replayed, Vec::<u32>::new());
    let ended: u32 = report.outcomes.values().sum();
    assert_eq!(ended, 1_500);
    let answered = |kind| report.outcomes.get(&(kind, Outcome::Answered)).copied().unwrap_or_default();
    assert!(answered(Kind::Idempotent) > answered(Kind::NotIdempotent), "what may be repeated is: {report:?}");
    assert!(report.requests[&Kind::Idempotent] > 500, "{report:?}");
}
