//! A first call: List the models that a server offers.
//!
//! ```text
//! RXINFER_API_TOKEN=… cargo run --example rx_infer
//! ```

use rxinfer_client::{Error, RxInfer};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    match first_call().await {
        // Something is missing: the message says which method or variable gives it.
        Err(Error::Config(problem)) => {
            eprintln!("{problem}");
            eprintln!("this program reads RXINFER_API_TOKEN");
            std::process::exit(2);
        }
        outcome => Ok(outcome?),
    }
}

async fn first_call() -> Result<(), Error> {
    // Reads RXINFER_API_TOKEN.
    let rxinfer = RxInfer::from_env()?;

    let response = rxinfer.models().list_available().send().await?;
    println!("{:#?}", response.into_inner());
    Ok(())
}
