//! A future that is dropped loses nothing but the reply.

use std::sync::Arc;

use catapa_adapter_tests::{Adapter, Setup, World};
use catapa_stand_in::{Fault, Path};

#[test]
fn a_future_dropped_after_the_request_was_written_leaves_the_step_and_the_code_to_it() {
    for adapter in Adapter::ASYNC {
        let world = Arc::new(World::default());
        let ready = adapter.with(Setup::default());
        let have_code = world.have_code();
        world.next(Path::Token, &Fault::silence());
        let arrived = Arc::clone(&world);
        let reply = ready.abandon(&have_code.token_request(world.now()).unwrap(), move || {
            assert!(arrived.catapa.wait_for(Path::Token, 1));
        });
        assert!(reply.is_none(), "{adapter:?}");

        let mut reply = ready.send(&have_code.token_request(world.now()).unwrap()).unwrap();
        assert!(have_code.finish(reply.as_reply(), world.now()).is_ok(), "{adapter:?}");
        assert_eq!(world.catapa.count(Path::Token), 2, "{adapter:?}");
    }
}
