//! A linear classifier over the phrasings, trained when the knowledge loads: one score per topic and one for our subject.
//!
//! It answers what similarity alone cannot: which of the words two topics share speaks for which of them, and whether a
//! text is of the subject at all. One against the rest with a squared hinge (the support vector machine of Hsieh et al.
//! 2008, its margins at 1 and 0 so that a text without a known word scores 0), in the dual by coordinate descent (their
//! algorithm 1): a score for a query is the sum over all texts of the text's coefficient times its similarity to the
//! query, so each text's share in a score is known exactly. Weights by feature are kept beside the coefficients, except
//! for features that one text alone has: its coefficient says as much. The similarities of all pairs of texts, which
//! would grow with their square, never exist.

use crate::text::order::scattered;

/// How much a text's own label may be doubted, 1/(2C) of the machine. Similarities are at most 1; 0.5 loses half a point.
const DOUBT: f32 = 0.2;
/// A text of the topic counts as so many of the others, which are many more.
const POSITIVE: f32 = 3.0;
/// With another order each time the coefficients settle sooner (docs/matching.md, "Tried for the score").
const PASSES: usize = 6;
/// More weights than this (64 MiB) are not worth their memory; nearest phrasings then decide alone.
const MOST_WEIGHTS: usize = 16 << 20;

/// So many columns are worked on at once: eight registers of the plainest processor.
const LANES: usize = 32;

/// The values of a block of columns; those behind the last column stay 0.
type Lanes = [f32; LANES];

/// A text's features. The similarity of two texts is the sum of the products of what they share, and of what one of them
/// has alone.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Features that one text of the classifier alone has: that text, and the product of both weights.
    pub(super) alone: Vec<(u32, f32)>,
    /// Features of several with their weights.
    pub(super) shared: Vec<(u32, f32)>,
    /// The vector: features that all have.
    pub(super) dense: Vec<f32>,
}

impl Row {
    pub(super) fn clear(&mut self) {
        self.alone.clear();
        self.shared.clear();
        self.dense.clear();
    }

    /// The similarity of a text of the classifier with itself.
    fn square(&self) -> f32 {
        let alone: f32 = self.alone.iter().map(|(_, product)| product).sum();
        let shared = self.shared.iter().map(|(_, weight)| weight);
        alone + shared.chain(&self.dense).map(|weight| weight * weight).sum::<f32>()
    }
}

/// Coefficients of the texts and, equal to them but quicker, weights of the features.
#[derive(Debug, Default)]
pub(super) struct Classifier {
    /// One column per topic and a last one for all topics together; 0 when there are no topics or too many.
    columns: usize,
    /// By number of a shared feature, all columns in blocks.
    weights: Vec<Lanes>,
    /// By component of the vectors.
    dense: Vec<Lanes>,
    /// Text by text: not below 0 for a text that belongs there, not above for another.
    coefficients: Vec<Lanes>,
}

impl Classifier {
    /// Learns to tell `topics` topics apart and from texts of none. `labels` holds the topic of each of `texts`, `row`
    /// puts its features in the place of others; those it shares are all below `shared`, the components of its vector
    /// `dim`.
    pub(super) fn train(
        texts: &[&str],
        labels: &[Option<usize>],
        topics: usize,
        (shared, dim): (usize, usize),
        put_row: impl Fn(usize, &mut Row),
    ) -> Self {
        let columns = topics + 1;
        if topics == 0 || (shared + dim).saturating_mul(columns) > MOST_WEIGHTS {
            return Self::default();
        }
        let blocks = columns.div_ceil(LANES);
        let orders = scattered::<PASSES>(texts);
        let mut trained = Self {
            columns,
            weights: vec![[0.0; LANES]; shared * blocks],
            dense: vec![[0.0; LANES]; dim * blocks],
            coefficients: vec![[0.0; LANES]; labels.len() * blocks],
        };
        let mut row = Row::default();
        let mut square = |at| {
            put_row(at, &mut row);
            row.square()
        };
        let squares: Vec<f32> = (0..labels.len()).map(&mut square).collect();
        for order in orders {
            for at in order.into_iter().map(|at| at as usize) {
                put_row(at, &mut row);
                for block in 0..blocks {
                    trained.descend(at, &row, squares[at], labels[at], block);
                }
            }
        }
        trained
    }

