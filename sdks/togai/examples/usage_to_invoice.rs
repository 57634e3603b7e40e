//! Reports what an account has used, then reads its latest invoice.
//!
//! ```text
//! TOGAI_API_TOKEN=… cargo run --example usage_to_invoice -- acme-main
//! ```

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use togai_client::models::{Attribute, Event, IngestEventRequest, InvoiceSummary};
use togai_client::{Error, Togai};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let account = std::env::args().nth(1).unwrap_or_else(|| "acme-main".to_owned());
    let togai = Togai::from_env()?;

    let now = SystemTime::now();
    let run = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    for (number, parts) in [2, 3, 5].into_iter().enumerate() {
        let event = Event {
            // An event counts once, however often it is sent, if it has the same id each time. So take an id from what
            // happened, such as the number of an order: what happens again must have another, or it would not count.
            id: Some(format!("{account}-print-{run}-{number}")),
            ..Event::new(
                "print",
                now.into(),
                &account,
                vec![Attribute::new("parts", parts.to_string())],
                BTreeMap::from([("country".to_owned(), "DE".to_owned())]),
            )
        };
        togai.event_ingestion().ingest(IngestEventRequest::new(event)).send().await?;
    }

    // The list is in no promised order.
    let mut invoices = togai.invoices().list().owner_id(&account).items();
    let mut latest: Option<InvoiceSummary> = None;
    while let Some(invoice) = invoices.next().await {
        let invoice = invoice?;
        if latest.as_ref().is_none_or(|latest| latest.invoice_date < invoice.invoice_date) {
            latest = Some(invoice);
        }
    }
    let Some(latest) = latest else {
        println!("{account} has no invoice yet");
        return Ok(());
    };
    let invoice = togai.invoices().get(latest.id).send().await?;
    println!("{}: {:.2}, of which {:.2} are paid", invoice.id, invoice.total_amount, invoice.paid_amount);
    for line in invoice.usage_info.iter().flatten() {
        println!("  {:<40} {:>10.2}", line.description, line.value);
    }
    Ok(())
}
