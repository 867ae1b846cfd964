//! Under embassy's executor.

use core::cell::RefCell;
use std::rc::Rc;

use catapa_signin::{Client, HaveCode};
use catapa_signin_embedded::send;
use catapa_stand_in::Path;
use embassy_executor::Executor;

use crate::connection::{address_of, connect};
use crate::world::{NOW, client_of, code, stand_in};

/// Who signed in, once the task knows.
type Told = Rc<RefCell<Option<String>>>;

/// Trades the code for tokens, and asks who signed in.
#[embassy_executor::task]
async fn exchange(client: Client, mut code: Option<HaveCode>, told: Told) {
    let mut buffer = [0; 4_096];
    let tokens = {
        let request = client.token_request(&code, NOW).unwrap();
        let reply = send(&request, connect(address_of(&request)).await, &mut buffer).await.unwrap();
        client.finish(&mut code, reply, NOW).unwrap().to_owned_in::<String>().unwrap()
    };
    let request = tokens.user_request();
    let reply = send(&request, connect(address_of(&request)).await, &mut buffer).await.unwrap();
    let user = tokens.read_user(reply).unwrap();
    *told.borrow_mut() = user.username().map(str::to_owned);
}

#[test]
fn a_whole_exchange_is_a_task_of_embassy() {
    let server = stand_in();
    let client = client_of(&server, &server.origin());
    let code = code(&client, &server);
    let told = Told::default();
    let task = exchange(client, code, told.clone()).unwrap();
    let executor = Box::leak(Box::new(Executor::new()));
    executor.run_until(|spawner| spawner.spawn(task), || told.borrow().is_some());
    assert_eq!(told.borrow().as_deref(), Some("siti"));
    assert_eq!((server.count(Path::Token), server.count(Path::UsersMe)), (1, 1));
}
