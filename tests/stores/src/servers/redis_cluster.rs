//! Redis Cluster.

use std::process::{Command, Stdio};

use super::{RedisServer, free_port};

/// Three primaries that share the slots, each a `redis-server` of its own. They end with the test.
#[derive(Debug)]
pub struct RedisCluster(Vec<RedisServer>);

impl RedisCluster {
    /// Starts them, and waits until every slot is served.
    ///
    /// # Panics
    ///
    /// If they do not become a cluster.
    #[must_use]
    pub fn start() -> Self {
        let node = || {
            let bus = free_port().to_string();
            RedisServer::with_options(&["--cluster-enabled", "yes", "--cluster-port", &bus])
        };
        let nodes: Vec<RedisServer> = (0..3).map(|_| node()).collect();
        let mut command = Command::new("redis-cli");
        command.args(["--cluster", "create"]);
        command.args(nodes.iter().map(|node| format!("127.0.0.1:{}", node.port()))).arg("--cluster-yes");
        let made = command.stdin(Stdio::null()).output().expect("redis-cli is installed");
        assert!(made.status.success(), "no cluster: {}", String::from_utf8_lossy(&made.stdout));
        while nodes.iter().any(|node| !node.ask(&["CLUSTER", "INFO"]).contains("cluster_state:ok")) {}
        Self(nodes)
    }

    /// The URL of one of its nodes.
    #[must_use]
    pub fn url(&self) -> String {
        self.0[0].url()
    }

    /// The answer of one of its nodes to a command.
    #[must_use]
    pub fn ask(&self, command: &[&str]) -> String {
        self.0[0].ask(command)
    }
}
