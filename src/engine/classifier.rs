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
/// With another order each time the coefficients settle sooner (docs/matching-trials.md, "The score").
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

/// What was learnt, in whole numbers: half the memory, and less to wait for.
#[derive(Debug, Default)]
pub(super) struct Classifier(Machine<i16>);

/// Coefficients of the texts and, equal to them but quicker, weights of the features.
#[derive(Debug, Default)]
struct Machine<T> {
    /// One column per topic and a last one for all topics together; 0 when there are no topics or too many.
    columns: usize,
    /// By number of a shared feature.
    weights: Table<T>,
    /// By component of the vectors.
    dense: Table<T>,
    /// Text by text: not below 0 for a text that belongs there, not above for another.
    coefficients: Table<T>,
}

/// Values by number and column, all columns in blocks.
#[derive(Debug, Default)]
struct Table<T> {
    lanes: Vec<[T; LANES]>,
    /// What a value has to be multiplied with.
    unit: f32,
}

impl Classifier {
    /// Learns to tell `topics` topics apart and from texts of none. `labels` holds the topic of each of `texts`, `put_row`
    /// puts its features in the place of others; `sizes` says how many features several texts share, and how many
    /// components a vector has.
    pub(super) fn train(
        texts: &[&str],
        labels: &[Option<usize>],
        topics: usize,
        sizes: (usize, usize),
        put_row: impl Fn(usize, &mut Row),
    ) -> Self {
        Self(Machine::learn(texts, labels, topics, sizes, put_row).rounded())
    }

    /// The score of each topic, near 1 for a text of that topic and near 0 for any other, and the score of all topics
    /// together, near 0 for a text of none; nothing and 0 if nothing was learnt.
    pub(super) fn scores(&self, row: &Row) -> (Vec<f32>, f32) {
        self.0.scores(row)
    }

    /// What one text has to say per unit of similarity: for a topic, and for all topics together.
    pub(super) fn coefficient(&self, text: usize, topic: usize) -> (f32, f32) {
        self.0.coefficient(text, topic)
    }
}

impl<T: Copy> Machine<T>
where
    f32: From<T>,
{
    fn blocks(&self) -> usize {
        self.columns.div_ceil(LANES)
    }

    fn scores(&self, row: &Row) -> (Vec<f32>, f32) {
        let mut scores: Vec<f32> =
            (0..self.blocks()).flat_map(|block| self.block_scores(row, block)).collect();
        scores.truncate(self.columns);
        let subject = scores.pop().unwrap_or_default();
        (scores, subject)
    }

    fn coefficient(&self, text: usize, topic: usize) -> (f32, f32) {
        let Self { columns, coefficients, .. } = self;
        let of = |column: usize| {
            let lanes = coefficients.lanes.get(text * self.blocks() + column / LANES);
            lanes.map_or(0.0, |lanes| coefficients.unit * f32::from(lanes[column % LANES]))
        };
        if *columns == 0 { (0.0, 0.0) } else { (of(topic), of(columns - 1)) }
    }

    fn block_scores(&self, row: &Row, block: usize) -> Lanes {
        let blocks = self.blocks();
        let mut scores = [0.0; LANES];
        let Self { weights, dense, coefficients, .. } = self;
        for (text, value) in &row.alone {
            let own = &coefficients.lanes[*text as usize * blocks + block];
            add(&mut scores, coefficients.unit * value, own);
        }
        for (feature, value) in &row.shared {
            let own = &weights.lanes[*feature as usize * blocks + block];
            add(&mut scores, weights.unit * value, own);
        }
        for (value, own) in row.dense.iter().zip(dense.lanes.chunks_exact(blocks)) {
            add(&mut scores, dense.unit * value, &own[block]);
        }
        scores
    }
}

impl Machine<f32> {
    fn learn(
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
        let orders = scattered::<PASSES>(texts);
        let mut trained = Self::new(columns, [shared, dim, labels.len()]);
        let mut row = Row::default();
        let mut squares = vec![0.0; labels.len()];
        for (pass, order) in orders.into_iter().enumerate() {
            for at in order.into_iter().map(|at| at as usize) {
                put_row(at, &mut row);
                if pass == 0 {
                    squares[at] = row.square();
                }
                for block in 0..trained.blocks() {
                    trained.descend(at, &row, squares[at], labels[at], block);
                }
            }
        }
        trained
    }

    /// With nothing learnt, for so many shared features, components and texts.
    fn new(columns: usize, sizes: [usize; 3]) -> Self {
        let blocks = columns.div_ceil(LANES);
        let table = |rows| Table { lanes: vec![[0.0; LANES]; rows * blocks], unit: 1.0 };
        let [weights, dense, coefficients] = sizes.map(table);
        Self { columns, weights, dense, coefficients }
    }

    /// Sets some coefficients of one text to the best they can be while all others stay.
    fn descend(&mut self, text: usize, row: &Row, square: f32, label: Option<usize>, block: usize) {
        let scores = self.block_scores(row, block);
        let (blocks, subject) = (self.blocks(), self.columns - 1);
        let coefficients = &mut self.coefficients.lanes[text * blocks + block];
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
                add(&mut self.weights.lanes[*feature as usize * blocks + block], *value, &steps);
            }
            for (value, weights) in row.dense.iter().zip(self.dense.lanes.chunks_exact_mut(blocks))
            {
                add(&mut weights[block], *value, &steps);
            }
        }
    }

    fn rounded(self) -> Machine<i16> {
        let Self { columns, weights, dense, coefficients } = self;
        Machine {
            columns,
            weights: weights.rounded(),
            dense: dense.rounded(),
            coefficients: coefficients.rounded(),
        }
    }
}

