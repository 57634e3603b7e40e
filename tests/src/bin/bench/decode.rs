//! Reading a large answer: the generated model against the same types with serde's derive.

use std::time::Duration;

use glean_api_client::client::models::CheckDatasourceAuthResponse;
use serde::Deserialize;
use specsmith_runtime::serde_json::{self, json};

use crate::clock::{Clock, Ratio, Side};

/// How often a round reads the text.
const READS: u32 = 20;

/// The generated model's twin, as somebody would write it by hand.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Derived {
    pub unauthorized_datasource_instances: Vec<Instance>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "read, and that is all")]
pub struct Instance {
    datasource_instance: Option<String>,
    display_name: Option<String>,
    auth_status: Option<Status>,
    auth_url_relative_path: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    Disabled,
    AwaitingAuth,
    Authorized,
    StaleOauth,
    SegMigration,
}

/// An answer with so many items.
pub fn answer(items: usize) -> String {
    let statuses = ["DISABLED", "AWAITING_AUTH", "AUTHORIZED", "STALE_OAUTH", "SEG_MIGRATION"];
    let item = |index: usize| {
        json!({
            "datasourceInstance": format!("instance-{index}"),
            "displayName": format!("Instance number {index}, of the engineering wiki"),
            "authStatus": statuses[index % statuses.len()],
            "authUrlRelativePath": format!("/datasource/auth?instance={index}&token=0123456789abcdef"),
        })
    };
    json!({ "unauthorizedDatasourceInstances": (0..items).map(item).collect::<Vec<_>>() }).to_string()
}

pub fn measure(rounds: usize, side: Side) -> Ratio {
    let text = answer(5_000);
    let megabytes = text.len() as f64 / 1e6;
    assert!((0.8..1.5).contains(&megabytes), "{megabytes} MB");
    let text = text.as_bytes();
    let by_hand = || {
        let read: Derived = serde_json::from_slice(text).unwrap();
        std::hint::black_box(read).unauthorized_datasource_instances.len()
    };
    let generated = || {
        let read: CheckDatasourceAuthResponse = serde_json::from_slice(text).unwrap();
        std::hint::black_box(read).unauthorized_datasource_instances.len()
    };
    let one = |runs: bool, read: &dyn Fn() -> usize| if runs { time(read) } else { Duration::ZERO };
    let round = |_| (one(side.is_by_hand(), &by_hand), one(side.is_generated(), &generated));
    let rounds: Vec<_> = (0..rounds).map(round).collect();
    Ratio::new(&rounds, READS)
}

fn time(read: impl Fn() -> usize) -> Duration {
    let clock = Clock::start();
    for _ in 0..READS {
        assert_eq!(read(), 5_000);
    }
    clock.elapsed()
}
