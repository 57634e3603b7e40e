//! Values that JSON has no type for.

mod date;
mod date_time;

pub use date::Date;
pub use date_time::DateTime;
