use runtime::serde::de::DeserializeOwned;
use runtime::serde_json::{self, Value, json};
use runtime::{Error, Response};
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(20);
const MOST_ITEMS: usize = 100;

type Members = serde_json::Map<String, Value>;
type Told<'a> = Pin<Box<dyn Future<Output = Result<Value, String>> + 'a>>;
type Called<C> = for<'a> fn(&'a C, Trial) -> Told<'a>;

#[derive(Clone, Copy)]
enum Mode {
    Send,
    Stream,
    Pages,
}

struct Trial {
    way: usize,
    mode: Mode,
    values: Members,
    body: Option<Value>,
    prefer: Option<String>,
    accept: Option<String>,
}

impl Trial {
    fn new(told: &mut Value) -> Self {
        let mode = match told["mode"].as_str() {
            Some("stream") => Mode::Stream,
            Some("pages") => Mode::Pages,
            _ => Mode::Send,
        };
        Self {
            way: told["way"].as_u64().unwrap_or_default() as usize,
            mode,
            values: members(told["values"].take()),
            body: Some(told["body"].take()).filter(|body| !body.is_null()),
            prefer: told["prefer"].as_u64().map(|status| format!("code={status}")),
            accept: told["accept"].as_str().map(str::to_owned),
        }
    }

    fn value(&mut self, name: &str) -> Result<Value, String> {
        self.values.remove(name).ok_or_else(|| format!("there is no value for `{name}`"))
    }

    fn find(&mut self, name: &str) -> Option<Value> {
        self.values.remove(name)
    }

    fn body(&mut self) -> Result<Value, String> {
        self.body.take().ok_or_else(|| "there is no body".to_owned())
    }
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|error| format!("a value does not decode: {error}"))
}

fn members(value: Value) -> Members {
    match value {
        Value::Object(members) => members,
        _ => Members::new(),
    }
}

fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        _ => Vec::new(),
    }
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn part(value: Value) -> runtime::Part {
    runtime::Part::from(text(value))
}

fn parts(value: Value) -> runtime::Multipart {
    members(value).into_iter().fold(runtime::Multipart::new(), |parts, (name, value)| parts.part(name, text(value)))
}

/// The error of a call as data, or as text where no server answered.
fn failed<E: Debug>(error: Error<E>) -> Result<Value, String> {
    match error {
        Error::Api(error) => Ok(json!({
            "status": error.status().as_u16(),
            "variant": first_word(error.body()),
            "decode": error.decode_error().map(ToString::to_string),
            "text": error.text().chars().take(2_000).collect::<String>(),
        })),
        other => {
            let mut text = other.to_string();
            let mut source = std::error::Error::source(&other);
            while let Some(cause) = source {
                text = format!("{text}: {cause}");
                source = cause.source();
            }
            Err(text)
        }
    }
}

fn told<T, E: Debug>(result: Result<Response<T>, Error<E>>) -> Result<Value, String> {
    match result {
        Ok(response) => Ok(json!({ "ok": response.status().as_u16() })),
        Err(error) => failed(error),
    }
}

fn told_variant<T: Debug, E: Debug>(result: Result<Response<T>, Error<E>>) -> Result<Value, String> {
    match result {
        Ok(response) => Ok(json!({ "ok": response.status().as_u16(), "variant": first_word(&*response) })),
        Err(error) => failed(error),
    }
}

/// The name of an enum's variant.
fn first_word(value: &dyn Debug) -> String {
    format!("{value:?}").chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn answered<T, E: Debug>(result: Result<Response<T>, Error<E>>) -> Result<Response<T>, Result<Value, String>> {
    result.map_err(failed)
}

/// Runs through what comes one by one.
macro_rules! items {
    ($answered:expr) => {
        match $answered {
            Err(told) => told,
            Ok(mut stream) => {
                let mut count = 0;
                loop {
                    match stream.next().await {
                        None => break Ok(json!({ "ok": 200, "items": count, "ended": true })),
                        Some(Err(error)) => break failed(error),
                        Some(Ok(_)) => count += 1,
                    }
                    if count >= MOST_ITEMS {
                        break Ok(json!({ "ok": 200, "items": count, "ended": false }));
                    }
                }
            }
        }
    };
}

fn argument(index: usize) -> String {
    std::env::args().nth(index).unwrap_or_default()
}

/// Makes the calls of a file, and prints a line for each.
async fn run<C>(client: &C, calls: &[Called<C>]) {
    let file = std::fs::read(argument(2)).expect("a file");
    let trials: Vec<Value> = serde_json::from_slice(&file).expect("a list");
    for mut told in trials {
        let index = told["operation"].as_u64().unwrap_or_default() as usize;
        let outcome = calls[index](client, Trial::new(&mut told)).await;
        println!("{}", outcome.unwrap_or_else(|error| json!({ "error": error })));
    }
}
