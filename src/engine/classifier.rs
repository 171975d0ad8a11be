//! A linear classifier over the phrasings, trained when the knowledge loads: one score per topic and one for our subject.
//!
//! It answers what similarity alone cannot: which of the words two topics share speaks for which of them, and whether a
//! text is of the subject at all. One against the rest with a squared hinge (the support vector machine of Hsieh et al.
//! 2008, its margins at 1 and 0 so that a text without a known word scores 0), in the dual by coordinate descent (their
//! algorithm 1): a score for a query is the sum over all texts of the text's coefficient times its similarity to the
//! query, so each text's share in a score is known exactly. Weights by feature are kept beside the coefficients; the
//! similarities of all pairs of texts, which would grow with their square, never exist.

use super::features::Row;
use crate::text::order::scattered;

/// How much a text's own label may be doubted, 1/(2C) of the machine. Similarities are at most 1; 0.5 loses half a point.
const DOUBT: f32 = 0.2;
/// A text of the topic counts as so many of the others, which are many more.
const POSITIVE: f32 = 3.0;
/// Passes over the texts; four to six rank alike.
const PASSES: usize = 8;
/// More weights than this (64 MiB) are not worth their memory; nearest phrasings then decide alone.
const MOST_WEIGHTS: usize = 16 << 20;

/// Coefficients of the texts and, equal to them but quicker, weights of the features.
#[derive(Debug, Default)]
pub(super) struct Classifier {
    /// One column per topic and a last one for all topics together; 0 when there are no topics or too many.
    columns: usize,
    /// Feature by feature, one weight per column.
    weights: Vec<f32>,
    /// Text by text, one coefficient per column: not below 0 for a text that belongs there, not above for another.
    coefficients: Vec<f32>,
}

