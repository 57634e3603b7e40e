//! Base URLs, server variables and where values come from.

use specsmith_runtime::facts::{Api, Provider, Server, Variable};
use specsmith_runtime::{Config, Environment};

static PROVIDER: Provider = Provider {
    name: "Acme",
    user_agent: "acme/1",
    base_url_env: "ACME_BASE_URL",
    schemes: &[],
    variables: &[
        Variable { name: "instance", setter: "instance", default: None, env: &["ACME_INSTANCE"], allowed: &[] },
        Variable { name: "region", setter: "region", default: Some("eu"), env: &[], allowed: &["eu", "us"] },
        Variable { name: "basePath", setter: "base_path", default: Some("v1"), env: &[], allowed: &[] },
        Variable { name: "host", setter: "host", default: Some("localhost:8080"), env: &[], allowed: &[] },
        Variable { name: "stage", setter: "stage", default: Some(".staging"), env: &[], allowed: &[".staging", ""] },
    ],
    apis: &[
        Api {
            name: "client",
            servers: &[
                Server {
                    name: "api",
                    url: "https://{instance}-be.{region}.example.com/{basePath}/",
                    variables: &[0, 1, 2],
                },
                Server { name: "local", url: "http://{host}", variables: &[3] },
                Server { name: "relative", url: "/api", variables: &[] },
                Server { name: "staged", url: "https://api{stage}.example.com", variables: &[4] },
            ],
        },
        Api {
            name: "indexing",
            servers: &[
                Server { name: "api", url: "https://{instance}-be.example.com/index", variables: &[0] },
                Server { name: "local", url: "http://[::1]:1", variables: &[] },
                Server { name: "relative", url: "/index", variables: &[] },
                Server { name: "staged", url: "https://index{stage}.example.com", variables: &[4] },
            ],
        },
    ],
    own_servers: &[],
};

/// The base URLs of both APIs, or the message.
fn built(change: impl FnOnce(&mut Config)) -> Result<(String, String), String> {
    let mut config = Config::new(&PROVIDER);
    config.environment(Environment::empty());
    change(&mut config);
    let core = config.build().map_err(|error| error.to_string())?;
    Ok((core.base_url(0).unwrap().to_owned(), core.base_url(1).unwrap().to_owned()))
}

#[test]
fn explicit_comes_before_environment_before_default() {
    let url = |host: &str| {
        Ok((format!("https://{host}-be.eu.example.com/v1"), format!("https://{host}-be.example.com/index")))
    };
    let env = || Environment::from([("ACME_INSTANCE", "env")]);
    assert_eq!(built(|c| c.variable(0, "mine")), url("mine"));
    assert_eq!(built(|c| c.environment(env())), url("env"));
    assert_eq!(built(|c| (c.environment(env()), c.variable(0, "mine")).1), url("mine"));

    let both = |url: &str| Ok((url.to_owned(), url.to_owned()));
    let env = || Environment::from([("ACME_BASE_URL", "https://env.example.com/x/")]);
    assert_eq!(built(|c| c.environment(env())), both("https://env.example.com/x"));
    assert_eq!(
        built(|c| (c.environment(env()), c.base_url("https://mine.example.com")).1),
        both("https://mine.example.com")
    );
}

#[test]
fn the_base_url_of_the_environment_yields_to_what_was_said_in_code() {
    let env = || Environment::from([("ACME_BASE_URL", "https://env.example.com"), ("ACME_INSTANCE", "env")]);
    let url = |host: &str| {
        Ok((format!("https://{host}-be.eu.example.com/v1"), format!("https://{host}-be.example.com/index")))
    };
    let both = |url: &str| Ok((url.to_owned(), url.to_owned()));
    assert_eq!(built(|c| (c.environment(env()), c.variable(0, "mine")).1), url("mine"));
    assert_eq!(built(|c| (c.environment(env()), c.server("api")).1), url("env"));
    let local = || Ok(("http://localhost:8080".to_owned(), "http://[::1]:1".to_owned()));
    assert_eq!(built(|c| (c.environment(env()), c.server("local")).1), local());
    // `host` is a variable of another server than the one that is used.
    assert_eq!(built(|c| (c.environment(env()), c.variable(3, "localhost:1")).1), both("https://env.example.com"));
    for url in [None, Some("https://mine.example.com")] {
        let message = built(|c| {
            c.environment(env());
            c.server("test");
            if let Some(url) = url {
                c.base_url(url);
            }
        });
        assert_eq!(message.unwrap_err(), "client has no server `test`; it has: api, local, relative, staged");
    }
}

#[test]
fn what_is_missing_is_said_with_its_setter_and_variable() {
    let message = "the server of Acme needs `instance`: call `.instance(…)` on the builder or set ACME_INSTANCE, or give a \
                   whole base URL by `.base_url(…)` or ACME_BASE_URL";
    assert_eq!(built(|_| ()).unwrap_err(), message);
    let empty = Environment::from([("ACME_INSTANCE", " "), ("ACME_BASE_URL", "")]);
    assert_eq!(built(|c| c.environment(empty)).unwrap_err(), message, "an empty variable counts as absent");
    assert_eq!(
        built(|c| c.server("relative")).unwrap_err(),
        "client has no server of its own: call `.base_url(…)` on the builder"
    );
    assert_eq!(
        built(|c| c.server("test")).unwrap_err(),
        "client has no server `test`; it has: api, local, relative, staged"
    );
    assert_eq!(built(|c| c.server("local")).unwrap(), ("http://localhost:8080".into(), "http://[::1]:1".into()));
}

