//! What has come over connections while nobody looked.

/// Lets tokio note what has come over its sockets, and then the connections read it: until tokio has looked, a socket says
/// that nothing is there. Any other runtime's socket is asked itself.
pub(crate) async fn catch_up() {
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
}
