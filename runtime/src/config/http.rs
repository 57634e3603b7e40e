//! What sends the requests of a client that is given no transport.

pub(super) use platform::Http;

/// reqwest.
#[cfg(not(target_family = "wasm"))]
mod platform {
    use std::sync::Arc;
    use std::time::Duration;

    use crate::config::{Config, DEFAULT_CONNECT_TIMEOUT};
    use crate::error::{ConfigError, ConfigProblem};
    use crate::transport::{HttpClient, Sender};

    /// Changes reqwest's builder before the client is made.
    type Configure = Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

    #[derive(Clone)]
    pub(in crate::config) struct Http {
        connect_timeout: Duration,
        configure: Option<Configure>,
    }

    impl Default for Http {
        fn default() -> Self {
            Self { connect_timeout: DEFAULT_CONNECT_TIMEOUT, configure: None }
        }
    }

    impl Http {
        pub(in crate::config) fn sender(self) -> Result<Sender, ConfigError> {
            let Self { connect_timeout, configure } = self;
            let builder = move |system_proxy: bool| {
                let builder = reqwest::Client::builder().connect_timeout(connect_timeout);
                let builder = if system_proxy { builder } else { builder.no_proxy() };
                match &configure {
                    Some(change) => change(builder),
                    None => builder,
                }
            };
            let client = HttpClient::new(builder(true)).map_err(|error| ConfigProblem::HttpClient(Box::new(error)))?;
            Ok(Sender::Http(client.with_direct(move || builder(false))))
        }
    }

    impl Config {
        /// Limits the making of a connection.
        pub fn connect_timeout(&mut self, limit: Duration) {
            self.http.connect_timeout = limit;
        }

        /// Changes reqwest's builder before the client is made.
        pub fn configure_http(
            &mut self,
            change: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
        ) {
            self.http.configure = Some(Arc::new(change));
        }
    }
}

/// The browser, which makes its connections as it likes.
#[cfg(target_family = "wasm")]
mod platform {
    use std::sync::Arc;

    use crate::error::ConfigError;
    use crate::transport::{Fetch, Sender};

    #[derive(Clone, Default)]
    pub(in crate::config) struct Http;

    impl Http {
        pub(in crate::config) fn sender(self) -> Result<Sender, ConfigError> {
            Ok(Sender::Other(Arc::new(Fetch)))
        }
    }
}
