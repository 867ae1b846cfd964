//! A device on this machine: real sockets, TLS and executor, and CATAPA's stand-in or a server that says what it is told.

mod connection;
mod embassy;
mod explain;
mod forged;
mod impostor;
mod raw;
mod reqwless;
mod tcp;
mod tls;
mod world;
