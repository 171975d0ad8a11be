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

/// What `of` makes of each of some things, in their order.
pub fn each<T: Sync, R: Send>(things: &[T], run: Run, of: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let mut made: Vec<Option<R>> = things.iter().map(|_| None).collect();
    let of = &of;
    let work = things
        .iter()
        .zip(&mut made)
        .map(|(thing, made)| -> Work<'_> { Box::new(move || *made = Some(of(thing))) });
    run(work.collect());
    made.into_iter().flatten().collect()
}

/// So many stretches are worth starting something for: a few processors have enough to do, and what they made is soon put
/// together.
const STRETCHES: usize = 4;

/// Things in a few stretches of about the same size together.
pub fn stretches<T>(things: &[T], size: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let all: usize = things.iter().map(&size).sum();
    let (long, mut taken) = (all / STRETCHES + 1, 0);
    let goes_on = |thing: &T, _: &T| {
        let before = taken / long;
        taken += size(thing);
        before == taken / long
    };
    things.chunk_by(goes_on).collect()
}

#[cfg(test)]
mod tests {
    use super::{each, one_by_one, stretches};

    #[test]
    fn stretches_are_about_as_large_as_each_other_and_hold_everything_in_order() {
        let things: Vec<usize> = (0..16).collect();
        let cut = stretches(&things, |_| 3);
        assert_eq!(cut.concat(), things);
        assert!(cut.iter().map(|own| own.len()).eq([5, 4, 4, 3]), "{cut:?}");
        assert_eq!(each(&cut, one_by_one, |own| own[0]), [0, 5, 9, 13]);
        // A large one ends its stretch.
        assert_eq!(stretches(&[1, 9, 1, 1], |size| *size), [&[1, 9][..], &[1, 1]]);
        assert!(stretches(&[0; 0], |size| *size).is_empty());
    }
}
