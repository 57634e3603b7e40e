//! What a user of the crate made from `market.yaml` writes; the test beside it checks what the servers saw.

use market::files::GetFileSuccess;
use market::models::{Basket, BasketMixed, CursorsRequest, Fruit, Level, Note, NoteForm, Place, Profile, Thing, Tool};
use market::reports::{GetReportError, GetReportSuccess};
use market::runtime::serde_json::{Value, json};
use market::{Error, Market};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let market = Market::from_env()?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        lists(&market).await?;
        lists_by_extensions(&market).await?;
        lists_that_go_on_later(&market).await?;
        streams(&market).await?;
        alternatives(&market).await?;
        nulls(&market).await?;
        nulls_in_forms(&market).await?;
        forms(&market).await?;
        own_server(&market).await
    })?;
    drop(runtime);
    blocking(&market)
}

/// Each list to its end, page by page and item by item.
async fn lists(market: &Market) -> Outcome {
    let mut ids = Vec::new();
    let mut offers = market.offers().list().items();
    while let Some(offer) = offers.next().await {
        ids.push(offer?.id);
    }
    assert_eq!(ids, ["1", "2", "3"]);
    let mut sizes = Vec::new();
    let mut pages = market.sellers().list().limit(2).pages();
    while let Some(page) = pages.next().await {
        sizes.push(page?.len());
    }
    assert_eq!(sizes, [2, 1, 0]);
    let mut pages = market.links().list().pages();
    assert_eq!(pages.next().await.unwrap()?[0].id, "1");
    assert_eq!(pages.next().await.unwrap()?[0].id, "2");
    assert!(pages.next().await.is_none());
    Ok(())
}

/// Each by what another tool's extension, or ours, says.
async fn lists_by_extensions(market: &Market) -> Outcome {
    macro_rules! ids {
        ($list:expr) => {{
            let (mut items, mut ids) = ($list.items(), Vec::new());
            while let Some(item) = items.next().await {
                ids.push(item?.id);
            }
            ids
        }};
    }
    let shelves = market.shelves();
    assert_eq!(ids!(shelves.numbers()), ["1", "2"]);
    assert_eq!(ids!(shelves.urls()), ["1", "2"]);
    assert_eq!(ids!(shelves.cursors(CursorsRequest::new("w"))), ["1", "2"]);
    assert_eq!(ids!(shelves.tokens()), ["1", "2"]);
    assert_eq!(ids!(shelves.headers()), ["1", "2"]);
    Ok(())
}

/// From a token that was written down, and not in a circle.
async fn lists_that_go_on_later(market: &Market) -> Outcome {
    let shelves = market.shelves();
    let mut pages = shelves.tokens().pages();
    assert_eq!(pages.next().await.unwrap()?.items.len(), 1);
    let kept = pages.next_token().unwrap().to_string();
    let mut rest = shelves.tokens().items().resume(kept.parse()?);
    assert_eq!(rest.next().await.unwrap()?.id, "2");
    assert!(rest.next().await.is_none());
    let mut circle = shelves.tokens().query("circle", "yes").items();
    assert_eq!(circle.next().await.unwrap()?.id, "0");
    let error = circle.next().await.unwrap().unwrap_err();
    assert!(error.to_string().ends_with("leads to a page that was there already"), "{error}");
    assert!(circle.next().await.is_none());
    Ok(())
}

/// Events whose data is a document, and lines.
async fn streams(market: &Market) -> Outcome {
    let mut prices = market.prices().watch().stream().await?;
    let first = prices.next().await.unwrap()?;
    assert_eq!((first.data.event.as_deref(), first.data.data.id.as_str()), (Some("up"), "1"));
    assert_eq!(prices.next().await.unwrap()?.data.data.id, "2");
    drop(prices);
    let mut log = market.log().read().stream().await?;
    let mut ids = Vec::new();
    while let Some(line) = log.next().await {
        ids.push(line?.id);
    }
    assert_eq!(ids, ["1", "2"]);
    Ok(())
}

/// Each alternative, one that the document does not know, and null.
async fn alternatives(market: &Market) -> Outcome {
    let fruit = Thing::Fruit(Fruit::new(3));
    let tool = Thing::Tool(Tool { sharp: Some(None), ..Tool::new() });
    let sent = Basket {
        best: Some(Some(fruit.clone())),
        mixed: Some(BasketMixed::List(vec!["a".to_owned()])),
        ..Basket::new(vec![fruit.clone(), tool.clone(), Thing::Other(json!({ "kind": "toy", "fun": true }))])
    };
    let came = market.things().swap(sent).send().await?.into_inner();
    let [Thing::Other(unknown), Thing::Fruit(kept), Thing::Tool(_)] = came.things.as_slice() else { panic!("{came:?}") };
    assert_eq!((unknown["kind"].as_str(), kept.weight), (Some("toy"), 3), "an unknown tag is kept as it came");
    assert_eq!(came.best, Some(None), "null says something else than absence");
    assert_eq!(came.mixed, Some(BasketMixed::Integer(7)));
    let empty = market.things().swap(Basket::new(Vec::new())).send().await?.into_inner();
    assert_eq!((empty.best, empty.mixed), (None, Some(BasketMixed::Other(Value::Bool(true)))));
    Ok(())
}