    fn blocks(&self) -> usize {
        self.columns.div_ceil(LANES)
    }

    /// Sets some coefficients of one text to the best they can be while all others stay.
    fn descend(&mut self, text: usize, row: &Row, square: f32, label: Option<usize>, block: usize) {
        let scores = self.block_scores(row, block);
        let (blocks, subject) = (self.blocks(), self.columns - 1);
        let coefficients = &mut self.coefficients[text * blocks + block];
        let mut steps = [0.0; LANES];
        for (lane, coefficient) in coefficients.iter_mut().enumerate() {
            let column = block * LANES + lane;
            let belongs = label.is_some_and(|topic| column == topic || column == subject);
            let (wanted, doubt) = if belongs { (1.0, DOUBT / POSITIVE) } else { (0.0, DOUBT) };
            let best =
                *coefficient + (wanted - scores[lane] - doubt * *coefficient) / (square + doubt);
            // A text on the right side of its margin has no say.
            let best = if belongs { best.max(0.0) } else { best.min(0.0) };
            steps[lane] = best - *coefficient;
            *coefficient = best;
        }
        // Most texts stand well on the right side of most topics, and move nothing there.
        if steps.iter().any(|step| *step != 0.0) {
            for (feature, value) in &row.shared {
                add(&mut self.weights[*feature as usize * blocks + block], *value, &steps);
            }
            for (value, weights) in row.dense.iter().zip(self.dense.chunks_exact_mut(blocks)) {
                add(&mut weights[block], *value, &steps);
            }
        }
    }

    /// The score of each topic, near 1 for a text of that topic and near 0 for any other, and the score of all topics
    /// together, near 0 for a text of none; nothing and 0 if nothing was learnt.
    pub(super) fn scores(&self, row: &Row) -> (Vec<f32>, f32) {
        let mut scores: Vec<f32> =
            (0..self.blocks()).flat_map(|block| self.block_scores(row, block)).collect();
        scores.truncate(self.columns);
        let subject = scores.pop().unwrap_or_default();
        (scores, subject)
    }

    fn block_scores(&self, row: &Row, block: usize) -> Lanes {
        let blocks = self.blocks();
        let mut scores = [0.0; LANES];
        for (text, value) in &row.alone {
            add(&mut scores, *value, &self.coefficients[*text as usize * blocks + block]);
        }
        for (feature, value) in &row.shared {
            add(&mut scores, *value, &self.weights[*feature as usize * blocks + block]);
        }
        for (value, weights) in row.dense.iter().zip(self.dense.chunks_exact(blocks)) {
            add(&mut scores, *value, &weights[block]);
        }
        scores
    }

    /// What one text has to say per unit of similarity: for a topic, and for all topics together.
    pub(super) fn coefficient(&self, text: usize, topic: usize) -> (f32, f32) {
        let blocks = self.blocks();
        let of = |column: usize| {
            let lanes = self.coefficients.get(text * blocks + column / LANES);
            lanes.map_or(0.0, |lanes| lanes[column % LANES])
        };
        if self.columns == 0 { (0.0, 0.0) } else { (of(topic), of(self.columns - 1)) }
    }
}

/// Adds so many times other lanes.
fn add(lanes: &mut Lanes, times: f32, others: &Lanes) {
    lanes.iter_mut().zip(others).for_each(|(lane, other)| *lane += times * other);
}

#[cfg(test)]
mod tests {
    use super::{Classifier, Row};

    const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

    fn row(shared: &[(u32, f32)]) -> Row {
        Row { shared: shared.to_vec(), ..Row::default() }
    }

