//! A cluster of Redis.

use super::RedisServer;
use crate::servers::free_port;

/// How many slots a cluster has.
const SLOTS: usize = 16_384;

/// A cluster of primaries, which share its slots.
#[derive(Debug)]
pub struct RedisCluster(Vec<RedisServer>);

impl RedisCluster {
    /// Starts one of this many primaries, and waits until it is ready.
    #[must_use]
    pub fn start(primaries: usize) -> Self {
        Self::with_options(primaries, &[])
    }

    /// The same, with these options for each server.
    #[must_use]
    pub fn with_options(primaries: usize, options: &[&str]) -> Self {
        let started = (0..primaries).map(|index| {
            let bus = free_port();
            let mut all = vec!["--cluster-enabled", "yes"];
            let bus_option = bus.to_string();
            all.extend(["--cluster-port", &bus_option]);
            all.extend(options);
            let server = RedisServer::with_options(&all);
            let (first, last) = (index * SLOTS / primaries, (index + 1) * SLOTS / primaries - 1);
            server.tell(&["CLUSTER", "ADDSLOTSRANGE", &first.to_string(), &last.to_string()]);
            (server, bus)
        });
        let started: Vec<(RedisServer, u16)> = started.collect();
        for (server, bus) in &started[1..] {
            let port = server.port().to_string();
            started[0].0.tell(&["CLUSTER", "MEET", "127.0.0.1", &port, &bus.to_string()]);
        }
        let cluster = Self(started.into_iter().map(|(server, _)| server).collect());
        cluster.wait_until_all_know(primaries);
        cluster
    }

    /// Its servers.
    #[must_use]
    pub fn servers(&self) -> &[RedisServer] {
        &self.0
    }

    /// Its servers, to kill and restart.
    #[must_use]
    pub fn servers_mut(&mut self) -> &mut [RedisServer] {
        &mut self.0
    }

    /// The server that has this key.
    #[must_use]
    pub fn server_of(&self, key: &str) -> usize {
        let slot: usize = self.0[0].ask(&["CLUSTER", "KEYSLOT", key]).parse().expect("a slot is a number");
        (0..self.0.len()).find(|index| slot < (index + 1) * SLOTS / self.0.len()).expect("all slots are given")
    }

    fn wait_until_all_know(&self, primaries: usize) {
        let known = format!("cluster_known_nodes:{primaries}");
        for server in &self.0 {
            loop {
                let info = server.ask(&["CLUSTER", "INFO"]);
                if info.contains("cluster_state:ok") && info.contains(&known) {
                    break;
                }
            }
        }
    }
}
