//! What goes over the wire beyond a method, a path and JSON: each thing that users of other SDKs of these APIs have met, by its
//! name.

use glean_api_client::client::models::{
    AgentRunCreate, ChatMessage, ChatRequest, ImportAgentRequestForm, RecommendationsRequest, ResultsResponse,
    SearchRequest, UploadChatFilesRequestForm,
};
use glean_api_client::client::search::RecommendationsSuccess;
use glean_api_client::runtime::Part;
use serde_json::{Value, json};
use specsmith_runtime::{DateTime, Error, RetryPolicy};
use tests::seed::{CANARY, Seed, glean, rxinfer, togai};
use tests::server::{answering, answering_in_turn, answering_with, only_request, seen};
use togai_client::models::{Event, IngestBatchEventRequest, Setting, SettingDataType, UpdateAccountRequest};
use wiremock::{Request, ResponseTemplate};

fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    request.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

/// The query as it was written.
fn query(request: &Request) -> &str {
    request.url.query().unwrap_or_default()
}

fn text(status: u16, media_type: &str, body: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body, media_type)
}

#[tokio::test]
async fn a_body_has_the_media_type_that_is_documented_down_to_its_charset() {
    let server = answering(400, &json!({})).await;
    let client = glean(&server.uri());
    let once = RetryPolicy::none();
    let _ = client.client().search().query(SearchRequest::new("a")).retry(once.clone()).send().await;
    let _ = client.client().governance_data_findings().create(Default::default()).retry(once).send().await;
    let requests = seen(&server).await;
    let types: Vec<&str> = requests.iter().map(|request| header(request, "content-type")).collect();
    assert_eq!(types, ["application/json", "application/json; charset=UTF-8"]);
}

#[tokio::test]
async fn tool_names_are_one_value_with_commas() {
    let server = answering(200, &json!({ "tools": [] })).await;
    glean(&server.uri()).client().tools().list().tool_names(["search", "a,b & c"]).send().await.unwrap();
    // A comma that is part of a name is encoded, and so is no separator.
    assert_eq!(query(&only_request(&server).await), "toolNames=search,a%2Cb%20%26%20c");
}

#[tokio::test]
async fn doc_ids_are_repeated() {
    let server = answering(200, &json!({})).await;
    let overrides = glean(&server.uri()).client().governance_documents_visibility_overrides();
    overrides.list().doc_ids(["one", "two"]).send().await.unwrap();
    assert_eq!(query(&only_request(&server).await), "docIds=one&docIds=two");
}

#[tokio::test]
async fn files_of_a_chat_are_parts_of_one_name_and_keep_their_bytes() {
    let server = answering(200, &json!({})).await;
    let bytes = b"\x89PNG\r\n\x00\xff".to_vec();
    let files = vec![
        Part::new(bytes.clone()).file_name("a.png").content_type("image/png"),
        Part::new("second").file_name("b.txt"),
    ];
    let chat = glean(&server.uri()).client().chat();
    chat.upload_files(UploadChatFilesRequestForm::new(files)).send().await.unwrap();
    let request = only_request(&server).await;
    assert!(header(&request, "content-type").starts_with("multipart/form-data; boundary="));
    let body = String::from_utf8_lossy(&request.body).into_owned();
    assert_eq!(body.matches("name=\"files\"; filename=").count(), 2, "{body}");
    assert!(request.body.windows(bytes.len()).any(|window| window == bytes), "{body}");
}

#[tokio::test]
async fn an_agent_is_imported_as_a_bundle_with_fields_beside_it() {
    let server = answering(400, &json!({})).await;
    let form = ImportAgentRequestForm {
        commit_message: Some("first".to_owned()),
        is_draft: Some(true),
        ..ImportAgentRequestForm::new(Part::new("{}").file_name("agent.json"))
    };
    let _ = glean(&server.uri()).client().agents().import("a1", form).send().await;
    let request = only_request(&server).await;
    let body = String::from_utf8_lossy(&request.body).into_owned();
    assert!(body.contains("name=\"bundle\"; filename=\"agent.json\""), "{body}");
    for (name, value) in [("commitMessage", "first"), ("isDraft", "true")] {
        let part = body.split("name=\"").find(|part| part.starts_with(&format!("{name}\"")));
        assert!(part.is_some_and(|part| part.contains(&format!("\r\n\r\n{value}\r\n"))), "{name}: {body}");
    }
}

