//! This program again, as a process that may crash or hang.

use serde_json::Value;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often a process is asked whether it has ended.
const STEP: Duration = Duration::from_millis(10);

/// Runs this program with `arguments`, and gives what it wrote to `result`; or says how it ended.
pub fn run(arguments: &[&OsStr], result: &Path, limit: Duration) -> Result<Value, String> {
    let _ = std::fs::remove_file(result);
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    // What it starts itself ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let said = child.stderr.take().map(|mut stream| {
        std::thread::spawn(move || {
            let mut said = Vec::new();
            let _ = std::io::Read::read_to_end(&mut stream, &mut said);
            String::from_utf8_lossy(&said).into_owned()
        })
    });
    let started = Instant::now();
    let status = loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => break status,
            None if started.elapsed() > limit => {
                end(&mut child);
                return Err(format!("it takes longer than {} s", limit.as_secs()));
            }
            None => std::thread::sleep(STEP),
        }
    };
    let said = said.and_then(|thread| thread.join().ok()).unwrap_or_default();
    let text = std::fs::read_to_string(result).unwrap_or_default();
    serde_json::from_str(&text).map_err(|_| {
        let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        format!("it crashes ({status}): {last}")
    })
}

#[cfg(unix)]
fn end(child: &mut Child) {
    use nix::sys::signal::{Signal, killpg};
    use nix::unistd::Pid;
    if let Ok(group) = i32::try_from(child.id()) {
        let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
    }
    let _ = child.wait();
}

#[cfg(not(unix))]
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