impl Table<f32> {
    /// The same in whole numbers, the farthest from 0 in the largest.
    fn rounded(self) -> Table<i16> {
        let values = self.lanes.as_flattened().iter();
        let most = values.fold(0.0_f32, |most, value| most.max(value.abs()));
        let unit = if most > 0.0 { most / f32::from(i16::MAX) } else { 1.0 };
        let times = 1.0 / unit;
        #[expect(clippy::cast_possible_truncation, reason = "within what the largest is")]
        let whole = |value: f32| (value * times + 0.5_f32.copysign(value)) as i16;
        Table { lanes: self.lanes.iter().map(|lanes| lanes.map(whole)).collect(), unit }
    }
}

/// Adds so many times other lanes.
fn add<T: Copy>(lanes: &mut Lanes, times: f32, others: &[T; LANES])
where
    f32: From<T>,
{
    lanes.iter_mut().zip(others).for_each(|(lane, other)| *lane += times * f32::from(*other));
}

#[cfg(test)]
mod tests {
    use super::{Classifier, Machine, Row};

    fn close(a: f32, b: f32) -> bool {
        (a - b).abs() < 1e-5
    }

    const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

    fn row(shared: &[(u32, f32)]) -> Row {
        Row { shared: shared.to_vec(), ..Row::default() }
    }

    /// Texts with features that others may share, of four.
    fn learn(texts: &[Vec<(u32, f32)>], labels: &[Option<usize>]) -> Machine<f32> {
        let names = &NAMES[..texts.len()];
        Machine::learn(names, labels, 2, (4, 0), |text, own| *own = row(&texts[text]))
    }

    #[test]
    fn what_two_topics_share_speaks_for_neither() {
        // Feature 0 is in all texts, 1 and 2 tell the two topics apart, 3 stands in a text of no topic.
        let text = |feature| vec![(0, 0.6), (feature, 0.8)];
        let texts = [text(1), text(1), text(2), text(2), text(3), text(3)];
        let trained = learn(&texts, &[Some(0), Some(0), Some(1), Some(1), None, None]);
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
        let trained = learn(&texts, &[Some(0), None, Some(1)]);
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
            assert!(close(summed(&|text| trained.coefficient(text, topic).0), score));
        }
        assert!(close(summed(&|text| trained.coefficient(text, 0).1), subject));
    }

    #[test]
    fn what_one_text_has_alone_needs_no_weight() {
        // Feature 0 is in both texts, 1 in the first alone, 2 and 3 are the components of vectors.
        let features = [[0.6, 0.8, 0.3, 0.1], [0.9, 0.0, 0.2, 0.4]];
        let labels = [Some(0), None];
        let shared = |values: &[f32; 4]| row(&[0, 1, 2, 3].map(|n| (n, values[n as usize])));
        let all_shared = Machine::learn(&NAMES[..2], &labels, 2, (4, 0), |text, own| {
            *own = shared(&features[text]);
        });
        let parted = |values: &[f32; 4]| Row {
            alone: vec![(0, values[1] * features[0][1])],
            shared: vec![(0, values[0])],
            dense: values[2..].to_vec(),
        };
        let trained = Machine::learn(&NAMES[..2], &labels, 2, (1, 2), |text, own| {
            *own = parted(&features[text]);
        });
        for query in [features[0], features[1], [0.2, 0.5, 0.1, 0.7]] {
            let (topics, subject) = trained.scores(&parted(&query));
            let (expected, expected_subject) = all_shared.scores(&shared(&query));
            assert!(topics.iter().zip(&expected).all(|(a, b)| close(*a, *b)), "{query:?}");
            assert!(close(subject, expected_subject) && subject != 0.0, "{query:?}");
        }
    }

    #[test]
    fn rounding_moves_no_score_by_more_than_its_steps() {
        let texts = [vec![(0, 0.6), (1, 0.8)], vec![(0, 1.0)], vec![(1, 0.6), (2, 0.8)]];
        let exact = learn(&texts, &[Some(0), None, Some(1)]);
        let query = row(&[(0, 0.3), (1, 0.5), (2, 0.1)]);
        let (topics, subject) = exact.scores(&query);
        let (rounded, rounded_subject) = Classifier(exact.rounded()).scores(&query);
        // A step is the largest weight, below 2 here, by 32,767; half of one for each feature, as often as it counts.
        let step = |a: f32, b: f32| (a - b).abs() < 0.9 * 0.5 * 2.0 / 32_767.0 + 1e-6;
        assert!(topics.iter().zip(&rounded).all(|(a, b)| step(*a, *b)), "{topics:?} {rounded:?}");
        assert!(step(subject, rounded_subject), "{subject} {rounded_subject}");
    }

    #[test]
    fn a_text_without_a_known_feature_scores_nothing() {
        let texts = [vec![(0, 1.0)], vec![(1, 1.0)], vec![(2, 1.0)]];
        let trained = learn(&texts, &[Some(0), Some(1), None]);
        assert_eq!(trained.scores(&Row::default()), (vec![0.0, 0.0], 0.0));
    }

    #[test]
    fn too_many_topics_train_nothing() {
        let trained = Classifier::train(&["a"], &[Some(0)], 1 << 20, (1 << 20, 0), |_, _| ());
        assert_eq!(trained.scores(&row(&[(0, 1.0)])), (Vec::new(), 0.0));
        assert_eq!(trained.coefficient(0, 0), (0.0, 0.0));
    }
}
