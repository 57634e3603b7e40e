//! What users of the crates get who have no account.

use glean_api_client::client::models::{
    AgentRunCreate, ChatMessage, ChatMessageAuthor, ChatMessageType, ChatRequest, SearchRequest,
};
use specsmith_runtime::{Error, RetryPolicy};
use tests::mock_server::complaints;
use tests::seed;
use togai_client::accounts::GetError;

use super::{glean, job, togai};

#[tokio::test]
async fn a_first_call_gets_the_answer_of_the_document() {
    let server = tests::mock_server::start(&job("rxinfer"));
    let rxinfer = seed::rxinfer(&server.uri());
    assert!(!rxinfer.authentication().token_generate().send().await.unwrap().token.is_empty());
    assert_eq!(complaints(&server.take_exchanges()), "");
}

#[tokio::test]
async fn lists_have_three_pages() {
    let togai = seed::togai(&togai().uri());
    let mut pages = togai.accounts().list().pages();
    let mut counts = Vec::new();
    while let Some(page) = pages.next().await {
        counts.push(page.unwrap().data.as_ref().map_or(0, Vec::len));
    }
    assert_eq!(counts, [3, 2, 1]);
    let glean = seed::glean(&glean().uri());
    let mut hits = glean.client().search().query(SearchRequest::new("plan")).items();
    let mut count = 0;
    while let Some(hit) = hits.next().await {
        hit.unwrap();
        count += 1;
    }
    assert_eq!(count, 6, "the cursor goes into the body");
}

#[tokio::test]
async fn streams_have_several_items_and_an_end() {
    let glean = seed::glean(&glean().uri());
    let mut events = glean.client().agents().run_stream(AgentRunCreate::new("agent")).stream().await.unwrap();
    let mut lines =
        glean.client().chat().create(ChatRequest::new(vec![ChatMessage::default()])).stream().await.unwrap();
    let (mut of_events, mut of_lines) = (0, 0);
    while let Some(event) = events.next().await {
        event.unwrap();
        of_events += 1;
    }
    while let Some(line) = lines.next().await {
        line.unwrap();
        of_lines += 1;
    }
    assert!(of_events >= 3 && of_lines >= 3, "{of_events} {of_lines}");
}

#[tokio::test]
async fn a_chat_comes_as_the_assistant_writes_it() {
    let glean = seed::glean(&glean().uri());
    let mut lines =
        glean.client().chat().create(ChatRequest::new(vec![ChatMessage::default()])).stream().await.unwrap();
    let (mut answer, mut asks) = (String::new(), Vec::new());
    while let Some(line) = lines.next().await {
        let line = line.unwrap();
        for message in line.messages.iter().flatten().filter(|one| one.message_type == Some(ChatMessageType::Content)) {
            assert_eq!(message.author, Some(ChatMessageAuthor::GleanAi));
            answer.extend(message.fragments.iter().flatten().filter_map(|fragment| fragment.text.as_deref()));
        }
        asks.extend(line.follow_up_prompts.into_iter().flatten());
    }
    assert_eq!(answer, "Any train for journeys of less than four hours.");
    assert_eq!(asks, ["What about flights?"]);
}

#[tokio::test]
async fn a_call_may_wish_for_a_documented_error_and_gets_its_variant() {
    let togai = seed::togai(&togai().uri());
    let call = togai.accounts().get("acc-1").retry(RetryPolicy::none());
    match call.header("Prefer", "code=404").send().await {
        Err(Error::Api(error)) => assert!(matches!(error.body(), GetError::NotFound(_)), "{error:?}"),
        other => panic!("{other:?}"),
    }
}
