//! Work on all processors at once, for where somebody waits. Knows nothing of what the work is.

use std::thread;

use crate::model::Work;

/// Does each piece of some work on a thread of its own and comes back when all of it is done.
pub fn side_by_side(work: Vec<Work<'_>>) {
    thread::scope(|scope| {
        for work in work {
            scope.spawn(work);
        }
    });
}
