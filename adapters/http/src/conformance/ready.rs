//! A client that is set up.

use core::cell::Cell;
use std::rc::Rc;

use catapa_signin::Request;
use http::Response;

use super::client::Sends;
use super::race::in_time;
use crate::{ReplyBuffer, SendError, to_http};

/// A client that is set up.
pub(super) struct Ready {
    sends: Box<dyn Sends>,
    /// Set once a request has no end.
    hangs: Rc<Cell<bool>>,
}

impl Ready {
    pub(super) fn new(sends: Box<dyn Sends>, hangs: Rc<Cell<bool>>) -> Self {
        Self { sends, hangs }
    }

    /// Sends a request once.
    pub(super) async fn send(&self, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
        let limit = request.reply_limit();
        Ok(ReplyBuffer::new(self.send_http(to_http(request)?, limit).await?, limit))
    }

    pub(super) async fn send_http(
        &self,
        request: http::Request<Vec<u8>>,
        limit: usize,
    ) -> Result<Response<Vec<u8>>, SendError> {
        in_time(self.sends.send(request, limit)).await.unwrap_or_else(|| {
            self.hangs.set(true);
            Err(SendError::Ambiguous("the client never ends".into()))
        })
    }
}
