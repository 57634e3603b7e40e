//! A first call: List accounts.
//!
//! ```text
//! TOGAI_API_TOKEN=… cargo run --example togai
//! ```

use togai_client::{Error, Togai};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    match first_call().await {
        // Something is missing: the message says which method or variable gives it.
        Err(Error::Config(problem)) => {
            eprintln!("{problem}");
            eprintln!("this program reads TOGAI_API_TOKEN");
            std::process::exit(2);
        }
        outcome => Ok(outcome?),
    }
}

async fn first_call() -> Result<(), Error> {
    // Reads TOGAI_API_TOKEN.
    let togai = Togai::from_env()?;

    let response = togai.accounts().list().send().await?;
    println!("{:#?}", response.into_inner());
    Ok(())
}