impl Classifier {
    /// Learns to tell `topics` topics apart and from texts of none. `labels` holds the topic of each of `texts`, `row`
    /// gives its features, all below `features`.
    pub(super) fn train<'r>(
        texts: &[&str],
        labels: &[Option<usize>],
        topics: usize,
        features: usize,
        row: impl Fn(usize) -> Row<'r>,
    ) -> Self {
        let columns = topics + 1;
        if topics == 0 || features.saturating_mul(columns) > MOST_WEIGHTS {
            return Self::default();
        }
        let mut trained = Self {
            columns,
            weights: vec![0.0; features * columns],
            coefficients: vec![0.0; labels.len() * columns],
        };
        let mut step = vec![0.0; columns];
        for pass in 0..PASSES {
            for at in scattered(texts, pass) {
                trained.descend(at, row(at), labels[at], &mut step);
            }
        }
        trained
    }

    /// Sets the coefficients of one text to the best they can be while all others stay.
    fn descend(&mut self, at: usize, row: Row<'_>, label: Option<usize>, step: &mut [f32]) {
        let own = at * self.columns..(at + 1) * self.columns;
        let subject = self.columns - 1;
        self.add_scores(row, step);
        let squares: f32 = row.iter().map(|(_, value)| value * value).sum();
        let coefficients = &mut self.coefficients[own];
        for (column, (step, coefficient)) in step.iter_mut().zip(coefficients).enumerate() {
            let belongs = label.is_some_and(|topic| column == topic || column == subject);
            let (wanted, doubt) = if belongs { (1.0, DOUBT / POSITIVE) } else { (0.0, DOUBT) };
            let best = *coefficient + (wanted - *step - doubt * *coefficient) / (squares + doubt);
            // A text on the right side of its margin has no say.
            let best = if belongs { best.max(0.0) } else { best.min(0.0) };
            *step = best - *coefficient;
            *coefficient = best;
        }
        for (feature, value) in row.iter() {
            let start = feature * self.columns;
            for (weight, step) in self.weights[start..start + self.columns].iter_mut().zip(&*step) {
                *weight += value * step;
            }
        }
    }

    /// The score of each topic, near 1 for a text of that topic and near 0 for any other, and the score of all topics
    /// together, near 0 for a text of none; nothing and 0 if nothing was learnt.
    pub(super) fn scores(&self, row: Row<'_>) -> (Vec<f32>, f32) {
        let mut scores = vec![0.0; self.columns];
        self.add_scores(row, &mut scores);
        let subject = scores.pop().unwrap_or_default();
        (scores, subject)
    }

    fn add_scores(&self, row: Row<'_>, scores: &mut [f32]) {
        scores.fill(0.0);
        for (feature, value) in row.iter() {
            let start = feature * self.columns;
            for (score, weight) in scores.iter_mut().zip(&self.weights[start..start + self.columns])
            {
                *score += value * weight;
            }
        }
    }

    /// What one text has to say per unit of similarity: for a topic, and for all topics together.
    pub(super) fn coefficient(&self, text: usize, topic: usize) -> (f32, f32) {
        let own = text * self.columns..(text + 1) * self.columns;
        let all = self.coefficients.get(own).unwrap_or_default();
        (all.get(topic).copied().unwrap_or_default(), all.last().copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::super::features::{BLOCK, Row, Sparse};
    use super::Classifier;

    /// A text with word features only.
    fn row(words: &Sparse) -> Row<'_> {
        const NONE: &Sparse = &Sparse::new();
        Row { words, letters: NONE, dense: &[], sizes: (4, 0) }
    }

    fn train(texts: &[Sparse], labels: &[Option<usize>]) -> Classifier {
        let names = ["a", "b", "c", "d", "e", "f"];
        Classifier::train(&names[..texts.len()], labels, 2, 4, |text| row(&texts[text]))
    }

    #[test]
    fn what_two_topics_share_speaks_for_neither() {
        // Feature 0 is in all texts, 1 and 2 tell the two topics apart, 3 stands in a text of no topic.
        let text = |feature| vec![(0, 0.6), (feature, 0.8)];
        let texts = [text(1), text(1), text(2), text(2), text(3), text(3)];
        let trained = train(&texts, &[Some(0), Some(0), Some(1), Some(1), None, None]);
        let scores = |text: Sparse| trained.scores(row(&text));
        let (first, ours) = scores(text(1));
        assert!(first[0] > 2.0 * first[1].abs(), "{first:?}");
        let (common, _) = scores(vec![(0, 1.0)]);
        assert!((common[0] - common[1]).abs() < 0.05, "{common:?}");
        let (_, stranger) = scores(text(3));
        assert!(stranger < 0.5 * ours, "{stranger}");
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
        let (topics, subject) = trained.scores(row(&query));
        let summed = |coefficient: &dyn Fn(usize) -> f32| -> f32 {
            texts.iter().enumerate().map(|(n, text)| coefficient(n) * similarity(text)).sum()
        };
        for (topic, score) in topics.into_iter().enumerate() {
            assert!((summed(&|text| trained.coefficient(text, topic).0) - score).abs() < 1e-5);
        }
        assert!((summed(&|text| trained.coefficient(text, 0).1) - subject).abs() < 1e-5);
    }

    #[test]
    fn a_text_without_a_known_feature_scores_nothing() {
        let texts = [vec![(0, 1.0)], vec![(1, 1.0)], vec![(2, 1.0)]];
        let trained = train(&texts, &[Some(0), Some(1), None]);
        assert_eq!(trained.scores(row(&Sparse::new())), (vec![0.0, 0.0], 0.0));
    }

    #[test]
    fn too_many_topics_train_nothing() {
        let text = vec![(0, 1.0)];
        let trained = Classifier::train(&["a"], &[Some(0)], 1 << 20, 1 << 20, |_| row(&text));
        assert_eq!(trained.scores(row(&text)), (Vec::new(), 0.0));
        assert_eq!(trained.coefficient(0, 0), (0.0, 0.0));
    }
}
