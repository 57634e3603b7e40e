//! The README's part about what calls and clients can be told: retries, time limits, options.

use super::call::{self, Target};
use super::layout::{Expression, Link};
use super::page::Markdown;
use super::program::Program;
use super::readme::COMPILED;

/// When a call is sent again.
pub(super) fn retries(page: &mut Markdown, first: Target<'_>) {
    page.heading(2, "Retries");
    page.paragraph("A call that fails in a way that may pass is sent again:");
    let always = "every call: the server never saw it, or refused it before acting on it";
    let careful = "an idempotent call, or one with an idempotency key";
    page.table(
        ["Failure", "What is sent again"],
        [
            ["an answer 429, a connection that is not made", always],
            ["an answer 500, 502, 503 or 504, a connection that breaks, an attempt that runs out of time", careful],
            ["anything else, a certificate that is not trusted included", "nothing"],
        ]
        .map(|row| row.map(str::to_owned)),
    );
    page.paragraph(
        "There are at most 4 attempts. The wait between two is drawn from zero up to a bound that starts at 500 ms and \
         grows by 1.5 to at most 60 s. A `Retry-After` of the server is kept; one longer than 60 s ends the call with its \
         error. All together end after 5 minutes: no attempt starts later. While most calls of a client fail, its retries \
         are used up, and calls end with the error they have.",
    );
    page.paragraph("The policy is the client's, and each call may have its own:");
    let mut program = Program::default();
    let policy = program.import(&first.place.plan.package.library, "RetryPolicy");
    let retry = |made: &str| Link::call("retry", vec![Expression::atom(format!("{policy}::{made}"))]);
    call::begin_with(first, &mut program, vec![retry("default().max_attempts(2)")]);
    call::send_briefly(first, &mut program, vec![retry("none()")]);
    page.fence(COMPILED, &program.finish_async());
    rules(page, first);
}

/// How a caller decides what is sent again.
fn rules(page: &mut Markdown, first: Target<'_>) {
    page.paragraph(
        "What is sent again may be decided by rules of yours, on the client or on a call: the first verdict that is not \
         `Indifferent` counts, else the table above. After a broken connection or a timeout `Retry` counts only for a call that \
         may be done twice.",
    );
    let library = &first.place.plan.package.library;
    let mut program = Program::default();
    let verdict = program.import(&format!("{library}::runtime::retry"), "Verdict");
    let rule = format!(
        "|attempt| match attempt.status() {{\n            \
         Some(status) if status.as_u16() == 409 => {verdict}::Retry,\n            _ => {verdict}::Indifferent,\n        }}"
    );
    let made = made(first, &mut program, &[format!(".retry_rule({rule})")]);
    program.statement(made);
    page.fence(COMPILED, &program.finish_as("", MAIN));
}

const MAIN: &str = "fn main() -> Result<(), Box<dyn std::error::Error>>";

/// How long a call may take.
pub(super) fn timeouts(page: &mut Markdown) {
    page.heading(2, "Timeouts");
    page.table(
        ["Limits", "Builder", "Call", "Default"],
        [
            ["a whole call, with all attempts and waits", "`.timeout(…)`", "`.timeout(…)`", "none"],
            [
                "one attempt",
                "`.attempt_timeout(…)`",
                "`.attempt_timeout(…)`",
                "60 s, or `timeout` where that is longer",
            ],
            ["the silence between two pieces of a stream", "`.idle_timeout(…)`", "`.idle_timeout(…)`", "60 s"],
            ["making a connection", "`.connect_timeout(…)`", "", "10 s"],
        ]
        .map(|row| row.map(str::to_owned)),
    );
}

