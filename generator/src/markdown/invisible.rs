//! Characters that cannot be seen, or that make text look like other text.

/// The text without control, bidirectional and other invisible characters; tabs and newlines stay, `\r\n` is a newline.
pub fn visible(text: &str) -> String {
    // Nearly every text is of this kind, and names are asked about a hundred thousand times in a large document.
    if text.bytes().all(|byte| matches!(byte, b'\t' | b'\n' | b' '..=b'~')) {
        return text.to_owned();
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|character| is_visible(*character)).collect()
}

/// JSON with its invisible characters written as escapes: it says the same, and shows what it says.
///
/// ```
/// assert_eq!(generator::markdown::visible_json("[\"\u{202E}a\"]"), r#"["\u202ea"]"#);
/// ```
pub fn visible_json(json: &str) -> String {
    let mut visible = String::with_capacity(json.len());
    for character in json.chars() {
        if is_visible(character) {
            visible.push(character);
        } else {
            let units =
                character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
            visible.push_str(&units);
        }
    }
    visible
}

fn is_visible(character: char) -> bool {
    match character {
        '\t' | '\n' => true,
        _ if character.is_control() => false,
        // Soft hyphen, Arabic letter mark, Hangul and Khmer fillers, Mongolian selectors.
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{115F}'..='\u{1160}'
        | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' => false,
        // Zero width, line and paragraph separators, bidirectional embeddings and isolates (Unicode TR 9).
        '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' => false,
        // Variation selectors, byte order mark, interlinear annotation, musical formatting, tags.
        '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' => false,
        '\u{1D173}'..='\u{1D17A}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{E0000}'..='\u{E0FFF}' => false,
        // Private use: a font decides what it looks like.
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}' => false,
        _ => true,
    }
}