#[test]
fn a_variable_cannot_change_more_than_its_place() {
    for (index, value, fits) in [
        (0, "acme", true),
        (0, "acme-2_x", true),
        (0, "acme-2.eu", false),
        (0, "acme.example.com", false),
        (0, "1.2.3.4", false),
        (0, "acme.", false),
        (0, "..", false),
        (0, "evil.com/", false),
        (0, "a@b", false),
        (0, "a#b", false),
        (0, "a?b", false),
        (0, "a\\b", false),
        (0, "a:b", false),
        (0, "a b", false),
        (0, "a\n", false),
        (0, "%2e", false),
        (0, "ex\u{e4}mple", false),
        (0, "", false),
        (0, "-", false),
        (0, "-a", false),
        (0, "a-", false),
        (0, "a.-b", false),
        (0, "acme-be.eu.example.com", false),
        (0, "acme-be.example.com", false),
        (0, "acme-be.us.example.com", false),
        (0, "https://acme-be.example.com", false),
        (1, "us", true),
        (1, "xx", false),
        (2, "", true),
        (2, "/api/v2", true),
        (2, "a/../b", false),
        (2, "..", false),
        (2, "a?b", false),
        (2, "a#b", false),
        (2, "a@b", false),
    ] {
        let result = built(|c| (c.variable(0, "acme"), c.variable(index, value)).1);
        assert_eq!(result.is_ok(), fits, "{value:?} {result:?}");
        if let Err(message) = result {
            assert!(message.contains(&format!("{value:?}")) && message.contains("(…)` gives"), "{message}");
        }
    }
    for (host, fits) in [
        ("localhost:9", true),
        ("127.0.0.1", true),
        ("localhost:x", false),
        ("localhost:", false),
        ("a..b", false),
        (".a", false),
        ("a.", false),
        ("u@localhost", false),
    ] {
        assert_eq!(built(|c| (c.server("local"), c.variable(3, host)).1).is_ok(), fits, "{host}");
    }
}

#[test]
fn the_documents_own_values_fit_whatever_they_are() {
    let staged = built(|c| c.server("staged")).unwrap();
    assert_eq!(staged, ("https://api.staging.example.com".into(), "https://index.staging.example.com".into()));
    let production = built(|c| (c.server("staged"), c.variable(4, "")).1).unwrap();
    assert_eq!(production.0, "https://api.example.com");
}

#[test]
fn a_value_that_brings_the_rest_of_the_host_along_is_refused_with_advice() {
    for value in [
        "acme-be.eu.example.com",
        "acme-be.us.example.com",
        "https://acme-be.eu.example.com",
        "https://acme-be.eu.example.com/",
    ] {
        let message = built(|c| c.variable(0, value)).unwrap_err();
        assert!(message.ends_with("the rest of the host is in the URL already; give only `acme`"), "{message}");
    }
    let message = built(|c| c.variable(0, "acme-")).unwrap_err();
    assert!(message.ends_with("no part of a host name begins or ends with `-`"), "{message}");
    assert!(built(|c| c.variable(0, "acme-best")).is_ok());
    let message = built(|c| c.variable(0, "acme.example.com")).unwrap_err();
    assert!(message.ends_with("only letters, digits, `-` and `_` fit into one part of a host name"), "{message}");
}

#[test]
fn a_base_url_is_absolute_encrypted_and_without_secrets() {
    for (url, part) in [
        ("https://example.com", ""),
        ("https://example.com/a/b/", ""),
        (" https://example.com ", ""),
        ("http://localhost:1", ""),
        ("http://127.8.9.1", ""),
        ("http://[::1]:80/x", ""),
        ("http://example.com", "plain HTTP"),
        ("http://localhost.example.com", "plain HTTP"),
        ("http://10.0.0.1", "plain HTTP"),
        ("ftp://example.com", "neither https nor http"),
        ("file:///etc/passwd", "neither https nor http"),
        ("example.com", "not an absolute URL"),
        ("//example.com", "not an absolute URL"),
        ("", "not an absolute URL"),
        ("https://canary:pw@example.com", "holds credentials"),
        ("https://canary@example.com", "holds credentials"),
        ("https://@example.com", "holds credentials"),
        ("https://example.com?a=canary", "query or a fragment"),
        ("https://example.com#canary", "query or a fragment"),
        ("https://example.com\\@evil.com", "backslash"),
        ("https://exa mple.com", "white space"),
    ] {
        match built(|c| c.base_url(url)) {
            Ok(_) => assert_eq!(part, "", "{url:?}"),
            Err(message) => {
                assert!(!part.is_empty() && message.contains(part), "{url:?}: {message}");
                assert!(message.starts_with("the base URL given by `.base_url(…)`") && !message.contains("canary"));
            }
        }
    }
    assert!(built(|c| (c.base_url("http://example.com"), c.allow_http(true)).1).is_ok());
}

#[test]
fn a_header_that_cannot_be_sent_is_refused_without_its_value() {
    for (name, value) in [("a b", "canary"), ("x", "canary\r\n"), ("host", "canary"), ("content-length", "canary")] {
        let message = built(|c| (c.variable(0, "a"), c.header(name, value)).1).unwrap_err();
        assert!(message.starts_with("the header") && !message.contains("canary"), "{message}");
    }
}
