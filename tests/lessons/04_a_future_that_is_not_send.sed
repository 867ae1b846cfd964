# The future keeps a value that is not `Send`.
# Lesson: 4
# Files: adapters/async/src/send.rs
# Test: -p catapa-signin-async --test send -- the_future_is_send_when_the_clients_is
# Judge: compiler
s@^    let response = client(to_http(request)?).await.map_err(SendError::from_client)?;@    let kept = std::rc::Rc::new(0); let response = client(to_http(request)?).await.map_err(SendError::from_client)?; drop(kept);@
