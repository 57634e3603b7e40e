//! Values that JSON has no type for.

mod date;
mod date_time;
mod whole;

pub use date::Date;
pub use date_time::DateTime;
pub(crate) use whole::with_whole_numbers;
