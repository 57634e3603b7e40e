//! What a user of the crate made from `zoo.yaml` writes; the test beside it checks what the server saw.

use std::collections::BTreeMap;

use zoo::animals::{CreateAnimalError, GetAnimalError, ListAnimalsError};
use zoo::models::{
    AddNoteMergePatchJsonRequest, AnimalChange, Home, HomeCage, Kind, ListAnimalsOrder, NewAnimal, Note, PicturesForm,
    PicturesFormInfo, SearchNotesRequest, SearchNotesRequestNear, Type2, Vault, VaultEither, VaultInner,
};
use zoo::pictures::FindPictureSuccess;
use zoo::runtime::serde_json::{self, json};
use zoo::runtime::uuid::Uuid;
use zoo::runtime::{Body, Multipart, Part};
use zoo::{BoxError, ClientCredentials, DateTime, Environment, Error, Token, Zoo};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let zoo = Zoo::from_env()?;
    reads(&zoo).await?;
    writes(&zoo).await?;
    changes(&zoo).await?;
    odd_names(&zoo).await?;
    credentials(&zoo).await?;
    files(&zoo).await?;
    notes(&zoo).await?;
    secrets(&zoo).await?;
    errors(&zoo).await
}

const ID: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

fn id() -> Uuid {
    Uuid::parse_str(ID).unwrap()
}

/// Arrays, enums, dates and odd names in the query; a header and a cookie; an answer with everything in it.
async fn reads(zoo: &Zoo) -> Result<(), Box<dyn std::error::Error>> {
    zoo.animals().list().send().await?;
    let born_after: DateTime = "2020-01-31T12:30:00+02:00".parse()?;
    let request = zoo.animals().list();
    let request = request.kinds([Kind::ColdBlooded, Kind::Other("new & shiny".to_owned())]).tags(["a,b", "c d"]);
    let request = request.ids([1, 9_007_199_254_740_993]).order(ListAnimalsOrder::MinusName).born_after(born_after);
    let request = request.timeout_param(5).query_param("50% off?").self_(true).type_("x/y");
    let animals = request.request_source("a test").session("s 1").send().await?;

    let [animal] = animals.as_slice() else { panic!("{animals:?}") };
    assert_eq!((animal.id, animal.weight_grams), (id(), 9_007_199_254_740_993));
    assert_eq!(animal.kind, Kind::Other("plant".to_owned()), "a value that the document does not know is kept");
    assert_eq!(animal.born_at.unwrap().to_string(), "2020-01-31T12:30:00.250+02:00");
    assert_eq!((animal.died, animal.nicknames.as_deref()), (None, Some([].as_slice())), "null is absent, empty is empty");
    assert_eq!(animal.home.as_ref().unwrap().cage.as_ref().unwrap().number, Some(7));
    assert_eq!(animal.mother.as_ref().unwrap().kind, Kind::Mammal2);
    assert_eq!(animal.offspring.as_ref().unwrap()[0].offspring.as_ref().unwrap()[0].name, "Third");
    assert_eq!(animal.measures.as_ref().unwrap()["tail"], 1.5);
    assert_eq!(serde_json::to_value(animal)?["kind"], json!("plant"), "and written back unchanged");
    Ok(())
}

/// Bodies: only what is required; then everything.
async fn writes(zoo: &Zoo) -> Result<(), Box<dyn std::error::Error>> {
    let created = zoo.animals().create(NewAnimal::new("Ada", Kind::Bird)).send().await?;
    assert_eq!(created.status(), 201);
    let cage = HomeCage { heated: Some(false), ..HomeCage::new() };
    let animal = NewAnimal {
        born_at: Some("2020-01-31T12:30:00Z".parse()?),
        nicknames: Some(Vec::new()),
        home: Some(Home { cage: Some(cage), ..Home::new("north") }),
        offspring: Some(vec![NewAnimal::new("Bea", Kind::Self_)]),
        measures: Some(BTreeMap::from([("wing".to_owned(), 2.0), ("beak".to_owned(), 0.5)])),
        ..NewAnimal::new("Ada", Kind::Other("plant".to_owned()))
    };
    zoo.animals().create(animal).send().await?;
    Ok(())
}

