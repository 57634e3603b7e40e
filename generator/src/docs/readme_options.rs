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
            ["anything else", "nothing"],
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
}

/// How long a call may take.
pub(super) fn timeouts(page: &mut Markdown) {
    page.heading(2, "Timeouts");
    page.table(
        ["Limits", "Builder", "Call", "Default"],
        [
            ["a whole call, with all attempts and waits", "`.timeout(…)`", "`.timeout(…)`", "none"],
            ["one attempt", "`.attempt_timeout(…)`", "`.attempt_timeout(…)`", "60 s"],
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
            ["`.retry(…)`", "Sets how this call is sent again."],
            ["`.header(name, value)`", "Adds a header, or replaces one."],
            ["`.query(name, value)`", "Adds a query parameter that the document does not have."],
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
pub(super) fn of_a_client(page: &mut Markdown) {
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
}