#[tokio::test]
async fn a_chat_is_streamed_as_lines_of_json_and_asks_for_that_in_its_body() {
    let lines = "{\"chatId\":\"c\"}\n{\"followUpPrompts\":[\"more\"]}\n";
    let server = answering_with(text(200, "text/plain", lines)).await;
    let request = ChatRequest::new(vec![ChatMessage::default()]);
    let mut stream = glean(&server.uri()).client().chat().create(request).stream().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().chat_id.as_deref(), Some("c"));
    assert_eq!(stream.next().await.unwrap().unwrap().follow_up_prompts, Some(vec!["more".to_owned()]));
    assert!(stream.next().await.is_none());
    let request = only_request(&server).await;
    assert_eq!(request.url.path(), "/rest/api/v1/chat", "no fragment, no other path");
    let body: Value = request.body_json().unwrap();
    assert_eq!((&body["stream"], header(&request, "accept")), (&json!(true), "text/plain"));
}

#[tokio::test]
async fn the_run_of_an_agent_is_a_stream_of_events() {
    let events = ": hello\n\nid: 1\nevent: message\ndata: {\"messages\":\ndata: []}\n\n";
    let server = answering_with(text(200, "text/event-stream", events)).await;
    let agents = glean(&server.uri()).client().agents();
    let mut stream = agents.run_stream(AgentRunCreate::new("a1")).stream().await.unwrap();
    let event = stream.next().await.unwrap().unwrap();
    assert_eq!((event.id.as_str(), event.event.as_str()), ("1", "message"));
    assert_eq!(header(&only_request(&server).await, "accept"), "text/event-stream");
}

#[tokio::test]
async fn a_cursor_goes_into_the_body_of_the_next_page_and_a_next_token_into_its_query() {
    let result = json!({ "url": "https://docs.example.com/1" });
    let first = json!({ "results": [result], "hasMoreResults": true, "cursor": "c 2" });
    let last = json!({ "results": [result], "hasMoreResults": false, "cursor": "c 3" });
    let of = |body: &Value| ResponseTemplate::new(200).set_body_json(body);
    let server = answering_in_turn([of(&first), of(&last)]).await;
    let request = SearchRequest { page_size: Some(1), ..SearchRequest::new("plan") };
    let mut items = glean(&server.uri()).client().search().query(request).items();
    let mut count = 0;
    while let Some(item) = items.next().await {
        item.unwrap();
        count += 1;
    }
    let bodies: Vec<Value> = seen(&server).await.iter().map(|request| request.body_json().unwrap()).collect();
    assert_eq!(count, 2);
    assert_eq!(
        bodies,
        [json!({ "query": "plan", "pageSize": 1 }), json!({ "query": "plan", "pageSize": 1, "cursor": "c 2" })]
    );

    let server = answering_in_turn([of(&json!({ "data": [], "nextToken": "t/2" })), of(&json!({ "data": [] }))]).await;
    let mut pages = togai(&server.uri()).accounts().list().page_size(10).pages();
    while let Some(page) = pages.next().await {
        page.unwrap();
    }
    let requests = seen(&server).await;
    let queries: Vec<&str> = requests.iter().map(query).collect();
    assert_eq!(queries, ["pageSize=10", "pageSize=10&nextToken=t%2F2"]);
}

#[tokio::test]
async fn the_302_of_a_file_is_an_answer_that_tells_where_the_file_is() {
    let elsewhere = "https://files.example.com/f?signature=s";
    let server = answering_with(ResponseTemplate::new(302).insert_header("location", elsewhere)).await;
    let response = togai(&server.uri()).file_storage().get("f1").send().await.unwrap();
    assert!(matches!(*response, togai_client::file_storage::GetSuccess::Found));
    assert_eq!(response.headers()["location"], elsewhere);
    assert_eq!(seen(&server).await.len(), 1, "it is not followed: the credential is for this server");
}

