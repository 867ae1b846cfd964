//! Sends requests to CATAPA, unless the test stops this machine.

use core::pin::Pin;

use catapa_signin_async::{HyperSender, SendError, Sender};
use http::{Method, Request, Response};

use crate::orders::{Orders, Point};

type Sending = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, SendError>> + Send>>;

/// The longest reply, in bytes.
const REPLY_LIMIT: usize = 65_536;

pub(crate) fn sender(
    sender: HyperSender,
    orders: &Orders,
) -> impl Fn(Request<Vec<u8>>) -> Sending + Send + Sync + 'static {
    let orders = orders.clone();
    move |request| {
        let (sender, orders) = (sender.clone(), orders.clone());
        Box::pin(async move {
            // Only token requests are a POST.
            if request.method() != Method::POST {
                return Sender::send(&sender, request, REPLY_LIMIT).await;
            }
            orders.pass(Point::Before).await;
            let response = Sender::send(&sender, request, REPLY_LIMIT).await;
            orders.pass(Point::After).await;
            response
        })
    }
}
