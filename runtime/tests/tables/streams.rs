//! The decoders of streams: what they make of bytes, however these are cut.

use specsmith_runtime::stream::{EventDecoder, LineDecoder, RawEvent, Separator, TooLong};

/// All events of a stream that comes in pieces of this many bytes.
fn events(stream: &[u8], piece: usize) -> Vec<RawEvent> {
    let mut decoder = EventDecoder::new(1000);
    let mut events = Vec::new();
    for piece in stream.chunks(piece) {
        decoder.feed(piece.to_vec().into());
        while let Some(event) = decoder.next().unwrap() {
            events.push(event);
        }
    }
    events
}

fn event(id: &str, event: &str, data: &str, retry: Option<u64>) -> RawEvent {
    RawEvent { id: id.into(), event: event.into(), data: data.into(), retry }
}

#[test]
fn events_are_read_as_the_standard_says_wherever_they_are_cut() {
    let plain = |data| event("", "message", data, None);
    let table: Vec<(&[u8], Vec<RawEvent>)> = vec![
        (b"data: a\n\n", vec![plain("a")]),
        (b"data: a\r\n\r\ndata: b\r\rdata: c\n\n", vec![plain("a"), plain("b"), plain("c")]),
        (b"data: a\r\n\ndata: b\n\r\n", vec![plain("a"), plain("b")]),
        (b"\xEF\xBB\xBFdata: a\n\n\xEF\xBB\xBFdata: b\n\ndata: c\n\n", vec![plain("a"), plain("c")]),
        (b"\xEF\xBB\xBF\n\ndata: a\n\n", vec![plain("a")]),
        (b"data: a\ndata:b\ndata:  c\ndata\ndata:\n\n", vec![plain("a\nb\n c\n\n")]),
        (b"data\n\ndata\ndata\n\ndata:\n", vec![plain(""), plain("\n")]),
        (b"data:test\n\ndata: test\n\n", vec![plain("test"), plain("test")]),
        (b": a comment\n:\ndata: a\n\n", vec![plain("a")]),
        (b"event: tick\ndata: a\n\ndata: b\n\n", vec![event("", "tick", "a", None), plain("b")]),
        (b"event: tick\n\ndata: b\n\n", vec![plain("b")]),
        (b"event: tick\nevent:\ndata: b\n\n", vec![plain("b")]),
        (
            b"id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
            vec![event("1", "message", "a", None), event("1", "message", "b", None), event("", "message", "c", None)],
        ),
        (b"id: 1\nid: x\0y\ndata: a\n\n", vec![event("1", "message", "a", None)]),
        (b"id: 1\n\ndata: a\n\n", vec![event("1", "message", "a", None)]),
        (b"retry: 10\ndata: a\n\ndata: b\n\n", vec![event("", "message", "a", Some(10)), plain("b")]),
        (b"retry: 1s\nretry: -1\nretry:\nretry: 99999999999999999999999\ndata: a\n\n", vec![plain("a")]),
        (b"Data: a\nother: b\n data: c\ndata : d\n\n", vec![]),
        (b"data: a: b\n\n", vec![plain("a: b")]),
        ("data: é漢😀\n\n".as_bytes(), vec![plain("é漢😀")]),
        (b"data: \xFFa\xC3\n\n", vec![plain("\u{FFFD}a\u{FFFD}")]),
        (b"data: a\n\ndata: not finished\n", vec![plain("a")]),
        (b"data: a\n\ndata: not finished", vec![plain("a")]),
        (b"\n\n\r\n\r\r\n", vec![]),
        (b"", vec![]),
    ];
    for (stream, expected) in table {
        for piece in 1..=stream.len().max(1) {
            assert_eq!(events(stream, piece), expected, "{} by {piece}", String::from_utf8_lossy(stream));
        }
    }
}

#[test]
fn ids_and_the_wait_outlive_a_stream_and_unfinished_events_do_not() {
    let mut decoder = EventDecoder::new(1000);
    decoder.feed("retry: 5\nid: 7\ndata: a\n\nid: 8\ndata: lost".into());
    assert!(decoder.next().unwrap().is_some() && decoder.next().unwrap().is_none());
    decoder.restart();
    assert_eq!((decoder.last_id(), decoder.wait()), ("7", Some(5)));
    decoder.feed("\u{FEFF}data: b\n\n".into());
    assert_eq!(decoder.next().unwrap(), Some(event("7", "message", "b", None)));
}

#[test]
fn an_event_without_end_is_an_error_at_the_limit() {
    let long = Err(TooLong { limit: 20 });
    for stream in ["data: 123456789012345", "data: 123456789\ndata: 12345", ":1234567890123456789012345678901"] {
        for piece in 1..=stream.len() {
            let mut decoder = EventDecoder::new(20);
            let mut last = Ok(None);
            for piece in stream.as_bytes().chunks(piece) {
                decoder.feed(piece.to_vec().into());
                last = last.and(decoder.next());
            }
            assert_eq!(last, long, "{stream} by {piece}");
        }
    }
}

fn texts(separator: Separator, stream: &[u8], piece: usize) -> Vec<String> {
    let mut decoder = LineDecoder::new(separator, 1000);
    let mut found = Vec::new();
    for piece in stream.chunks(piece) {
        decoder.feed(piece.to_vec().into());
        while let Some(text) = decoder.next().unwrap() {
            found.push(text);
        }
    }
    found.extend(decoder.finish());
    found.iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect()
}

#[test]
fn lines_and_records_are_read_wherever_they_are_cut() {
    for (separator, stream, expected) in [
        (Separator::LineFeed, "1\n2\r\n\n \n{\"a\": 3}", vec!["1", "2", "{\"a\": 3}"]),
        (Separator::LineFeed, "\u{FEFF}1\n", vec!["1"]),
        (Separator::LineFeed, "\"a\rb\"\n", vec!["\"a\rb\""]),
        (Separator::LineFeed, "\n\n", vec![]),
        (Separator::LineFeed, "", vec![]),
        (
            Separator::RecordSeparator,
            "\u{1E}{\n\"a\": 1\n}\n\u{1E}2\n\u{1E}\u{1E}3\n",
            vec!["{\n\"a\": 1\n}", "2", "3"],
        ),
    ] {
        for piece in 1..=stream.len().max(1) {
            assert_eq!(texts(separator, stream.as_bytes(), piece), expected, "{stream:?} by {piece}");
        }
    }
}

#[test]
fn a_line_without_end_is_an_error_at_the_limit() {
    for piece in 1..=40 {
        let mut decoder = LineDecoder::new(Separator::LineFeed, 20);
        let mut last = Ok(None);
        for piece in b"123\n1234567890123456789012\n".chunks(piece) {
            decoder.feed(piece.to_vec().into());
            loop {
                match decoder.next() {
                    Ok(Some(_)) => {}
                    Ok(None) => break,
                    Err(error) => {
                        last = Err(error);
                        break;
                    }
                }
            }
        }
        assert_eq!(last, Err::<Option<()>, _>(TooLong { limit: 20 }), "by {piece}");
    }
}
