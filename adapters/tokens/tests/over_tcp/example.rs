// A store of an application's own, over TCP: a server that keeps records in memory, and its client. The examples of the
// suite include this file, so it has no inner documentation.

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::{io, thread};

use catapa_signin_tokens::{Found, MemoryStore, StoreError, Swap, TokenStore, Version};
use futures_util::FutureExt as _;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _};
use tokio::sync::Mutex;

#[derive(Serialize, Deserialize)]
pub enum Question {
    Load(Vec<String>),
    Swap { key: String, expected: Option<u64>, new: Option<Vec<u8>>, lives_for: Duration },
}

#[derive(Serialize, Deserialize)]
pub enum Answer {
    Found(Vec<Option<(u64, Vec<u8>)>>),
    Swapped(Option<u64>),
    Conflict,
}

/// Answers one question a line, until the test ends.
pub struct MyServer {
    address: SocketAddr,
    records: MemoryStore,
}

impl MyServer {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let records = MemoryStore::new();
        let answering = records.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let records = answering.clone();
                thread::spawn(move || answer_all(client, &records));
            }
        });
        Self { address, records }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Puts a value under a key that is no record of this application.
    pub fn spoil(&self, key: &str) {
        let put = self.records.compare_and_swap(key, None, Some(SPOILED), Duration::MAX).now_or_never();
        assert!(put.is_some_and(|put| put.is_ok()));
    }
}

pub const SPOILED: &[u8] = b"others";

/// Every record of this application begins so.
const OURS: &[u8] = b"ours:";

fn answer_all(mut client: TcpStream, records: &MemoryStore) -> io::Result<()> {
    let questions = BufReader::new(client.try_clone()?).lines().map_while(Result::ok);
    for question in questions {
        // Half a question, from a connection that was cut, is none.
        let Ok(question) = serde_json::from_str(&question) else { break };
        let answer = answer(question, records).now_or_never().expect("a store in memory never waits");
        let mut line = serde_json::to_vec(&answer)?;
        line.push(b'\n');
        client.write_all(&line)?;
    }
    Ok(())
}

async fn answer(question: Question, records: &MemoryStore) -> Answer {
    match question {
        Question::Load(keys) => {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let found = records.load_many(&keys).await.unwrap();
            let told = |(version, bytes): (Version, Vec<u8>)| match bytes.strip_prefix(OURS) {
                Some(bytes) => (version.number(), bytes.to_vec()),
                None => (version.number(), vec![]),
            };
            Answer::Found(found.into_iter().map(|found| found.map(told)).collect())
        }
        Question::Swap { key, expected, new, lives_for } => {
            let expected = expected.map(Version::new);
            if let Some((_, bytes)) = records.load(&key).await.unwrap()
                && !bytes.starts_with(OURS)
            {
                return Answer::Conflict;
            }
            let new = new.map(|bytes| [OURS, &bytes].concat());
            match records.compare_and_swap(&key, expected, new.as_deref(), lives_for).await.unwrap() {
                Swap::Swapped(version) => Answer::Swapped(version.map(Version::number)),
                Swap::Conflict => Answer::Conflict,
            }
        }
    }
}

pub type Connection = tokio::io::BufReader<tokio::net::TcpStream>;

/// The client: one connection, made when there is none, and dropped after any trouble.
#[derive(Clone)]
pub struct MyStore {
    address: SocketAddr,
    connection: Arc<Mutex<Option<Connection>>>,
}

impl MyStore {
    pub async fn connect(address: SocketAddr) -> Self {
        Self { address, connection: Arc::default() }
    }

    pub async fn at(place: &str) -> Self {
        Self::connect(place.parse().unwrap()).await
    }

    async fn ask(&self, question: &Question) -> Result<Answer, StoreError> {
        let mut kept = self.connection.lock().await;
        // Taken: it does not outlive a question that is dropped half-way.
        let mut connection = match kept.take() {
            Some(connection) => connection,
            None => connect(self.address).await.map_err(StoreError::not_done)?,
        };
        let answer = tokio::time::timeout(TIME_OUT, ask(&mut connection, question)).await;
        let answer = answer.map_err(StoreError::unsure)?.map_err(StoreError::unsure)?;
        *kept = Some(connection);
        Ok(answer)
    }
}

pub const TIME_OUT: Duration = Duration::from_millis(100);

pub async fn connect(address: SocketAddr) -> io::Result<Connection> {
    let stream = tokio::net::TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(Connection::new(stream))
}

pub async fn ask(connection: &mut Connection, question: &Question) -> io::Result<Answer> {
    let mut line = serde_json::to_vec(question)?;
    line.push(b'\n');
    connection.write_all(&line).await?;
    let mut answer = String::new();
    connection.read_line(&mut answer).await?;
    Ok(serde_json::from_str(&answer)?)
}

pub fn load_of(keys: &[&str]) -> Question {
    Question::Load(keys.iter().map(|key| (*key).to_owned()).collect())
}

pub fn swap_of(key: &str, expected: Option<Version>, new: Option<&[u8]>, lives_for: Duration) -> Question {
    let expected = expected.map(Version::number);
    Question::Swap { key: key.to_owned(), expected, new: new.map(<[u8]>::to_vec), lives_for }
}

pub fn found_in(answer: Answer) -> Result<Vec<Found>, StoreError> {
    let Answer::Found(found) = answer else { return Err(StoreError::unsure("another question's answer")) };
    let told = |(version, bytes)| (Version::new(version), bytes);
    Ok(found.into_iter().map(|found| found.map(told)).collect())
}

pub fn swap_in(answer: Answer) -> Result<Swap, StoreError> {
    match answer {
        Answer::Swapped(version) => Ok(Swap::Swapped(version.map(Version::new))),
        Answer::Conflict => Ok(Swap::Conflict),
        Answer::Found(_) => Err(StoreError::unsure("another question's answer")),
    }
}

impl TokenStore for MyStore {
    async fn load(&self, key: &str) -> Result<Found, StoreError> {
        Ok(self.load_many(&[key]).await?.pop().flatten())
    }

    async fn load_many(&self, keys: &[&str]) -> Result<Vec<Found>, StoreError> {
        found_in(self.ask(&load_of(keys)).await?)
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> Result<Swap, StoreError> {
        swap_in(self.ask(&swap_of(key, expected, new, lives_for)).await?)
    }
}
