//! Makes an instance of a model, shows it some tosses of a coin, lets it learn from them, and removes it.
//!
//! ```text
//! cargo run --example learn -- BetaBernoulli-v1
//! ```
//!
//! It makes itself a token, unless `RXINFER_API_TOKEN` has one.

use std::time::Duration;

use rxinfer_client::models::{CreateModelInstanceRequest, InferRequest, InferResponse, LearnRequest};
use rxinfer_client::runtime::serde_json::Value;
use rxinfer_client::{Error, RxInfer};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let model = std::env::args().nth(1).unwrap_or_else(|| "BetaBernoulli-v1".to_owned());
    let rxinfer = with_token().await?;
    let models = rxinfer.models();

    let made = models.create_instance(CreateModelInstanceRequest::new(model)).send().await?;
    let instance = made.instance_id;
    println!("instance {instance}");

    for toss in [1, 1, 0, 1] {
        let observation = [("observation".to_owned(), toss.into())].into_iter().collect();
        let inferred = models.run_inference(instance, InferRequest::new(observation)).send().await?;
        for problem in &inferred.errors {
            eprintln!("the model says: {}", problem.error);
        }
        let InferResponse { event_id, results, .. } = inferred.into_inner();
        println!("event {event_id}: {}", Value::Object(results));
    }

    // Learning may take its time.
    let request = LearnRequest::new(vec!["default".to_owned()]);
    let learned = models.run_learning(instance, request).timeout(Duration::from_secs(600)).send().await?;
    println!("learned: {}", Value::Object(learned.into_inner().learned_parameters));

    models.delete_instance(instance).send().await?;
    Ok(())
}

/// A client with a token. To make one is the first thing that a new user does, and needs none.
async fn with_token() -> Result<RxInfer, Error> {
    let rxinfer = RxInfer::from_env()?;
    if std::env::var_os("RXINFER_API_TOKEN").is_some() {
        return Ok(rxinfer);
    }
    let made = rxinfer.authentication().token_generate().send().await?.into_inner();
    // Keep it: no other token may be allowed to use what this one makes.
    Ok(RxInfer::builder().token(made.token).build()?)
}
