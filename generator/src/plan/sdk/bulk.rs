//! How any number of items become the pages of an upload.

use crate::reflect::RustType;

/// Where a request that is one page of an upload says so, as JSON Pointers into its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkPlan {
    /// The list that is cut into pages.
    pub items: String,
    /// The type of an item.
    pub item: RustType,
    /// The id that all pages carry.
    pub upload_id: String,
    /// `true` on the first page only.
    pub first: Option<String>,
    /// `true` on the last page only.
    pub last: Option<String>,
    /// What a caller sets to begin again.
    pub restart: Option<String>,
    /// How many items a page holds.
    pub page_size: Option<u64>,
    /// How many bytes of JSON they may be together.
    pub page_bytes: Option<u64>,
}

impl BulkPlan {
    /// Whether an upload takes the place of what was there: it has a page that says that it is whole.
    #[must_use]
    pub fn replaces(&self) -> bool {
        self.last.is_some()
    }
}