/// Left out, null, empty and a value: of a text, an enum, an object, a list, a map and a day, and inside them. The server sends
/// back what it is sent.
async fn nulls(market: &Market) -> Outcome {
    let ada = || Profile::new(Some("Ada".to_owned()));
    let nothing = Profile {
        motto: Some(None),
        level: Some(None),
        home: Some(None),
        tags: Some(None),
        limits: Some(None),
        since: Some(None),
        ..ada()
    };
    let empty = Profile {
        motto: Some(Some(String::new())),
        level: Some(Some(Level::High)),
        home: Some(Some(Place::new())),
        tags: Some(Some(Vec::new())),
        limits: Some(Some(Default::default())),
        since: Some(Some("2024-02-29".parse()?)),
        ..ada()
    };
    let inside = Profile {
        home: Some(Some(Place { street: Some(None) })),
        tags: Some(Some(vec![None, Some("a".to_owned())])),
        limits: Some(Some([("day".to_owned(), None), ("week".to_owned(), Some(1))].into_iter().collect())),
        ..ada()
    };
    for profile in [Profile::new(None), nothing, empty, inside] {
        let back = market.profile().change(profile.clone()).send().await?.into_inner();
        assert_eq!(back, profile, "what is read back is what was sent");
    }
    Ok(())
}

/// A form has no null: left out, empty and a value are three things, and null is the first of them except where it stands in a
/// field that is JSON itself.
async fn nulls_in_forms(market: &Market) -> Outcome {
    let empty = || Note { motto: Some(String::new()), tags: Some(Vec::new()), home: Some(Place::new()), ..Note::new(None) };
    let inside = || Note {
        level: Some(Level::Low),
        home: Some(Place { street: Some(None) }),
        tags: Some(vec![None, Some("a".to_owned())]),
        ..Note::new(Some("Ada".to_owned()))
    };
    for note in [Note::new(None), empty(), inside()] {
        market.notes().create(note.clone()).send().await?;
        let Note { owner, motto, level, home, tags, .. } = note;
        let card = NoteForm { motto, level, home, tags, ..NoteForm::new(owner.unwrap_or_default()) };
        market.cards().create(card).send().await?;
    }
    Ok(())
}

/// One status in several forms, and a redirect beside a success.
async fn forms(market: &Market) -> Outcome {
    let reports = market.reports();
    let as_table = reports.get().header("accept", "text/csv").send().await?.into_inner();
    assert_eq!(as_table, GetReportSuccess::OkText("id\n1\n".to_owned()));
    let as_bytes = reports.get().header("accept", "application/pdf").send().await?.into_inner();
    assert_eq!(as_bytes, GetReportSuccess::OkBytes(vec![0xFF, 1].into()));
    let GetReportSuccess::Ok(offer) = reports.get().send().await?.into_inner() else { panic!("JSON is asked for") };
    assert_eq!(offer.id, "1");
    for (query, expected) in [("json", "gone"), ("problem", "Gone")] {
        let Err(Error::Api(error)) = reports.get().query("fail", query).send().await else { panic!("no error") };
        let said = match error.body() {
            GetReportError::NotFound(body) => &body.reason,
            GetReportError::NotFoundProblemJson(body) => &body.title,
            other => panic!("{other:?}"),
        };
        assert_eq!(said, expected);
    }
    let elsewhere = market.files().get().send().await?;
    assert_eq!(elsewhere.header("location"), Some("https://files.example.com/1"));
    assert_eq!(elsewhere.into_inner(), GetFileSuccess::Found);
    let followed = market.files().get().query("inside", "yes").send().await?.into_inner();
    assert_eq!(followed, GetFileSuccess::Ok(b"file".to_vec().into()));
    Ok(())
}

/// Credentials go there when the caller says so.
async fn own_server(market: &Market) -> Outcome {
    market.uploads().put("a").send().await?;
    market.uploads().put("b").send_credentials_to_base_url().send().await?;
    Ok(())
}

/// The same without a runtime.
fn blocking(market: &Market) -> Outcome {
    let ids: Result<Vec<String>, _> = market.offers().list().items_blocking().map(|offer| offer.map(|one| one.id)).collect();
    assert_eq!(ids?, ["1", "2", "3"]);
    let lines: Result<Vec<_>, _> = market.log().read().stream_blocking()?.into_inner().collect();
    assert_eq!(lines?.len(), 2);
    let mut pages = market.shelves().tokens().pages_blocking();
    assert_eq!(pages.next().unwrap()?.items.len(), 1);
    let kept = pages.next_token().unwrap().to_string();
    let rest: Result<Vec<_>, _> = market.shelves().tokens().items_blocking().resume(kept.parse()?).collect();
    assert_eq!(rest?.len(), 1);
    let report = market.reports().get().send_blocking()?.into_inner();
    assert!(matches!(report, GetReportSuccess::Ok(_)));
    Ok(())
}
