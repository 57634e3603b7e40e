//! Saves the file of a finished report.
//!
//! ```text
//! TOGAI_API_TOKEN=… cargo run --example download_report -- report.csv
//! ```

use togai_client::Togai;
use togai_client::models::ReportStatus;
use togai_client::runtime::reqwest;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let target = std::env::args().nth(1).unwrap_or_else(|| "report.csv".to_owned());
    let togai = Togai::from_env()?;

    let mut reports = togai.reports().list().items();
    let mut file_id = None;
    while let Some(report) = reports.next().await {
        let report = report?;
        if report.status == ReportStatus::Completed && report.file_id.is_some() {
            file_id = report.file_id;
            break;
        }
    }
    let Some(file_id) = file_id else {
        println!("no report is finished");
        return Ok(());
    };

    // The answer says where the file is. It is on another server, for which the token is not, so another client gets it.
    let found = togai.file_storage().get(file_id).send().await?;
    let place = found.header("Location").ok_or("the answer does not say where the file is")?;
    let file = reqwest::get(place).await?.error_for_status()?.bytes().await?;
    std::fs::write(&target, &file)?;
    println!("{target}: {} bytes", file.len());
    Ok(())
}