    /// Texts with features that others may share, of four.
    fn train(texts: &[Vec<(u32, f32)>], labels: &[Option<usize>]) -> Classifier {
        let names = &NAMES[..texts.len()];
        Classifier::train(names, labels, 2, (4, 0), |text, own| *own = row(&texts[text]))
    }

    #[test]
    fn what_two_topics_share_speaks_for_neither() {
        // Feature 0 is in all texts, 1 and 2 tell the two topics apart, 3 stands in a text of no topic.
        let text = |feature| vec![(0, 0.6), (feature, 0.8)];
        let texts = [text(1), text(1), text(2), text(2), text(3), text(3)];
        let trained = train(&texts, &[Some(0), Some(0), Some(1), Some(1), None, None]);
        let scores = |text: Vec<(u32, f32)>| trained.scores(&row(&text));
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
        let similarity = |text: &[(u32, f32)]| -> f32 {
            let pairs = text.iter().flat_map(|a| query.iter().map(move |b| (a, b)));
            pairs.filter(|(a, b)| a.0 == b.0).map(|(a, b)| a.1 * b.1).sum()
        };
        let (topics, subject) = trained.scores(&row(&query));
        let summed = |coefficient: &dyn Fn(usize) -> f32| -> f32 {
            texts.iter().enumerate().map(|(n, text)| coefficient(n) * similarity(text)).sum()
        };
        for (topic, score) in topics.into_iter().enumerate() {
            assert!((summed(&|text| trained.coefficient(text, topic).0) - score).abs() < 1e-5);
        }
        assert!((summed(&|text| trained.coefficient(text, 0).1) - subject).abs() < 1e-5);
    }

    #[test]
    fn what_one_text_has_alone_needs_no_weight() {
        // Feature 0 is in both texts, 1 in the first alone, 2 and 3 are the components of vectors.
        let features = [[0.6, 0.8, 0.3, 0.1], [0.9, 0.0, 0.2, 0.4]];
        let labels = [Some(0), None];
        let shared = |values: &[f32; 4]| row(&[0, 1, 2, 3].map(|n| (n, values[n as usize])));
        let all_shared = Classifier::train(&NAMES[..2], &labels, 2, (4, 0), |text, own| {
            *own = shared(&features[text]);
        });
        let parted = |values: &[f32; 4]| Row {
            alone: vec![(0, values[1] * features[0][1])],
            shared: vec![(0, values[0])],
            dense: values[2..].to_vec(),
        };
        let trained = Classifier::train(&NAMES[..2], &labels, 2, (1, 2), |text, own| {
            *own = parted(&features[text]);
        });
        for query in [features[0], features[1], [0.2, 0.5, 0.1, 0.7]] {
            let (topics, subject) = trained.scores(&parted(&query));
            let (expected, expected_subject) = all_shared.scores(&shared(&query));
            let close = |a: f32, b: f32| (a - b).abs() < 1e-5;
            assert!(topics.iter().zip(&expected).all(|(a, b)| close(*a, *b)), "{query:?}");
            assert!(close(subject, expected_subject) && subject != 0.0, "{query:?}");
        }
    }

    #[test]
    fn a_text_without_a_known_feature_scores_nothing() {
        let texts = [vec![(0, 1.0)], vec![(1, 1.0)], vec![(2, 1.0)]];
        let trained = train(&texts, &[Some(0), Some(1), None]);
        assert_eq!(trained.scores(&Row::default()), (vec![0.0, 0.0], 0.0));
    }

    #[test]
    fn too_many_topics_train_nothing() {
        let trained = Classifier::train(&["a"], &[Some(0)], 1 << 20, (1 << 20, 0), |_, _| ());
        assert_eq!(trained.scores(&row(&[(0, 1.0)])), (Vec::new(), 0.0));
        assert_eq!(trained.coefficient(0, 0), (0.0, 0.0));
    }
}
