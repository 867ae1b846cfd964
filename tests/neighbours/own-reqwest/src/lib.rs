//! An application that asks its own services by `reqwest`, and signs people in through ours.

/// What a service of the application's answers.
///
/// # Errors
///
/// Those of `reqwest`.
pub async fn asked(url: &str) -> Result<u16, reqwest::Error> {
    // It panics if somebody has turned on TLS without cryptography.
    Ok(reqwest::Client::new().get(url).send().await?.status().as_u16())
}