/// What a single call can be told.
pub(super) fn of_a_call(page: &mut Markdown, first: Target<'_>) {
    page.heading(2, "Options of a call");
    page.table(
        ["Method", "What it does"],
        [
            ["`.timeout(…)`, `.attempt_timeout(…)`", "Limits this call, or each of its attempts."],
            ["`.retry(…)`, `.retry_rule(…)`", "Sets how this call is sent again, and after what."],
            ["`.header(name, value)`", "Adds a header, or replaces one."],
            ["`.query(name, value)`", "Adds a query parameter that the document does not have."],
            ["`.body_member(name, value)`", "Adds a member to the JSON body that the document does not have."],
            ["`.base_url(…)`", "Sends this call elsewhere; credentials go along only to the same origin."],
            ["`.send_credentials_to_base_url()`", "Lets them go there whatever its origin."],
            ["`.idempotency_key(…)`", "Names the call, so that a server that knows such keys does it once."],
            ["`.max_response_bytes(…)`", "Limits the answer, after decompression."],
        ]
        .map(|row| row.map(str::to_owned)),
    );
    let mut program = Program::default();
    let duration = program.import("std::time", "Duration");
    call::begin(first, &mut program);
    let atom = |text: &str| Expression::atom(text);
    let links = vec![
        Link::call("timeout", vec![atom(&format!("{duration}::from_secs(5)"))]),
        Link::call("header", vec![atom("\"x-trace\""), atom("\"first-call\"")]),
    ];
    call::send_briefly(first, &mut program, links);
    page.fence(COMPILED, &program.finish_async());
}

/// What a client can be told, beside credentials, servers, retries and time limits.
pub(super) fn of_a_client(page: &mut Markdown, first: Target<'_>) {
    page.heading(2, "Options of a client");
    page.table(
        ["Builder", "What it does"],
        [
            [
                "`.header(name, value)`",
                "Adds a header to every request; it is never printed, nor sent to another origin.",
            ],
            ["`.max_response_bytes(…)`", "Limits every answer, after decompression. Default: 64 MiB."],
            ["`.user_agent_suffix(…)`", "Adds your program to `User-Agent`: `my-program/1.2`."],
            ["`.hook(…)`", "Runs code of yours around every attempt: it may change headers, or end the call."],
            ["`.configure_http(…)`", "Changes the HTTP client before it is made: proxies, certificates, pool sizes."],
            [
                "`.transport(…)`",
                "Sends by something else than an HTTP client of its own: a shared one, or one for tests.",
            ],
            [
                "`.environment(…)`",
                "Reads variables from an `Environment` instead of the process: `Environment::empty()`.",
            ],
        ]
        .map(|row| row.map(str::to_owned)),
    );
    page.paragraph(
        "Behind a proxy, with a name in `User-Agent`; an authority of your own is added the same way, by \
         `http.add_root_certificate(…)`:",
    );
    let mut program = Program::default();
    let reqwest = program.import(&format!("{}::runtime", first.place.plan.package.library), "reqwest");
    program.statement(format!("    let proxy = {reqwest}::Proxy::all(\"http://proxy.example.com:3128\")?;"));
    let http = ".configure_http(move |http| http.proxy(proxy.clone()))";
    let links = [".user_agent_suffix(\"my-program/1.2\")".to_owned(), http.to_owned()];
    let made = made(first, &mut program, &links);
    program.statement(made);
    page.fence(COMPILED, &program.finish_as("", MAIN));
    tracing(page, first);
}

/// How a client is watched.
fn tracing(page: &mut Markdown, first: Target<'_>) {
    let plan = first.place.plan;
    let package = &plan.package;
    let fetches = plan.provider.schemes.iter().any(|scheme| scheme.client.is_some());
    let token =
        if fetches { " A request for a token has a span inside that of the attempt which needs it." } else { "" };
    page.heading(2, "Tracing");
    page.paragraph(&format!(
        "With the feature `tracing` every call is a span of the `tracing` crate, and in it every attempt one by \
         OpenTelemetry's conventions for HTTP clients: `http.request.method`, `url.full` without the values of its query, \
         `server.address`, `http.response.status_code`, `http.request.resend_count`, `error.type`. The \
         span of a call also tells what goes wrong while its stream is read. No span holds a header, a body or a credential.{token}",
    ));
    let line = format!("{} = {{ version = \"{}\", features = [\"tracing\"] }}", package.name, package.version);
    page.fence("toml", &format!("[dependencies]\n{line}"));
}

/// A statement that makes and prints a client.
fn made(first: Target<'_>, program: &mut Program, links: &[String]) -> String {
    let plan = first.place.plan;
    let name = program.import(&plan.package.library, &plan.provider.type_name);
    let own = &plan.provider.variable;
    let links: String = links.iter().map(|link| format!("        {link}\n")).collect();
    format!("    let {own} = {name}::builder()\n{links}        .build()?;\n    println!(\"{{{own}:?}}\");")
}
