//! Many short lists in one piece of memory: what is gone through again and again lies close together.

/// Lists by number, one behind the other.
#[derive(Debug)]
pub(super) struct Lists<T> {
    all: Vec<T>,
    /// Where each begins, and where the last ends.
    bounds: Vec<u32>,
}

impl<T> Lists<T> {
    /// None for a number that was never given out.
    pub(super) fn of(&self, number: usize) -> &[T] {
        match self.bounds.get(number..number + 2) {
            Some([start, end]) => &self.all[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// How many lists there are.
    pub(super) const fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// Lists of things that come with the number of their list; in each they keep their order.
    pub(super) fn sorted(mut things: Vec<(usize, T)>) -> Self {
        things.sort_by_key(|(number, _)| *number);
        let lists = things.last().map_or(0, |(number, _)| number + 1);
        let mut things = things.into_iter().peekable();
        (0..lists)
            .map(|list| {
                let mut own = Vec::new();
                while let Some((_, thing)) = things.next_if(|(number, _)| *number == list) {
                    own.push(thing);
                }
                own
            })
            .collect()
    }
}

impl<T, L: IntoIterator<Item = T>> FromIterator<L> for Lists<T> {
    fn from_iter<I: IntoIterator<Item = L>>(lists: I) -> Self {
        let mut all = Vec::new();
        let mut bounds = vec![0];
        for list in lists {
            all.extend(list);
            bounds.push(u32::try_from(all.len()).unwrap_or(u32::MAX));
        }
        Self { all, bounds }
    }
}

#[cfg(test)]
mod tests {
    use super::Lists;

    #[test]
    fn things_stand_in_the_list_of_their_number_in_the_order_they_came() {
        let lists = Lists::sorted(vec![(3, 'b'), (1, 'x'), (3, 'a')]);
        let of = |number| lists.of(number).iter().collect::<String>();
        assert_eq!([0, 1, 2, 3, 4].map(of), ["", "x", "", "ba", ""]);
        assert_eq!(lists.len(), 4);
    }
}
