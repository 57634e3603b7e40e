//! The README's part about tests: how a user's code is tried without a server.

use super::call::{self, Target};
use super::layout::{Expression, Link};
use super::page::Markdown;
use super::program::Program;
use super::readme::COMPILED;
use super::sample::{Extent, Sampler};
use crate::markdown;
use crate::model::Status;
use crate::plan::{AnswerPlan, BodyKind, SuccessPlan};

/// A test of code that makes the first call.
pub(super) fn tests(page: &mut Markdown, first: Target<'_>) {
    page.heading(2, "Testing your code");
    let package = &first.place.plan.package;
    page.paragraph(
        "With the feature `mock`, a client plays answers and keeps requests, without a server or a network:",
    );
    page.fence(
        "toml",
        &format!(
            "[dev-dependencies]\n{} = {{ version = \"{}\", features = [\"mock\"] }}",
            package.name, package.version
        ),
    );
    page.fence(COMPILED, &program(first));
    page.paragraph(
        "A call that nothing was said about fails with an error that lists what was expected. Beside answers there are \
         replies for what goes wrong:",
    );
    page.table(
        ["Reply", "What the code under test meets"],
        [
            ["`Reply::too_many_requests(30)`", "a rate limit, with `Retry-After`"],
            ["`Reply::refused()`", "nobody listens: the request was not sent"],
            ["`Reply::reset()`", "the connection breaks, and nobody knows what the server did"],
            ["`Reply::never()`", "no answer, until a time limit ends the call"],
            ["`reply.after(…)`", "a slow server"],
            ["`Reply::raw_json(200, \"{\")`", "JSON that ends too early"],
            ["`Reply::html(200, …)`", "a login page instead of an answer"],
            ["`Reply::chunks(200, …)`, `Reply::events(…)`", "a body in pieces, and events as they come"],
            ["`reply.then_breaks_off()`, `reply.then_silence()`", "a body that does not end as it should"],
        ]
        .map(|row| row.map(str::to_owned)),
    );
    page.paragraph(&format!(
        "All of them, each with an example, are in the documentation of `{}::runtime::mock`. Where tokio's clock is paused \
         (`#[tokio::test(start_paused = true)]`), none takes any time.",
        package.library
    ));
}

fn program(first: Target<'_>) -> String {
    let Target { place, resource: _, operation } = first;
    let plan = place.plan;
    let mut program = Program::default();
    if operation.deprecated {
        program.attribute("#[allow(deprecated)]");
    }
    let provider = program.import(&plan.package.library, &plan.provider.type_name);
    let module = format!("{}::runtime::mock", plan.package.library);
    let [mock, reply, when] = ["Mock", "Reply", "When"].map(|name| program.import(&module, name));
    program.bind("mock", &Expression::atom(format!("{mock}::new()")));
    let condition =
        Expression::call(format!("{when}::operation"), vec![Expression::atom(format!("{:?}", operation.id))]);
    program.bind("answer", &success(first, &reply));
    let replies = vec![Expression::atom(format!("{reply}::empty(429)")), Expression::atom("answer")];
    let replies = Expression::List { head: "", items: replies };
    let links = vec![Link::call("on", vec![condition]), Link::call("replies", vec![replies])];
    let rule = Expression::chain(Expression::atom("mock"), links);
    program.statement(format!("    {};", rule.laid_out(4, 4, 1)));
    let build = Link { suffix: "?", ..Link::call("build", Vec::new()) };
    let links = vec![Link::call("mock", vec![Expression::atom("&mock")]), build];
    let client = Expression::chain(Expression::atom(format!("{provider}::builder()")), links);
    program.bind(&plan.provider.variable, &client);
    program.statement("");
    call::send(first, &mut program, Vec::new());
    program.statement(super::show::answer(place, operation, 4));
    program.comment("It was sent twice, since the first answer was a 429.");
    program.statement("    assert_eq!(mock.requests().len(), 2);");
    program.statement("    mock.check()?;");
    program.finish_async()
}

/// The documented success, as a reply.
fn success(target: Target<'_>, reply: &str) -> Expression {
    let (kind, answers) = match &target.operation.success {
        SuccessPlan::One { kind, answers } => (kind.as_ref(), answers),
        SuccessPlan::Several { answers, .. } => (answers.first().and_then(|answer| answer.kind.as_ref()), answers),
    };
    let status = Expression::atom(match answers.first().map(|answer| answer.status) {
        Some(Status::Code(code)) => code.to_string(),
        _ => "200".to_owned(),
    });
    let example = answers.first().and_then(|answer: &AnswerPlan| answer.example.as_ref());
    let sampler = Sampler::new(&target.place.models, Extent::Request);
    let (name, body) = match kind {
        None => return Expression::call(format!("{reply}::empty"), vec![status]),
        Some(kind @ BodyKind::Json(_)) => {
            ("raw_json", raw(&markdown::visible_json(&sampler.body(kind, example).to_string())))
        }
        Some(BodyKind::Text | BodyKind::Bytes) => ("text", "\"text\"".to_owned()),
    };
    Expression::call(format!("{reply}::{name}"), vec![status, Expression::atom(body)])
}

/// A raw string literal.
fn raw(text: &str) -> String {
    let hashes = "#".repeat(1 + text.matches("\"#").count());
    format!("r{hashes}\"{text}\"{hashes}")
}