#[tokio::test]
async fn each_documented_success_is_told_from_the_others() {
    let empty = |status| ResponseTemplate::new(status);
    let result = ResponseTemplate::new(200).set_body_json(json!({ "results": [] }));
    let server = answering_in_turn([result, empty(202), empty(204)]).await;
    let client = glean(&server.uri());
    let mut found = Vec::new();
    for _ in 0..3 {
        let request = RecommendationsRequest::default();
        found.push(client.client().search().recommendations(request).send().await.unwrap().into_inner());
    }
    assert!(matches!(found[0], RecommendationsSuccess::Ok(ResultsResponse { .. })), "{found:?}");
    assert_eq!(found[1..], [RecommendationsSuccess::Accepted, RecommendationsSuccess::NoContent]);

    // A 204 has no body, whatever the document says.
    let setting = Setting {
        id: "s".to_owned(),
        value: "v".to_owned(),
        entity_type: "ACCOUNT".to_owned(),
        entity_id: "a".to_owned(),
        namespace: "USER".to_owned(),
        name: "n".to_owned(),
        data_type: SettingDataType::String,
    };
    let created = ResponseTemplate::new(201).set_body_json(&setting);
    let server = answering_in_turn([created, empty(204)]).await;
    let settings = togai(&server.uri()).settings();
    use togai_client::settings::CreateSuccess;
    let first = settings.create(setting.clone()).send().await.unwrap().into_inner();
    assert_eq!(first, CreateSuccess::Created(setting.clone()));
    assert_eq!(settings.create(setting).send().await.unwrap().into_inner(), CreateSuccess::NoContent);

    // Two statuses with one body: the answer is the same, and its status tells which.
    let answer = json!({ "success": true });
    let of = |status| ResponseTemplate::new(status).set_body_json(&answer);
    let server = answering_in_turn([of(202), of(207)]).await;
    let ingestion = togai(&server.uri()).event_ingestion();
    for status in [202, 207] {
        let response = ingestion.ingest_batch(IngestBatchEventRequest::new(vec![])).send().await.unwrap();
        assert_eq!(response.status(), status);
    }
}

#[tokio::test]
async fn a_path_parameter_is_one_segment_whatever_it_holds() {
    let server = answering(404, &json!({})).await;
    let client = togai(&server.uri());
    for id in ["a/b", "a b?c#d", "50%", "ä"] {
        let _ = client.accounts().get(id).retry(RetryPolicy::none()).send().await;
    }
    let requests = seen(&server).await;
    let paths: Vec<&str> = requests.iter().map(|request| request.url.path()).collect();
    assert_eq!(paths, ["/accounts/a%2Fb", "/accounts/a%20b%3Fc%23d", "/accounts/50%25", "/accounts/%C3%A4"]);
    for id in ["", ".", "..", "%2e%2e"] {
        let refused = client.accounts().get(id).send().await.unwrap_err();
        assert!(matches!(refused, Error::Request(_)), "{id:?}: {refused}");
    }
    assert_eq!(seen(&server).await.len(), requests.len(), "no encoding keeps a dot from meaning another path");
}

#[tokio::test]
async fn the_base_url_of_the_caller_is_obeyed_by_every_kind_of_call() {
    let server = answering(200, &json!({})).await;
    let base = format!("{}/behind/a/proxy/", server.uri());
    let client = glean(&base);
    let _ = client.client().search().query(SearchRequest::new("a")).send().await;
    let _ = client.client().chat().create(ChatRequest::new(vec![])).stream().await;
    let _ = client.client().chat().retrieve_file("f").stream().await;
    let _ = client.client().entities().retrieve_person_photo("p").send().await;
    let _ = client.indexing().authentication().rotate_token().send().await;
    let _ = client.client().chat().upload_files(UploadChatFilesRequestForm::new(vec![])).send().await;
    let requests = seen(&server).await;
    let paths: Vec<&str> = requests.iter().map(|request| request.url.path()).collect();
    assert_eq!(
        paths,
        [
            "/behind/a/proxy/rest/api/v1/search",
            "/behind/a/proxy/rest/api/v1/chat",
            "/behind/a/proxy/rest/api/v1/chat-files/f",
            "/behind/a/proxy/rest/api/v1/people/p/photo",
            "/behind/a/proxy/api/index/v1/rotatetoken",
            "/behind/a/proxy/rest/api/v1/uploadchatfiles",
        ]
    );
    for request in &requests {
        assert_eq!(header(request, "authorization"), format!("Bearer {CANARY}"));
    }
}

