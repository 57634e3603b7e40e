//! What a process has used: processor time, and memory at the worst.

use serde_json::{Value, json};

/// What was used. Zero on systems that do not say.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    /// Processor time, user and system.
    pub milliseconds: u64,
    /// The most memory that was resident at once: of several processes, that of the largest.
    pub peak_kib: u64,
}

impl Usage {
    /// Of this process.
    pub fn of_this() -> Self {
        system::usage(false)
    }

    /// Of all processes that this one has started and waited for, and of theirs.
    pub fn of_children() -> Self {
        system::usage(true)
    }

    pub fn json(self) -> Value {
        json!({ "milliseconds": self.milliseconds, "peak_kib": self.peak_kib })
    }

    pub fn read(value: &Value) -> Self {
        let number = |key: &str| value.get(key).and_then(Value::as_u64).unwrap_or_default();
        Self { milliseconds: number("milliseconds"), peak_kib: number("peak_kib") }
    }

    pub fn peak_mib(self) -> u64 {
        self.peak_kib / 1024
    }
}

/// Ends this process when it wants more memory than this.
pub fn limit_memory(bytes: u64) {
    system::limit_memory(bytes);
}

#[cfg(unix)]
mod system {
    use super::Usage;
    use nix::sys::resource::{Resource, UsageWho, getrusage, setrlimit};
    use nix::sys::time::{TimeVal, TimeValLike};

    pub fn usage(children: bool) -> Usage {
        let who = if children { UsageWho::RUSAGE_CHILDREN } else { UsageWho::RUSAGE_SELF };
        let Ok(usage) = getrusage(who) else { return Usage::default() };
        let milliseconds = |time: TimeVal| u64::try_from(time.num_milliseconds()).unwrap_or_default();
        Usage {
            milliseconds: milliseconds(usage.user_time()) + milliseconds(usage.system_time()),
            peak_kib: u64::try_from(usage.max_rss()).unwrap_or_default(),
        }
    }

    pub fn limit_memory(bytes: u64) {
        let _ = setrlimit(Resource::RLIMIT_AS, bytes, bytes);
    }
}

#[cfg(not(unix))]
mod system {
    use super::Usage;

    pub fn usage(_children: bool) -> Usage {
        Usage::default()
    }

    pub fn limit_memory(_bytes: u64) {}
}
