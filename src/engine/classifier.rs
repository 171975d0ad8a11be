//! A least-squares classifier over the phrasings, trained when the knowledge loads: one score per topic.
//!
//! It answers what similarity alone cannot: which of the words two topics share speaks for which of them, and whether a
//! text is of the subject at all. Ridge regression in the dual (Saunders et al. 1998) by coordinate descent
//! (Shalev-Shwartz and Zhang 2013): a topic's score for a query is the sum over all texts of the text's coefficient
//! times its similarity to the query, so each text's share in a score is known exactly. Weights by feature are kept
//! beside the coefficients; the similarities of all pairs of texts, which would grow with their square, never exist.

use super::features::Row;

/// Ridge: how much a text's own label may be doubted. Similarities are at most 1; flat from 0.5 to 2.
const RIDGE: f32 = 1.0;
/// Passes over the texts. With fewer than six the order of the texts still shows in the scores.
const PASSES: usize = 8;
/// More weights than this (64 MiB) are not worth their memory; nearest phrasings then decide alone.
const MOST_WEIGHTS: usize = 16 << 20;

/// Coefficients of the texts and, equal to them but quicker, weights of the features.
#[derive(Debug, Default)]
pub(super) struct Classifier {
    /// 0 when there are no topics or too many.
    topics: usize,
    /// Feature by feature, one weight per topic.
    weights: Vec<f32>,
    /// Text by text, one coefficient per topic.
    coefficients: Vec<f32>,
}

impl Classifier {
    /// Learns to tell `topics` topics apart and from texts of none. `labels` holds the topic of each text, `row` gives
    /// its features, all below `features`.
    pub(super) fn train<'r>(
        labels: &[Option<usize>],
        topics: usize,
        features: usize,
        row: impl Fn(usize) -> Row<'r>,
    ) -> Self {
        if topics == 0 || features.saturating_mul(topics) > MOST_WEIGHTS {
            return Self::default();
        }
        let mut trained = Self {
            topics,
            weights: vec![0.0; features * topics],
            coefficients: vec![0.0; labels.len() * topics],
        };
        let mut step = vec![0.0; topics];
        for _ in 0..PASSES {
            for at in scattered(labels.len()) {
                trained.descend(at, row(at), labels[at], &mut step);
            }
        }
        trained
    }

    /// Sets the coefficients of one text to the best they can be while all others stay.
    fn descend(&mut self, at: usize, row: Row<'_>, label: Option<usize>, step: &mut [f32]) {
        let own = at * self.topics..(at + 1) * self.topics;
        self.add_scores(row, step);
        let squares: f32 = row.iter().map(|(_, value)| value * value).sum();
        let coefficients = &mut self.coefficients[own];
        for (topic, (step, coefficient)) in step.iter_mut().zip(coefficients).enumerate() {
            let wanted = if label == Some(topic) { 1.0 } else { 0.0 };
            *step = (wanted - *step - RIDGE * *coefficient) / (squares + RIDGE);
            *coefficient += *step;
        }
        for (feature, value) in row.iter() {
            let start = feature * self.topics;
            for (weight, step) in self.weights[start..start + self.topics].iter_mut().zip(&*step) {
                *weight += value * step;
            }
        }
    }

    /// The score of each topic: near 1 for a text of that topic, near 0 for any other; empty if nothing was learnt.
    pub(super) fn scores(&self, row: Row<'_>) -> Vec<f32> {
        let mut scores = vec![0.0; self.topics];
        self.add_scores(row, &mut scores);
        scores
    }

    fn add_scores(&self, row: Row<'_>, scores: &mut [f32]) {
        scores.fill(0.0);
        for (feature, value) in row.iter() {
            let start = feature * self.topics;
            for (score, weight) in scores.iter_mut().zip(&self.weights[start..start + self.topics])
            {
                *score += value * weight;
            }
        }
    }

    /// What one text has to say per unit of similarity: for a topic, and for all topics together.
    pub(super) fn coefficient(&self, text: usize, topic: usize) -> (f32, f32) {
        let own = text * self.topics..(text + 1) * self.topics;
        let all = self.coefficients.get(own).unwrap_or_default();
        (all.get(topic).copied().unwrap_or_default(), all.iter().sum())
    }
}

