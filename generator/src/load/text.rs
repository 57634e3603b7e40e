//! Reading one file as text, within the limit, with a clear word for each thing that can go wrong.

use super::MAX_BYTES;
use crate::diagnostic::{Code, Diagnostic, Place};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The text of a file, without its byte order mark. With one it may also be UTF-16.
///
/// # Errors
///
/// One diagnostic: the file cannot be read, is too large, is empty, or is neither UTF-8 nor UTF-16.
pub fn read_text(path: &Path) -> Result<String, Diagnostic> {
    let bytes = read_bytes(path)?;
    let text = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => utf16(path, rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf16(path, rest, u16::from_be_bytes)?,
        _ => String::from_utf8(bytes)
            .map_err(|error| not_utf8(path, error.as_bytes(), error.utf8_error().valid_up_to()))?,
    };
    let text = match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    if text.trim().is_empty() {
        return Err(Diagnostic::about_file(
            Code::Syntax,
            path,
            "the file is empty",
            "put an OpenAPI document into it, or remove the file",
        ));
    }
    Ok(text)
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |error: std::io::Error| {
        let advice = match error.kind() {
            std::io::ErrorKind::NotFound => "check the path",
            std::io::ErrorKind::PermissionDenied => "give yourself the right to read it",
            _ => "check that it is a readable file",
        };
        Diagnostic::about_file(Code::Unreadable, path, format!("the file cannot be read: {error}"), advice)
    };
    // A pipe or a device would block or never end.
    let kind = std::fs::metadata(path).map_err(unreadable)?;
    if !kind.is_file() {
        return Err(Diagnostic::about_file(
            Code::Unreadable,
            path,
            "this is not a regular file",
            "name a YAML or JSON file",
        ));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(kind.len().min(MAX_BYTES)).unwrap_or_default());
    // One byte more than the limit tells a file at the limit from one above it, even if it grew since.
    File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Diagnostic::about_file(
            Code::TooLarge,
            path,
            format!("the file is larger than {} MiB", MAX_BYTES / 1024 / 1024),
            "split it into files that refer to each other with `$ref`",
        ));
    }
    Ok(bytes)
}

fn utf16(path: &Path, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Diagnostic> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect();
    text.ok().filter(|_| rest.is_empty()).ok_or_else(|| {
        let advice = "save it as UTF-8: `iconv -f UTF-16 -t UTF-8`";
        Diagnostic::about_file(Code::Syntax, path, "the file starts as UTF-16 and does not go on as that", advice)
    })
}

fn not_utf8(path: &Path, bytes: &[u8], valid: usize) -> Diagnostic {
    let before = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default()).into_owned();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    let byte = bytes.get(valid).copied().unwrap_or_default();
    Diagnostic {
        code: Code::Syntax,
        message: format!("the file is not UTF-8: byte 0x{byte:02X} cannot stand here"),
        advice: "save it as UTF-8, for instance with `iconv -f ISO-8859-1 -t UTF-8`".to_owned(),
        place: Place::Line { file: path.to_owned(), line, column },
        changes: Vec::new(),
    }
}
