//! A server that costs as little as possible, in a process of its own: any request gets the answer of its path.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The server's process; stopped when it is dropped.
pub struct Child {
    process: std::process::Child,
    pub url: String,
}

impl Child {
    pub fn start() -> Self {
        let this = std::env::current_exe().unwrap();
        let mut process = Command::new(this).arg("serve").stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut url).unwrap();
        Self { process, url: url.trim().to_owned() }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn serve() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("http://{}", listener.local_addr().unwrap());
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(connection(socket));
        }
    });
}

async fn connection(mut socket: TcpStream) {
    let (small, page) = (answer(r#"{"roles":["user","admin"]}"#), answer(&crate::decode::answer(20)));
    let _ = socket.set_nodelay(true);
    let mut buffer = Vec::with_capacity(4096);
    loop {
        let Some(end) = buffer.windows(4).position(|end| end == b"\r\n\r\n") else {
            match socket.read_buf(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(_) => continue,
            }
        };
        let is_small = buffer.starts_with(b"GET /token");
        // No request here has a body.
        buffer.drain(..end + 4);
        if socket.write_all(if is_small { &small } else { &page }).await.is_err() {
            return;
        }
    }
}

fn answer(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}
