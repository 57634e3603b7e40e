//! Searches, and shows the best results of all pages.
//!
//! ```text
//! GLEAN_API_TOKEN=… GLEAN_INSTANCE=… cargo run --example search -- travel expenses
//! ```

use glean_api_client::client::models::SearchRequest;
use glean_api_client::{Error, Glean};

/// Results that are worth reading.
const SHOWN: usize = 25;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let glean = Glean::from_env()?;
    let request = SearchRequest { page_size: Some(10), ..SearchRequest::new(words.join(" ")) };

    // A page is asked for when the one before it is used up.
    let mut results = glean.client().search().query(request).items();
    let mut shown = 0;
    while let Some(result) = results.next().await {
        let result = result?;
        shown += 1;
        println!("{shown:>3}. {}", result.title.as_deref().unwrap_or("(no title)"));
        println!("     {}", result.url);
        let snippets = result.snippets.iter().flatten();
        for text in snippets.filter_map(|snippet| snippet.text.as_deref()).take(1) {
            println!("     {text}");
        }
        if shown == SHOWN {
            println!("There are more.");
            break;
        }
    }
    if shown == 0 {
        println!("Nothing was found.");
    }
    Ok(())
}
