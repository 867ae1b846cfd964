//! The sign-ins that wait for a person's decision.

use alloc::sync::Arc;
use std::collections::HashMap;

use crate::callback::Callback;
use crate::people::User;

/// The sign-ins on their way, by the id in the address of their forms.
pub(crate) type SignIns = HashMap<String, SignIn>;

/// What the application asked for, until the person decides.
#[derive(Clone)]
pub(crate) struct SignIn {
    pub(crate) request: AuthorizationRequest,
    pub(crate) user: Option<Arc<User>>,
    pub(crate) expires_at: u64,
}

#[derive(Clone)]
pub(crate) struct AuthorizationRequest {
    pub(crate) callback: Callback,
    pub(crate) scope: String,
    pub(crate) code_challenge: Option<String>,
}