/// Absent, null, empty and a value are four things.
async fn changes(zoo: &Zoo) -> Result<(), Box<dyn std::error::Error>> {
    let changes = [
        AnimalChange::new(),
        AnimalChange { died: Some(None), ..AnimalChange::new() },
        AnimalChange { died: Some(Some("2024-02-29".parse()?)), nicknames: Some(Vec::new()), ..AnimalChange::new() },
        AnimalChange { nicknames: Some(vec!["A".to_owned()]), ..AnimalChange::new() },
    ];
    for change in changes {
        zoo.animals().update(id(), "\"v1\"", change).send().await?;
    }
    zoo.animals().delete(id()).send().await?.into_inner();
    Ok(())
}

/// Without an operationId, without a tag, and names that are keywords or collide.
async fn odd_names(zoo: &Zoo) -> Result<(), Box<dyn std::error::Error>> {
    let shifts = BTreeMap::from([("night".to_owned(), 8)]);
    let keepers = zoo.keepers_staff();
    keepers.put_keepers_shifts_by_keeper_and_day("Zoë / 1", "2024-02-29".parse()?).body(shifts).send().await?;
    assert_eq!(*zoo.status().status().send().await?, "all well");
    let found = zoo.type_().type_("a%b").send().await?;
    assert_eq!((found.type_.as_str(), found.self_.as_str(), found.self_2.as_deref()), ("t", "s", Some("S")));
    assert_eq!((found.match_all, found.match_all_2, found.fn_, found.x1st), (Some(true), Some(false), Some(true), Some(1)));
    let sent = Type2 { async_: Some("now".to_owned()), ..Type2::new() };
    let back = zoo::type_::type_2(zoo, "t").body("query").body_value(sent.clone()).send().await?;
    assert_eq!(back.into_inner(), sent);
    Ok(())
}

/// A program that signs in as itself, a callback, and the alternative that is complete.
async fn credentials(zoo: &Zoo) -> Result<(), Box<dyn std::error::Error>> {
    let url = zoo.core().base_url(0).unwrap();
    let builder = || Zoo::builder().environment(Environment::empty()).base_url(url);
    let owl = builder().client_credentials(ClientCredentials::new("owl", "canary-secret")).build()?;
    owl.keepers_staff().feed_at_night().send().await?;
    owl.keepers_staff().feed_at_night().send().await?;
    async fn ask() -> Result<Token, BoxError> {
        Ok(Token::from("canary-key"))
    }
    builder().api_key_with(ask).build()?.keepers_staff().feed_at_night().send().await?;
    let nothing = builder().build()?.keepers_staff().feed_at_night().send().await.unwrap_err().to_string();
    assert!(nothing.contains("`.api_key(…)`") && nothing.contains("`.client_credentials(…)`"), "{nothing}");
    assert!(nothing.contains("ZOO_KEEPER_KEY") && nothing.contains("ZOO_CLIENT_ID and ZOO_CLIENT_SECRET"), "{nothing}");
    Ok(())
}

/// Bytes, parts that are typed, and parts of which nothing is known.
async fn files(zoo: &Zoo) -> Result<(), Box<dyn std::error::Error>> {
    zoo.pictures().put(id(), "not really a png").send().await?;
    zoo.pictures().put(id(), Body::from(vec![b'a'; 3])).header("Content-Type", "image/gif").send().await?;
    let pictures = PicturesForm {
        thumbnail: Some("small".into()),
        places: Some(vec!["north".to_owned(), "south".to_owned()]),
        info: Some(PicturesFormInfo { year: Some(2026), ..PicturesFormInfo::new() }),
        ..PicturesForm::new(vec![Part::from("one").file_name("a.png").content_type("image/png"), "two".into()], "Ada")
    };
    zoo.pictures().add(id(), pictures).send().await?;
    let found = zoo.pictures().find(id()).send().await?;
    assert_eq!((&*found, found.header("location")), (&FindPictureSuccess::Found, Some("/elsewhere")));
    zoo.pictures().import(Multipart::new().part("any", "thing")).send().await?;
    Ok(())
}

