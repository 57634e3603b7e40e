//! One call, generated and by hand: same URL, same headers, same time limit, the same types out of the answer's JSON.

use std::time::Duration;

use futures_util::future::join_all;
use glean_api_client::Glean;
use rxinfer_client::RxInfer;
use serde::Deserialize;
use specsmith_runtime::http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, USER_AGENT};
use specsmith_runtime::{Environment, reqwest, serde_json};

use crate::clock::{Clock, Ratio, Side};
use crate::decode::Derived;

/// How many calls a round makes.
const CALLS: u32 = 1_600;

const TOKEN: &str = "a-token-of-usual-length-0123456789";

#[derive(Clone, Copy)]
pub enum Case {
    /// A GET without parameters and a very small answer.
    Small,
    /// A POST with header parameters and an answer of 4 kB.
    Page,
}

impl Case {
    pub const ALL: [Self; 2] = [Self::Small, Self::Page];

    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Page => "page",
        }
    }
}

#[derive(Deserialize)]
struct Roles {
    roles: Vec<String>,
}

/// What somebody would write who has no SDK.
#[derive(Clone)]
struct ByHand {
    client: reqwest::Client,
    url: String,
}

impl ByHand {
    async fn roles(&self) -> usize {
        let request = self.client.get(format!("{}/token/roles", self.url)).header(USER_AGENT, "bench/1.0");
        let request = request.header(ACCEPT, "application/json").header(AUTHORIZATION, format!("Bearer {TOKEN}"));
        let answer = request.send().await.unwrap().error_for_status().unwrap();
        let roles: Roles = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        roles.roles.len()
    }

    async fn instances(&self) -> usize {
        let request = self.client.post(format!("{}/rest/api/v1/checkdatasourceauth", self.url));
        let request = request.header(USER_AGENT, "bench/1.0").header(ACCEPT, "application/json");
        let request = request.header(AUTHORIZATION, format!("Bearer {TOKEN}")).header(CONTENT_LENGTH, "0");
        let answer = request.send().await.unwrap().error_for_status().unwrap();
        let read: Derived = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        read.unauthorized_datasource_instances.len()
    }
}

pub async fn measure(case: Case, width: u32, url: &str, rounds: usize, side: Side) -> Ratio {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build().unwrap();
    let by_hand = ByHand { client, url: url.to_owned() };
    let environment = Environment::empty();
    let rxinfer = RxInfer::builder().environment(environment.clone()).base_url(url).token(TOKEN).build().unwrap();
    let glean = Glean::builder().environment(environment).base_url(url).token(TOKEN).build().unwrap();
    let hand = || {
        let by_hand = by_hand.clone();
        async move {
            match case {
                Case::Small => assert_eq!(by_hand.roles().await, 2),
                Case::Page => assert_eq!(by_hand.instances().await, 20),
            }
        }
    };
    let made = || {
        let (rxinfer, glean) = (rxinfer.clone(), glean.clone());
        async move {
            match case {
                Case::Small => {
                    let answer = rxinfer.authentication().token_roles().send().await.unwrap();
                    assert_eq!(answer.roles.len(), 2);
                }
                Case::Page => {
                    let answer = glean.client().authentication().check_datasource_auth().send().await.unwrap();
                    assert_eq!(answer.unauthorized_datasource_instances.len(), 20);
                }
            }
        }
    };
    // Connections are made, and caches filled, before anything counts.
    time(width, hand).await;
    time(width, made).await;
    let mut taken = Vec::new();
    for _ in 0..rounds {
        let by_hand = if side.is_by_hand() { time(width, hand).await } else { Duration::ZERO };
        let generated = if side.is_generated() { time(width, made).await } else { Duration::ZERO };
        taken.push((by_hand, generated));
    }
    Ratio::new(&taken, CALLS)
}

async fn time<F: Future<Output = ()>>(width: u32, call: impl Fn() -> F) -> Duration {
    let clock = Clock::start();
    join_all((0..width).map(async |_| {
        for _ in 0..CALLS / width {
            call().await;
        }
    }))
    .await;
    clock.elapsed()
}
