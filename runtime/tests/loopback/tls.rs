//! Certificates: which servers are trusted, how a client shows its own, and that nothing is sent again in vain.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use specsmith_runtime::facts::Operation;
use specsmith_runtime::{Error, RetryPolicy, Sent, reqwest};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use crate::acme::{Acme, AcmeBuilder, plain};

static OPEN: Operation = plain(&[]);

/// An authority, a server of its that wants to see certificates of clients, and one of these.
struct Tls {
    url: String,
    connections: Arc<AtomicUsize>,
    authority: reqwest::Certificate,
    client: reqwest::Identity,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Tls {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Tls {
    async fn start() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);
        let leaf = |purpose| {
            let key = KeyPair::generate().unwrap();
            let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
            params.extended_key_usages = vec![purpose];
            (params.signed_by(&key, &issuer).unwrap(), key)
        };
        let (server, server_key) = leaf(ExtendedKeyUsagePurpose::ServerAuth);
        let (client, client_key) = leaf(ExtendedKeyUsagePurpose::ClientAuth);

        let mut roots = RootCertStore::empty();
        roots.add(authority.der().clone()).unwrap();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let clients = WebPkiClientVerifier::builder_with_provider(roots.into(), provider.clone());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(clients.build().unwrap())
            .with_single_cert(vec![server.der().clone()], PrivateKeyDer::try_from(server_key.serialize_der()).unwrap())
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = connections.clone();
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(mut socket) = acceptor.accept(socket).await else { return };
                    let _ = socket.read(&mut [0; 4096]).await;
                    let _ =
                        socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
                    let _ = socket.shutdown().await;
                });
            }
        });
        Self {
            url,
            connections,
            authority: reqwest::Certificate::from_der(authority.der()).unwrap(),
            client: reqwest::Identity::from_pem((client.pem() + &client_key.serialize_pem()).as_bytes()).unwrap(),
            task,
        }
    }

    fn builder(&self) -> AcmeBuilder {
        Acme::builder().base_url(&self.url).retry(RetryPolicy::default().initial_backoff(Duration::ZERO))
    }
}

#[tokio::test]
async fn a_server_whose_certificate_is_not_trusted_gets_nothing_and_is_not_tried_again() {
    let tls = Tls::start().await;
    let error = tls.builder().build().unwrap().plain(&OPEN).send().await.unwrap_err();
    let Error::Transport(transport) = &error else { panic!("{error:?}") };
    assert!(transport.is_tls() && error.is_connect(), "{error:?}");
    assert_eq!((error.was_sent(), error.is_retryable(), error.attempts()), (Sent::No, false, 1));
    assert_eq!(tls.connections.load(Ordering::SeqCst), 1);
    let said = error.to_string();
    assert!(
        said.starts_with(&format!("plain: no connection to {}: ", tls.url)) && said.contains("certificate"),
        "{said}"
    );
}

#[tokio::test]
async fn roots_and_a_certificate_of_the_client_are_given_to_the_http_client() {
    let tls = Tls::start().await;
    let (authority, client) = (tls.authority.clone(), tls.client.clone());
    let trusting =
        tls.builder().configure_http(move |http| http.add_root_certificate(authority.clone()).identity(client.clone()));
    trusting.build().unwrap().plain(&OPEN).send().await.unwrap();

    let authority = tls.authority.clone();
    let nameless = tls.builder().configure_http(move |http| http.add_root_certificate(authority.clone()));
    let error = nameless.build().unwrap().plain(&OPEN).send().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_not_tried_again_either() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = connections.clone();
    let task = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            let _ = socket.read(&mut [0; 4096]).await;
        }
    });
    let error = Acme::builder().base_url(url).build().unwrap().plain(&OPEN).send().await.unwrap_err();
    task.abort();
    assert!(matches!(&error, Error::Transport(error) if error.is_tls()), "{error:?}");
    assert_eq!((connections.load(Ordering::SeqCst), error.attempts()), (1, 1));
}
