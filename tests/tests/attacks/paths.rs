//! Path parameters.

use specsmith_runtime::mock::{Mock, Reply, When};
use specsmith_runtime::reqwest::Url;
use specsmith_runtime::{Call, Core, Error, Undocumented};

use crate::provider::{OPERATIONS, config};

/// What paths are made of, and what parsers, proxies and servers read into them.
const PIECES: [&str; 28] = [
    "a", "keys", ".", "..", "/", "\\", "%", "2e", "%2e", "%2E", "%2f", "%5c", "%252e", "?", "#", ";", ":", "@", "//",
    "\n", "\r", "\t", "\0", " ", "é", "\u{202e}", "&", "=",
];

/// The same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % limit as u64) as usize
    }

    fn text(&mut self) -> String {
        (0..self.below(6)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

/// As a server reads a segment.
fn decoded(segment: &str) -> String {
    let url = Url::parse(&format!("x:?v={}", segment.replace('+', "%2B"))).unwrap();
    url.query_pairs().next().unwrap().1.into_owned()
}

async fn send(core: &Core, id: &str) -> Result<(), Error<Undocumented>> {
    let mut call = Call::new(core, &OPERATIONS[0]);
    call.set(0, id);
    call.send_empty().await.map(drop)
}

#[tokio::test]
async fn whatever_a_path_parameter_holds_the_path_keeps_its_shape_or_nothing_is_sent() {
    let mut random = Random(1);
    let (mut sent, mut refused) = (0, 0);
    for _ in 0..200 {
        let mock = Mock::new();
        mock.on(When::any()).reply(Reply::empty(200));
        let mut config = config();
        config.mock(&mock);
        let core = config.build().unwrap();
        for _ in 0..100 {
            let id = random.text();
            let before = mock.requests().len();
            match send(&core, &id).await {
                Ok(()) => {
                    let url = mock.last_request().unwrap().url().clone();
                    let segments: Vec<&str> = url.path_segments().unwrap().collect();
                    let [version, users, written, keys] = segments.as_slice() else { panic!("{id:?} made {url}") };
                    assert_eq!((*version, *users, *keys), ("v1", "users", "keys"), "{id:?} made {url}");
                    assert_eq!((url.query(), url.fragment()), (None, None), "{id:?} made {url}");
                    let decoded = decoded(written);
                    assert_eq!(decoded, id, "{url}");
                    sent += 1;
                }
                Err(error) => {
                    assert!(matches!(error, Error::Request(_)), "{id:?}: {error:?}");
                    assert_eq!(mock.requests().len(), before, "{id:?} was sent");
                    refused += 1;
                }
            }
        }
    }
    assert!(sent > 5_000 && refused > 1_000, "{sent} sent, {refused} refused");
}
