//! Makes the Markdown files of a folder the documents of a data source: those that are gone from the folder are gone from
//! the index too, once the last page of the upload is in. A file that cannot be read ends the upload before that page.
//!
//! ```text
//! GLEAN_API_TOKEN=… GLEAN_INSTANCE=… cargo run --example index_folder -- handbook ./docs
//! ```

use std::error::Error;
use std::path::{Path, PathBuf};

use glean_api_client::Glean;
use glean_api_client::indexing::models::{
    BulkIndexDocumentsRequest, ContentDefinition, DocumentDefinition, DocumentPermissionsDefinition,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let datasource = arguments.next().unwrap_or_else(|| "handbook".to_owned());
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| ".".to_owned()));
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    // The order in which an upload can be gone on with.
    files.sort();
    if files.is_empty() {
        println!("There is no Markdown file in {}.", folder.display());
        return Ok(());
    }

    let glean = Glean::from_env()?;
    // All pages of one upload carry its id: one a run.
    let started = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let upload_id = format!("{datasource}-{}", started.as_secs());
    let request = BulkIndexDocumentsRequest::new(upload_id, &datasource, Vec::new());

    // A file is read when its page is sent, so that a folder may be larger than the memory. One that cannot be read ends the
    // upload before its last page: left out, it would be gone from the index.
    let documents = files.into_iter().map(move |path| document(&datasource, &path));
    let mut upload = glean.indexing().documents().bulk_index(request).try_upload(documents).page_size(50);
    while let Some(page) = upload.next().await {
        page?;
        // Kept somewhere, this text lets another run go on by `.resume(text.parse()?)`.
        println!("so far: {}", upload.place());
    }
    println!("{} documents in {} pages", upload.place().items(), upload.place().pages());
    Ok(())
}

/// A file as a document.
fn document(datasource: &str, path: &Path) -> Result<DocumentDefinition, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let title = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or(&name).to_owned();
    Ok(DocumentDefinition {
        id: Some(name.clone()),
        title: Some(title),
        view_url: Some(format!("https://{datasource}.example.com/{name}")),
        body: Some(ContentDefinition { text_content: Some(text), ..ContentDefinition::new("text/markdown") }),
        permissions: Some(DocumentPermissionsDefinition {
            allow_all_datasource_users_access: Some(true),
            ..DocumentPermissionsDefinition::new()
        }),
        ..DocumentDefinition::new(datasource)
    })
}
