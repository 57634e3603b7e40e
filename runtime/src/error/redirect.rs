//! The server pointed elsewhere, and following was not safe.

use std::fmt;

use http::{HeaderMap, StatusCode};

use super::Facts;
use crate::answer::Answer;

/// Why a redirect was not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectProblem {
    /// It points to another origin (RFC 6454 §4), where the request's credentials do not belong.
    OtherOrigin,
    /// The request is neither GET nor HEAD: following would send its body again, or turn it into another request.
    Method,
    /// More redirects than the limit of 10.
    TooMany,
    /// The next page of a list is at another origin.
    NextPage,
    /// No `Location`, or not a URL.
    NoTarget,
    /// In a browser, which tells programs that there is a redirect, and neither which one nor where it leads; 302 stands for
    /// each of them.
    Hidden,
}

/// The server pointed elsewhere, and following was not safe.
///
/// Only GET and HEAD are followed, only inside the origin that was asked, and at most 10 times: a redirect must not carry
/// credentials to somebody else.
#[derive(Debug)]
pub struct RedirectError(Box<Redirected>);

#[derive(Debug)]
struct Redirected {
    answer: Answer,
    problem: RedirectProblem,
    target: Option<String>,
}

impl RedirectError {
    pub(crate) fn new(answer: &Answer, problem: RedirectProblem, target: Option<String>) -> Self {
        Self(Box::new(Redirected { answer: answer.head(), problem, target }))
    }

    /// The redirect's status code (RFC 9110 §15.4).
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.answer.status
    }

    /// The response headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.0.answer.headers()
    }

    /// Why it was not followed.
    #[must_use]
    pub fn problem(&self) -> RedirectProblem {
        self.0.problem
    }

    /// Scheme, host and port that it points to, without path and query.
    #[must_use]
    pub fn target_origin(&self) -> Option<&str> {
        self.0.target.as_deref()
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.answer.facts
    }
}

impl fmt::Display for RedirectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Redirected { answer, problem, target } = &*self.0;
        write!(f, "{}: the server answered {}", answer.facts.operation.id, answer.status.as_u16())?;
        if let Some(target) = target {
            let what = if *problem == RedirectProblem::NextPage { "a next page at" } else { "a redirect to" };
            write!(f, ", {what} {target}")?;
        }
        f.write_str(match problem {
            RedirectProblem::OtherOrigin | RedirectProblem::NextPage => {
                ": not followed, because it is another origin; if it is the right one, make it the base URL"
            }
            RedirectProblem::Method => ": not followed, because only GET and HEAD are",
            RedirectProblem::TooMany => ": not followed, after too many others",
            RedirectProblem::NoTarget => ", a redirect without a usable Location",
            RedirectProblem::Hidden => ", a redirect, and the browser does not say where it leads",
        })
    }
}

impl std::error::Error for RedirectError {}
