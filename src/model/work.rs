//! Pieces of work that do not wait for each other. The pure modules, which start nothing, say what they are; their caller
//! says how they are run.

/// A piece of work.
pub type Work<'w> = Box<dyn FnOnce() + Send + 'w>;

/// Does all of some work and comes back when it is done.
pub type Run = for<'w> fn(Vec<Work<'w>>);

/// On one processor.
pub fn one_by_one(work: Vec<Work<'_>>) {
    work.into_iter().for_each(|work| work());
}
