//! Many short lists in one piece of memory: what is gone through again and again lies close together.

/// Lists by number, one behind the other.
#[derive(Debug)]
pub(crate) struct Lists<T> {
    all: Vec<T>,
    /// Where each begins, and where the last ends.
    bounds: Vec<u32>,
}

impl<T> Lists<T> {
    /// None yet, with room for so many lists of so many things in all.
    pub(crate) fn with_room(lists: usize, things: usize) -> Self {
        let mut bounds = Vec::with_capacity(lists + 1);
        bounds.push(0);
        Self { all: Vec::with_capacity(things), bounds }
    }

    /// Adds a list.
    pub(crate) fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.all.extend(list);
        self.bounds.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
    }

    /// Adds the lists of others.
    pub(crate) fn append(&mut self, mut others: Self) {
        let start = self.all.len();
        self.all.append(&mut others.all);
        let ends = others.bounds[1..].iter().map(|end| start + *end as usize);
        self.bounds.extend(ends.map(|end| u32::try_from(end).unwrap_or(u32::MAX)));
    }

    /// Gives back the room that nothing took.
    pub(crate) fn shrink(&mut self) {
        self.all.shrink_to_fit();
    }

    /// The things of all lists.
    pub(crate) fn all(&self) -> &[T] {
        &self.all
    }

    /// List by list.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.len()).map(|number| self.of(number))
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut [T]> {
        let mut rest = &mut self.all[..];
        self.bounds.windows(2).map(move |bounds| {
            let own = (bounds[1] - bounds[0]) as usize;
            rest.split_off_mut(..own).unwrap_or_default()
        })
    }

    /// Puts other lists in the place of these: `put` is given one and puts in the other. The first of them, however many,
    /// are together no longer than those they replace.
    pub(crate) fn rewrite(&mut self, mut put: impl FnMut(&[T], &mut Vec<T>))
    where
        T: Copy,
    {
        let (mut start, mut written, mut other) = (0, 0, Vec::new());
        for bound in &mut self.bounds[1..] {
            let end = *bound as usize;
            put(&self.all[start..end], &mut other);
            other.truncate(end - written);
            self.all[written..written + other.len()].copy_from_slice(&other);
            written += other.len();
            other.clear();
            start = end;
            *bound = u32::try_from(written).unwrap_or(u32::MAX);
        }
        self.all.truncate(written);
    }

    /// None for a number that was never given out.
    pub(crate) fn of(&self, number: usize) -> &[T] {
        match self.bounds.get(number..number + 2) {
            Some([start, end]) => &self.all[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// How many lists there are.
    pub(crate) const fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// Lists of things that come with the number of their list; in each they keep their order.
    pub(crate) fn sorted(mut things: Vec<(usize, T)>) -> Self {
        things.sort_by_key(|(number, _)| *number);
        let lists = things.last().map_or(0, |(number, _)| number + 1);
        let mut all = Self::with_room(lists, things.len());
        let mut things = things.into_iter().peekable();
        for list in 0..lists {
            let own = || things.next_if(|(number, _)| *number == list).map(|(_, thing)| thing);
            all.push(std::iter::from_fn(own));
        }
        all
    }
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self::with_room(0, 0)
    }
}

impl<T, L: IntoIterator<Item = T>> FromIterator<L> for Lists<T> {
    fn from_iter<I: IntoIterator<Item = L>>(lists: I) -> Self {
        let mut all = Self::with_room(0, 0);
        lists.into_iter().for_each(|list| all.push(list));
        all
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

    #[test]
    fn other_lists_are_added_behind() {
        let mut lists: Lists<u32> = [vec![1, 2], vec![]].into_iter().collect();
        lists.append([vec![3], vec![], vec![4, 5]].into_iter().collect());
        lists.append(Lists::with_room(0, 0));
        assert!(lists.iter().eq([&[1, 2][..], &[], &[3], &[], &[4, 5]]));
    }

    #[test]
    fn shorter_lists_take_the_place_of_others() {
        let mut lists: Lists<u32> = [vec![1, 1, 2], vec![], vec![3, 4]].into_iter().collect();
        lists.rewrite(|list, other| {
            other.extend(list.iter().filter(|n| *n % 2 == 0).map(|n| 10 * n));
        });
        assert_eq!([0, 1, 2].map(|number| lists.of(number)), [&[20][..], &[], &[40]]);
        assert_eq!((lists.len(), lists.all().len()), (3, 2));
        // What one list leaves another may take.
        let mut all = Vec::new();
        lists.rewrite(|list, other| {
            all.extend_from_slice(list);
            if list == [40] {
                other.append(&mut all);
            }
        });
        assert_eq!([0, 1, 2].map(|number| lists.of(number)), [&[][..], &[], &[20, 40]]);
    }
}
