//! A cluster: a link to each node, and which of them has a key.
//!
//! The cluster client of the crate `redis` sends a command again when its connection breaks, so a swap could happen twice
//! and conflict with itself. With that switched off it follows no redirection.

use core::time::Duration;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ::redis::{Pipeline, Value};
use futures_util::future::{select_ok, try_join_all};
use tokio::time::{Instant, timeout_at};

use super::address::Address;
use super::command;
use super::failed::{Failed, unreachable};
use super::link::Link;
use super::slots::{SlotMap, redirected, slot_of};

/// How often a command is sent on to another node. A slot on its way from node to node needs two.
const MOST_REDIRECTIONS: usize = 4;

type Node = (String, u16);

pub(super) struct Cluster {
    /// The nodes that the application named.
    seeds: Vec<Node>,
    /// How to log in at every node; its host means nothing.
    login: Address,
    timeout: Duration,
    links: Mutex<HashMap<Node, Arc<Link>>>,
    /// One caller asks for it, and the others wait.
    slots: tokio::sync::Mutex<Option<Arc<SlotMap>>>,
}

impl Cluster {
    /// `None` if there is no node to begin with.
    pub(super) fn new(nodes: Vec<Address>, timeout: Duration) -> Option<Self> {
        let login = nodes.first()?.clone();
        let seeds = nodes.into_iter().map(|node| (node.host, node.port)).collect();
        Some(Self { seeds, login, timeout, links: Mutex::default(), slots: tokio::sync::Mutex::default() })
    }

    pub(super) fn at(&self) -> String {
        let seeds: Vec<String> =
            self.seeds.iter().map(|(host, port)| self.login.with(host, *port).to_string()).collect();
        seeds.join(", ")
    }

    /// Each from the node that has it, all at once.
    pub(super) async fn values(&self, keys: &[String], deadline: Instant) -> Result<Vec<Value>, Failed> {
        try_join_all(keys.iter().map(async |key| self.answer(key, &command::get(key), deadline).await)).await
    }

    /// The answer to a command about this key. A node that does not have it does nothing, and names another.
    pub(super) async fn answer(&self, key: &str, command: &Pipeline, deadline: Instant) -> Result<Value, Failed> {
        let mut node = self.node_of(key, deadline).await?;
        let mut asks = false;
        for _ in 0..MOST_REDIRECTIONS {
            let answer = match asks {
                true => self.link(&node).answer(&command::asking(command), deadline).await,
                false => self.link(&node).answer(command, deadline).await,
            };
            let why = match answer {
                Ok(Value::ServerError(why)) => why,
                Ok(answer) => return Ok(answer),
                Err(why) => {
                    // Another may have its slots by now.
                    self.forget_slots().await;
                    return Err(why);
                }
            };
            asks = why.code() == "ASK";
            if why.code() != "ASK" {
                self.forget_slots().await;
            }
            let next = match why.code() {
                "ASK" | "MOVED" => why.details().and_then(|detail| redirected(detail, &node.0)),
                _ => return Ok(Value::ServerError(why)),
            };
            node = next.ok_or(Failed::Odd)?;
        }
        Err(Failed::NotConnected(Arc::new(unreachable(&self.at(), NoNode))))
    }

    async fn node_of(&self, key: &str, deadline: Instant) -> Result<Node, Failed> {
        let slots = match timeout_at(deadline, self.slots(deadline)).await {
            Ok(slots) => slots?,
            Err(late) => return Err(Failed::NotConnected(Arc::new(unreachable(&self.at(), late)))),
        };
        let node = slots.node_of(slot_of(key)).cloned();
        if node.is_none() {
            self.forget_slots().await;
        }
        node.ok_or_else(|| Failed::NotConnected(Arc::new(unreachable(&self.at(), NoNode))))
    }

    /// The map of now, from the first node that knows one.
    async fn slots(&self, deadline: Instant) -> Result<Arc<SlotMap>, Failed> {
        let mut known = self.slots.lock().await;
        if let Some(slots) = &*known {
            return Ok(Arc::clone(slots));
        }
        let mut nodes: Vec<Node> = self.links.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
        nodes.extend(self.seeds.iter().filter(|seed| !nodes.contains(seed)).cloned().collect::<Vec<_>>());
        let asked = nodes.iter().map(|node| Box::pin(self.slots_by(node, deadline)));
        let slots = Arc::new(select_ok(asked).await?.0);
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|node, _| slots.nodes().any(|there| there == node));
        *known = Some(Arc::clone(&slots));
        Ok(slots)
    }

    async fn slots_by(&self, node: &Node, deadline: Instant) -> Result<SlotMap, Failed> {
        let answer = self.link(node).answer(&command::cluster_slots(), deadline).await?;
        SlotMap::read(&answer, &node.0).ok_or_else(|| Failed::by_answer(answer))
    }

    async fn forget_slots(&self) {
        *self.slots.lock().await = None;
    }

    fn link(&self, node: &Node) -> Arc<Link> {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let link = links
            .entry(node.clone())
            .or_insert_with(|| Arc::new(Link::to_server(self.login.with(&node.0, node.1), false, self.timeout)));
        Arc::clone(link)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("no node of the cluster has this key")]
struct NoNode;
