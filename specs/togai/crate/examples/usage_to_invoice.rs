//! Reports what an account has used, then reads its latest invoice.
//!
//! ```text
//! TOGAI_API_TOKEN=… cargo run --example usage_to_invoice -- acme-main
//! ```

use std::collections::BTreeMap;
use std::time::SystemTime;

use togai_client::models::{Attribute, Event, IngestEventRequest};
use togai_client::{Error, Togai};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let account = std::env::args().nth(1).unwrap_or_else(|| "acme-main".to_owned());
    let togai = Togai::from_env()?;

    for parts in [2, 3, 5] {
        let event = Event {
            // With an id of its own an event counts once, however often it is sent.
            id: Some(format!("{account}-print-{parts}")),
            ..Event::new(
                "print",
                SystemTime::now().into(),
                &account,
                vec![Attribute::new("parts", parts.to_string())],
                BTreeMap::from([("country".to_owned(), "DE".to_owned())]),
            )
        };
        togai.event_ingestion().ingest(IngestEventRequest::new(event)).send().await?;
    }

    let mut invoices = togai.invoices().list().owner_id(&account).items();
    let Some(latest) = invoices.next().await else {
        println!("{account} has no invoice yet");
        return Ok(());
    };
    let invoice = togai.invoices().get(latest?.id).send().await?;
    println!("{}: {:.2}, of which {:.2} are paid", invoice.id, invoice.total_amount, invoice.paid_amount);
    for line in invoice.usage_info.iter().flatten() {
        println!("  {:<40} {:>10.2}", line.description, line.value);
    }
    Ok(())
}
