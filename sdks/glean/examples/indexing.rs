//! A first call: See how far a data source has come.
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
            eprintln!("this program reads GLEAN_API_TOKEN and GLEAN_INSTANCE");
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
        .datasource()
        .status("handbook")
        .send()
        .await?;
    println!("{:#?}", response.into_inner());
    Ok(())
}
