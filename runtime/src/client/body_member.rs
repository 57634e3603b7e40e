//! Setting members of a JSON body that is written already.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::call::Call;
use crate::error::RequestProblem;
use crate::media_type;

impl Call {
    /// A member of the JSON body, by JSON Pointer (RFC 6901).
    pub(crate) fn in_body<T: DeserializeOwned>(&self, pointer: &str) -> Option<T> {
        let mut found: &RawValue = serde_json::from_slice(self.body.as_ref()?.body.as_bytes()?).ok()?;
        for token in tokens(pointer) {
            let mut members: BTreeMap<String, &RawValue> = serde_json::from_str(found.get()).ok()?;
            found = members.remove(&token)?;
        }
        serde_json::from_str(found.get()).ok()
    }

    /// Makes the call one page of an upload, counted from 0: it may be sent again, and has an idempotency key of its own where
    /// the upload has one.
    pub(crate) fn page_of_upload(&mut self, page: u64) {
        self.options.replay = true;
        if let Some(key) = &mut self.options.idempotency_key {
            key.push_str(&format!("-{page}"));
        }
    }

    /// Sets a member of the JSON body, by JSON Pointer (RFC 6901); objects that are missing on the way are made. `null` takes
    /// it away. Everything else stays as it was written, numbers to their last digit.
    pub(crate) fn set_in_body(&mut self, pointer: &str, value: &Value) {
        self.set_text_in_body(pointer, &value.to_string());
    }

    /// Sets the members that the caller has for this call alone, `null` too.
    pub(super) fn set_own_members(&mut self) -> Result<(), RequestProblem> {
        let members = self.options.body_members.clone();
        let Some((first, _)) = members.first() else { return Ok(()) };
        let refused = || RequestProblem::BodyMember { name: first.clone() };
        match &mut self.body {
            Some(sent) => {
                let bytes = sent.body.as_bytes().filter(|_| media_type::is_json(&sent.content_type));
                let text = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).ok_or_else(refused)?;
                sent.body = with_members(text, &members).map_err(|_| refused())?.into();
            }
            None => {
                let text = with_members("{}", &members).map_err(|_| refused())?;
                self.raw("application/json", text);
            }
        }
        Ok(())
    }

    /// The same with a value that is JSON text already.
    pub(crate) fn set_text_in_body(&mut self, pointer: &str, value: &str) {
        let tokens: Vec<String> = tokens(pointer).collect();
        let written = match &self.body {
            Some(sent) => {
                let bytes = sent.body.as_bytes().map(AsRef::as_ref).unwrap_or_default();
                with_member(&String::from_utf8_lossy(bytes), &tokens, value)
            }
            None => with_member("{}", &tokens, value),
        };
        match (written, &mut self.body) {
            (Ok(text), Some(sent)) => sent.body = text.into(),
            (Ok(text), None) => self.raw("application/json", text),
            (Err(source), _) => self.keep(RequestProblem::Body(Arc::new(source))),
        }
    }
}

/// The parts of a JSON Pointer.
fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
}

fn with_members(json: &str, added: &[(String, Value)]) -> Result<String, serde_json::Error> {
    let mut members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(json)?;
    for (name, value) in added {
        members.insert(name.clone(), RawValue::from_string(value.to_string())?);
    }
    serde_json::to_string(&members)
}

fn with_member(json: &str, tokens: &[String], value: &str) -> Result<String, serde_json::Error> {
    let Some((first, rest)) = tokens.split_first() else {
        return Ok(value.to_owned());
    };
    let mut members: BTreeMap<String, Box<RawValue>> = match json.trim() {
        "null" => BTreeMap::new(),
        object => serde_json::from_str(object)?,
    };
    if rest.is_empty() && value == "null" {
        members.remove(first);
    } else {
        let inner = members.get(first).map_or("{}", |inner| inner.get());
        let changed = with_member(inner, rest, value)?;
        members.insert(first.clone(), RawValue::from_string(changed)?);
    }
    serde_json::to_string(&members)
}

#[cfg(test)]
mod tests {
    use super::with_member;
    use serde_json::json;

    #[test]
    fn one_member_is_set_and_all_others_stay_as_they_were() {
        for (body, pointer, value, expected) in [
            ("{}", vec!["stream"], json!(true), r#"{"stream":true}"#),
            (r#"{"a":0.10,"stream":false}"#, vec!["stream"], json!(true), r#"{"a":0.10,"stream":true}"#),
            (
                r#"{"a":123456789012345678901234567890}"#,
                vec!["b"],
                json!("x"),
                r#"{"a":123456789012345678901234567890,"b":"x"}"#,
            ),
            (r#"{"page":{"size":5}}"#, vec!["page", "cursor"], json!("c"), r#"{"page":{"cursor":"c","size":5}}"#),
            (r#"{"page":null}"#, vec!["page", "cursor"], json!("c"), r#"{"page":{"cursor":"c"}}"#),
            (r#"{"a":1}"#, vec!["page", "cursor"], json!("c"), r#"{"a":1,"page":{"cursor":"c"}}"#),
            (r#"{"a":1,"b":2}"#, vec!["a"], json!(null), r#"{"b":2}"#),
        ] {
            let tokens: Vec<String> = pointer.into_iter().map(str::to_owned).collect();
            let written = with_member(body, &tokens, &value.to_string()).ok();
            assert_eq!(written.as_deref(), Some(expected), "{body}");
        }
        assert!(with_member("[1]", &["a".to_owned()], "1").is_err());
    }
}