/// All numbers below `count` in an order that jumps about, so that texts of one topic do not follow each other.
///
/// The stride is the golden section of the count, whose multiples fall evenly however many are taken (Knuth, The Art of
/// Computer Programming, volume 3, section 6.4), moved up until it shares no divisor with the count.
fn scattered(count: usize) -> impl Iterator<Item = usize> {
    let golden = count * 618 / 1000;
    let stride = (golden.max(1)..).find(|stride| shared_divisor(*stride, count) == 1).unwrap_or(1);
    (0..count).map(move |n| n * stride % count)
}

/// Euclid's.
const fn shared_divisor(mut a: usize, mut b: usize) -> usize {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::super::features::{BLOCK, Row, Sparse};
    use super::{Classifier, scattered};

    #[test]
    fn the_order_of_training_visits_each_text_once() {
        for count in [0, 1, 7, 1181, 2 * 1187, 3000] {
            let mut seen: Vec<usize> = scattered(count).collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn texts_that_follow_each_other_stand_far_apart() {
        // At 5314 a stride of 1181 walked through the texts almost in order, nine at a time.
        for count in [1000, 4096, 5314, 6175, 20_000] {
            let order: Vec<usize> = scattered(count).collect();
            for window in order.windows(6) {
                let nearest = window[1..].iter().map(|other| other.abs_diff(window[0])).min();
                assert!(nearest.is_some_and(|nearest| nearest > count / 20), "{count}: {window:?}");
            }
        }
    }

    /// A text with word features only.
    fn row(words: &Sparse) -> Row<'_> {
        const NONE: &Sparse = &Sparse::new();
        Row { words, letters: NONE, dense: &[], sizes: (4, 0) }
    }

    fn train(texts: &[Sparse], labels: &[Option<usize>]) -> Classifier {
        Classifier::train(labels, 2, 4, |text| row(&texts[text]))
    }

    #[test]
    fn what_two_topics_share_speaks_for_neither() {
        // Feature 0 is in all texts, 1 and 2 tell the two topics apart, 3 stands in a text of no topic.
        let text = |feature| vec![(0, 0.6), (feature, 0.8)];
        let texts = [text(1), text(1), text(2), text(2), text(3), text(3)];
        let trained = train(&texts, &[Some(0), Some(0), Some(1), Some(1), None, None]);
        let scores = |text: Sparse| trained.scores(row(&text));
        let first = scores(text(1));
        assert!(first[0] > 2.0 * first[1].abs(), "{first:?}");
        let common = scores(vec![(0, 1.0)]);
        assert!((common[0] - common[1]).abs() < 0.05, "{common:?}");
        let stranger: f32 = scores(text(3)).iter().sum();
        assert!(stranger < 0.5 * first.iter().sum::<f32>(), "{stranger}");
    }

    #[test]
    fn coefficients_say_the_same_as_weights() {
        let texts = [vec![(0, 0.6), (1, 0.8)], vec![(0, 1.0)], vec![(1, 0.6), (2, 0.8)]];
        let trained = train(&texts, &[Some(0), None, Some(1)]);
        let query = vec![(0, 0.3), (1, 0.5), (2, 0.1)];
        let similarity = |text: &Sparse| -> f32 {
            let pairs = text.iter().flat_map(|a| query.iter().map(move |b| (a, b)));
            pairs.filter(|(a, b)| a.0 == b.0).map(|(a, b)| BLOCK * a.1 * b.1).sum()
        };
        for topic in 0..2 {
            let shares = texts.iter().enumerate();
            let summed: f32 =
                shares.map(|(n, text)| trained.coefficient(n, topic).0 * similarity(text)).sum();
            assert!((summed - trained.scores(row(&query))[topic]).abs() < 1e-5);
        }
    }

    #[test]
    fn too_many_topics_train_nothing() {
        let text = vec![(0, 1.0)];
        let trained = Classifier::train(&[Some(0)], 1 << 20, 1 << 20, |_| row(&text));
        assert!(trained.scores(row(&text)).is_empty());
        assert_eq!(trained.coefficient(0, 0), (0.0, 0.0));
    }
}
