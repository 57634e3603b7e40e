//! A first call: Replace the secret of the calling token.
//!
//! ```text
//! GLEAN_API_TOKEN=… GLEAN_INSTANCE=… cargo run --example indexing
//! ```

use glean_api_client::{Error, Glean};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    match first_call().await {
        // Something is missing: the message says which method or variable gives it.
        Err(Error::Config(problem)) => {
            eprintln!("{problem}");
            eprintln!("set GLEAN_API_TOKEN, GLEAN_INSTANCE");
            std::process::exit(2);
        }
        outcome => Ok(outcome?),
    }
}

async fn first_call() -> Result<(), Error> {
    // Reads GLEAN_API_TOKEN and GLEAN_INSTANCE.
    let glean = Glean::from_env()?;

    let response = glean
        .indexing()
        .authentication()
        .rotate_token()
        .send()
        .await?;
    println!(
        "created_at: {:?}, rotation_period_minutes: {:?}",
        response.created_at, response.rotation_period_minutes
    );
    // A secret prints as `***`, and is read like any other field.
    if let Some(raw_secret) = &response.raw_secret {
        println!("raw_secret: {} characters", raw_secret.len());
    }
    Ok(())
}