/// One operation with a body of every form, one with a form, and one that deletes with a body.
async fn notes(zoo: &Zoo) -> Result<(), Box<dyn std::error::Error>> {
    let note = Note { tags: Some(vec!["a".to_owned(), "b".to_owned()]), ..Note::new("é & more") };
    let notes = zoo.notes();
    notes.add(note.clone()).send().await?;
    notes.add_form(note.clone()).send().await?;
    notes.add_text("<note/>").send().await?;
    notes.add_bytes(vec![b'x']).send().await?;
    notes.add_merge_patch_json(AddNoteMergePatchJsonRequest { text: Some(None) }).send().await?;
    zoo::notes::add_text(zoo, "plain").header("Content-Type", "application/xml").send().await?;
    let near = SearchNotesRequestNear { house: Some("n/1".to_owned()), cages: Some(vec![1, 2]) };
    let search = SearchNotesRequest {
        words: Some(vec!["a b".to_owned(), "c".to_owned()]),
        near: Some(near),
        kinds: Some(vec![Kind::Bird, Kind::Self_]),
    };
    notes.search().body(search).send().await?;
    notes.search().body_text("a b").send().await?;
    notes.search().send().await?;
    notes.delete().body(vec![1, 2]).send().await?;
    Ok(())
}

/// Secrets, however they are held: they are sent, and printed nowhere.
async fn secrets(zoo: &Zoo) -> Result<(), Box<dyn std::error::Error>> {
    let canary = || "canary".to_owned();
    let doors = || BTreeMap::from([("door".to_owned(), canary())]);
    let vault = Vault {
        named: Some(canary()),
        composed: Some(Some(canary())),
        locks: Some(vec![canary()]),
        by_door: Some(doors()),
        either: Some(VaultEither::Password(canary())),
        sent: Some(canary()),
        pin: Some(770_077),
        words: Some(vec![canary()]),
        marked: Some(canary()),
        inner: Some(VaultInner { code: Some(canary()), shown: Some("inside".to_owned()) }),
        additional_properties: doors(),
        ..Vault::new("outside", canary())
    };
    let request = zoo.notes().fill_vault(vault.clone());
    let printed = format!("{vault:?} {vault:#?} {request:?} {request:#?}");
    assert!(printed.contains("inside") && printed.contains("outside"), "{printed}");
    assert!(!printed.contains("canary") && !printed.contains("770"), "{printed}");
    request.send().await?;
    let word = zoo.notes().open_vault().send().await?;
    assert!(!format!("{word:?} {word:#?}").contains("canary"), "{word:?}");
    assert_eq!(word.into_inner(), "canary");
    Ok(())
}

/// Two kinds of error body, by status; a path that would climb is refused before anything is sent.
async fn errors(zoo: &Zoo) -> Result<(), Box<dyn std::error::Error>> {
    match zoo.animals().create(NewAnimal::new("bad", Kind::Bird)).send().await {
        Err(Error::Api(e)) => match e.body() {
            CreateAnimalError::BadRequest(invalid) => assert_eq!(invalid.fields[0].reason, "no"),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
    match zoo.animals().create(NewAnimal::new("twice", Kind::Bird)).send().await {
        Err(Error::Api(e)) => assert!(matches!(e.body(), CreateAnimalError::Conflict(b) if b.code == Some(7)), "{e:?}"),
        other => panic!("{other:?}"),
    }
    match zoo.animals().list().type_("teapot").send().await {
        Err(Error::Api(e)) => assert!(matches!(e.body(), ListAnimalsError::Default(b) if b.message == "teapot"), "{e:?}"),
        other => panic!("{other:?}"),
    }
    match zoo.animals().get(Uuid::nil()).send().await {
        Err(Error::Api(e)) => assert!(matches!(e.body(), GetAnimalError::NotFound(b) if b.message == "none"), "{e:?}"),
        other => panic!("{other:?}"),
    }
    for climbing in ["..", ".", "", "%2e%2e"] {
        let error = zoo.type_().type_(climbing).send().await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{climbing:?}: {error:?}");
    }
    Ok(())
}