#[tokio::test]
async fn times_are_those_of_rfc_3339_in_queries_and_bodies() {
    let server = answering(200, &json!({ "success": true })).await;
    let client = togai(&server.uri());
    let time: DateTime = "2026-03-01T10:00:00.25+05:30".parse().unwrap();
    let _ = client.accounts().get("a").effective_on(time).send().await;
    let event = Event::new("s", time, "a", vec![], Default::default());
    let _ = client.event_ingestion().ingest_batch(IngestBatchEventRequest::new(vec![event])).send().await;
    let requests = seen(&server).await;
    // A plus sign in a query would be a space.
    assert_eq!(query(&requests[0]), "effectiveOn=2026-03-01T10%3A00%3A00.250%2B05%3A30");
    let body: Value = requests[1].body_json().unwrap();
    assert_eq!(body["events"][0]["timestamp"], "2026-03-01T10:00:00.250+05:30");
}

#[tokio::test]
async fn integers_above_2_to_the_53_keep_every_digit() {
    let large = 9_007_199_254_740_993_i64;
    let server = answering(200, &json!({ "token": "t", "expirationTime": large })).await;
    let answer = glean(&server.uri()).client().authentication().create_token().send().await.unwrap();
    assert_eq!(answer.expiration_time, large);
    let request = SearchRequest { timeout_millis: Some(large), ..SearchRequest::new("a") };
    let _ = glean(&server.uri()).client().search().query(request).send().await;
    let requests = seen(&server).await;
    let sent = String::from_utf8_lossy(&requests[1].body).into_owned();
    assert!(sent.contains("9007199254740993"), "{sent}");
}

#[tokio::test]
async fn absent_and_empty_differ_when_sent_and_null_is_absent_when_read() {
    let account = json!({
        "id": "a", "togaiAccountId": "t", "customerId": "c", "togaiCustomerId": "u", "name": "n", "status": "ACTIVE",
        "tags": null,
    });
    let server = answering(200, &account).await;
    let accounts = togai(&server.uri()).accounts();
    let changes = [
        (UpdateAccountRequest::default(), json!({})),
        (UpdateAccountRequest { tags: Some(vec![]), ..Default::default() }, json!({ "tags": [] })),
        (UpdateAccountRequest { metadata: Some(Default::default()), ..Default::default() }, json!({ "metadata": {} })),
        (UpdateAccountRequest { name: Some(String::new()), ..Default::default() }, json!({ "name": "" })),
    ];
    for (change, expected) in changes {
        let answer = accounts.update("a", change).send().await.unwrap();
        assert_eq!(answer.tags, None);
        let body: Value = seen(&server).await.last().unwrap().body_json().unwrap();
        assert_eq!(body, expected);
    }
}

#[tokio::test]
async fn a_picture_may_be_png_or_jpeg() {
    for (media_type, bytes) in [("image/png", "\u{89}PNG"), ("image/jpeg", "JFIF")] {
        let server = answering_with(text(200, media_type, bytes)).await;
        let picture = glean(&server.uri()).client().entities().retrieve_person_photo("p1").send().await.unwrap();
        assert_eq!(picture.headers()["content-type"], media_type);
        assert_eq!(&picture[..], bytes.as_bytes());
        assert_eq!(header(&only_request(&server).await, "accept"), "image/png, image/jpeg");
    }
}

#[tokio::test]
async fn what_needs_no_credential_is_sent_without_one() {
    let server = answering(200, &Seed::TokenGenerate.success()).await;
    let client = rxinfer(&server.uri());
    let _ = client.server().ping().send().await;
    client.authentication().token_generate().send().await.unwrap();
    for request in seen(&server).await {
        assert_eq!(header(&request, "authorization"), "", "{}", request.url);
    }
}
