//! Parts that are files.

use specsmith_runtime::{Call, Error, Multipart, Part, Sent};

use crate::bodies::{SUBMIT, parts, seen, send, server};

/// A value as a generated crate has it.
struct Form {
    photo: Part,
}

specsmith_runtime::multipart! { Form { photo: file "photo" "image/png" } }

#[tokio::test]
async fn a_part_made_of_a_path_is_the_file_under_its_own_name_each_time_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("über \"cat\".png");
    let line = |name: &str| format!("multipart/form-data\n--B\nContent-Disposition: form-data; name=\"photo\"{name}\n");
    let named = "; filename=\"über %22cat%22.png\"";
    for (set, head) in [
        (Box::new(|part| Multipart::new().part("photo", part)) as Box<dyn Fn(Part) -> Multipart>, line(named)),
        (
            Box::new(|part: Part| Multipart::new().part("photo", part.file_name("a.txt").content_type("text/x"))),
            line("; filename=\"a.txt\"") + "Content-Type: text/x\n",
        ),
        // What the document says of a field's type, where the caller says nothing.
        (
            Box::new(|part| specsmith_runtime::MultipartBody::parts(&Form { photo: part })),
            line(named) + "Content-Type: image/png\n",
        ),
    ] {
        std::fs::write(&path, "some bytes").unwrap();
        let part = Part::file(&path);
        // It is read when it is sent, and not before.
        std::fs::write(&path, "later bytes").unwrap();
        let (outcome, requests) = seen(&SUBMIT, |call| {
            call.multipart(&set(part));
            call.idempotency_key("k");
        })
        .await;
        outcome.unwrap();
        assert_eq!(requests.len(), 2);
        for request in &requests {
            assert_eq!(parts(request), format!("{head}\nlater bytes\n--B--\n"));
            assert_eq!(request.headers["content-length"].to_str().unwrap(), request.body.len().to_string());
        }
    }
}

#[tokio::test]
async fn a_part_whose_file_is_not_there_is_an_error_that_names_it_and_nothing_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gone.png");
    let server = server(0).await;
    let attach = |call: &mut Call| call.multipart(&Multipart::new().part("a", "b").part("photo", Part::file(&path)));
    let error = send(&server, &SUBMIT, attach).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!((error.was_sent(), error.attempts()), (Sent::No, 1));
    let first: &dyn std::error::Error = &error;
    let causes = std::iter::successors(Some(first), |error| error.source()).map(ToString::to_string);
    let causes = causes.collect::<Vec<_>>().join(": ");
    assert!(causes.contains("gone.png"), "{causes}");
    assert!(server.received_requests().await.unwrap().is_empty());
}
