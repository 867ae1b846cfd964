//! Errors: of the token endpoint, and of the CATAPA API.

use super::{Input, repeated};
use crate::reading::Reading::{self, ApiProblem, Refusal};

pub(super) fn inputs(size: usize) -> Vec<Input> {
    let description = |piece: &str| repeated(r#"{"error":"invalid_grant","error_description":""#, piece, r#""}"#, size);
    let message = |piece: &str| repeated(r#"{"code":"c","message":""#, piece, r#""}"#, size);
    let refused = "refused.invalid_grant";
    let inputs: [(Reading, _, _, _); 12] = [
        (Refusal, "a description", refused, description("a")),
        (Refusal, "a description of escapes", refused, description(r"\u0061")),
        (Refusal, "a description of short escapes", refused, description(r"\n")),
        (Refusal, "a description of surrogate pairs", refused, description(r"\ud83d\ude00")),
        (Refusal, "a description of half surrogate pairs", refused, description(r"\ud83d")),
        (Refusal, "a description of four-byte characters", refused, description("😀")),
        (Refusal, "an error of escapes", "refused.other", repeated(r#"{"error":""#, r"\u0061", r#""}"#, size)),
        (ApiProblem, "a message of escapes", "api.status", message(r"\u0061")),
        (ApiProblem, "a message of short escapes", "api.status", message(r"\n")),
        (ApiProblem, "a message of surrogate pairs", "api.status", message(r"\ud83d\ude00")),
        (ApiProblem, "a code of escapes", "api.status", repeated(r#"{"code":""#, r"\u0061", r#""}"#, size)),
        (ApiProblem, "one-byte values", "api.status", repeated(r#"{"code":"c""#, r#","":1"#, "}", size)),
    ];
    inputs.map(|(reading, name, outcome, text)| Input { reading, name, outcome, text }).into()
}
