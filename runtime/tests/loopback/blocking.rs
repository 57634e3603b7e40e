//! Calls from code that is not asynchronous.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use specsmith_runtime::Error;
use specsmith_runtime::error::ConfigProblem;
use specsmith_runtime::mock::{Mock, Reply, When};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

use crate::acme::{Account, Acme, Get};

fn runtimes() -> [Runtime; 2] {
    [Builder::new_current_thread().build().unwrap(), Builder::new_multi_thread().worker_threads(1).build().unwrap()]
}

fn get() -> (Mock, Get) {
    let mock = Mock::new();
    mock.on(When::any()).reply(Reply::json(200, Account { id: "acc-1".into(), owners: None }));
    let get = Acme::builder().mock(&mock).build().unwrap().get("acc-1");
    (mock, get)
}

#[test]
fn a_blocking_call_gives_what_the_other_one_does() {
    let (_mock, get) = get();
    assert_eq!(get.clone().send_blocking().unwrap().id, "acc-1");
    let threads: Vec<_> = (0..8).map(|_| get.clone()).map(|get| std::thread::spawn(|| get.send_blocking())).collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap().unwrap().id, "acc-1");
    }
}

#[test]
fn calls_of_one_client_share_its_connection() {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let acme = Acme::at(&format!("http://{}", listener.local_addr().unwrap()));
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = connections.clone();
    runtime.spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(answer_each(socket));
        }
    });
    for _ in 0..20 {
        assert_eq!(acme.get("a").send_blocking().unwrap().id, "a");
    }
    // Now and then a call comes before the connection is back from the one before.
    let connections = connections.load(Ordering::SeqCst);
    assert!(connections < 10, "{connections}");
}

/// Answers every request of a connection, and keeps it open.
async fn answer_each(mut socket: TcpStream) {
    let mut head = Vec::new();
    while let Ok(1..) = socket.read_buf(&mut head).await {
        if head.ends_with(b"\r\n\r\n") {
            head.clear();
            socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"id\":\"a\"}").await.unwrap();
        }
    }
}

#[test]
fn in_asynchronous_code_a_blocking_call_is_an_error_that_says_what_to_do_and_nothing_is_sent() {
    for runtime in runtimes() {
        let (mock, get) = get();
        let inside = get.clone();
        let outcomes = [
            runtime.block_on(async { get.clone().send_blocking() }),
            runtime.block_on(async { tokio::spawn(async { inside.send_blocking() }).await.unwrap() }),
        ];
        for outcome in outcomes {
            let Err(Error::Config(error)) = outcome else { panic!("{outcome:?}") };
            assert!(matches!(error.problem(), ConfigProblem::BlockingInsideTask), "{error:?}");
            assert!(error.to_string().contains("spawn_blocking"), "{error}");
        }
        assert_eq!(mock.requests().len(), 0);
    }
}

#[test]
fn a_thread_for_what_blocks_may_block() {
    for runtime in runtimes() {
        let (_mock, get) = get();
        let answer = runtime.block_on(async { tokio::task::spawn_blocking(|| get.send_blocking()).await.unwrap() });
        assert_eq!(answer.unwrap().id, "acc-1");
    }
}
