//! The program at work.

use super::trial::Trial;
use super::verdict::complaint;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

/// Gives the trials of one crate to a built program, and what is wrong with each; `file` is written on the way.
///
/// # Errors
///
/// The program stopped before the last of them.
pub fn tried(
    program: &Path,
    index: usize,
    environment: &[(String, String)],
    trials: &[Trial],
    file: &Path,
) -> Result<Vec<Option<String>>, String> {
    let list: Vec<Value> = trials.iter().map(|trial| serde_json::to_value(trial).unwrap()).collect();
    crate::folder::write(file, Value::from(list).to_string());
    let mut command = Command::new(program);
    command.arg(index.to_string()).arg(file).env_clear().envs(environment.iter().cloned()).stdin(Stdio::null());
    let output = command.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    let told: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap_or_default()).collect();
    if told.len() != trials.len() {
        let last = String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned();
        return Err(format!("the program makes {} of {} calls: {last}", told.len(), trials.len()));
    }
    Ok(trials.iter().zip(&told).map(|(trial, told)| complaint(trial, told)).collect())
}
