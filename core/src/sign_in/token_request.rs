//! What the two requests to the token endpoint share (the guide's steps 4 and 6; RFC 6749, section 2.3.1).

use crate::client::{Client, TenantPlacement};
use crate::reply::REPLY_LIMIT;
use crate::request::{Authorization, Body, Form, Grant, Method, Request, Url};

/// A request to the token endpoint: Basic credentials, and the tenant where it is expected.
pub(super) fn token_request<'a>(client: &'a Client, tenant: &'a str, grant: Grant<'a>) -> Request<'a> {
    let (header, field) = match client.tenant_placement {
        TenantPlacement::Header => (Some(tenant), None),
        TenantPlacement::Body => (None, Some(tenant)),
    };
    Request {
        method: Method::Post,
        url: Url { base: client.token_url.as_str(), path: "" },
        product: client.product.as_str(),
        authorization: Authorization::basic(client.basic()),
        tenant: header,
        body: Body::Form(Form { grant, tenant: field }),
        reply_limit: REPLY_LIMIT,
    }
}
