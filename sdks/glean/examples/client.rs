//! A first call: List data sources that wait for the user's consent.
//!
//! ```text
//! GLEAN_API_TOKEN=… GLEAN_INSTANCE=… cargo run --example client
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
        .client()
        .authentication()
        .check_datasource_auth()
        .send()
        .await?;
    for item in &response.unauthorized_datasource_instances {
        println!(
            "datasource_instance: {:?}, display_name: {:?}, auth_status: {:?}",
            item.datasource_instance, item.display_name, item.auth_status
        );
        // A secret prints as `***`, and is read like any other field.
        if let Some(auth_url_relative_path) = &item.auth_url_relative_path {
            println!(
                "auth_url_relative_path: {} characters",
                auth_url_relative_path.len()
            );
        }
    }
    Ok(())
}
