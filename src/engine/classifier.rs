//! A linear classifier over the phrasings, trained when the knowledge loads: one score per topic and one for our subject.
//!
//! It answers what similarity alone cannot: which of the words two topics share speaks for which of them, and whether a
//! text is of the subject at all. One against the rest with a squared hinge (the support vector machine of Hsieh et al.
//! 2008, its margins at 1 and 0 so that a text without a known word scores 0), in the dual by coordinate descent (their
//! algorithm 1): a score for a query is the sum over all texts of the text's coefficient times its similarity to the
//! query, so each text's share in a score is known exactly. Weights by feature are kept beside the coefficients, except
//! for features that one text alone has: its coefficient says as much. The similarities of all pairs of texts, which
//! would grow with their square, never exist.

use crate::text::lists::Lists;
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
pub(super) struct Classifier {
    weights: Weights<i16>,
    coefficients: Coefficients,
}

/// One column per topic and a last one for all topics together; none when there are no topics or too many.
#[derive(Debug, Default)]
struct Weights<T> {
    columns: usize,
    /// By number of a shared feature.
    shared: Table<T>,
    /// By component of the vectors.
    dense: Table<T>,
}

/// Values by number and column, all columns in blocks.
#[derive(Debug, Default)]
struct Table<T> {
    lanes: Vec<[T; LANES]>,
    /// What a value has to be multiplied with.
    unit: f32,
}

/// What texts have to say, text by text: columns with what is not 0, above for a text that belongs there, below for another.
#[derive(Debug, Default)]
struct Coefficients {
    of: Lists<(u16, i16)>,
    /// What a value has to be multiplied with.
    unit: f32,
}

/// Coefficients of the texts and, equal to them but quicker, weights of the features, while they are learnt.
#[derive(Debug, Default)]
struct Machine {
    weights: Weights<f32>,
    /// Text by text.
    coefficients: Table<f32>,
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
        Machine::learn(texts, labels, topics, sizes, put_row).rounded()
    }

    /// The score of each topic, near 1 for a text of that topic and near 0 for any other, and the score of all topics
    /// together, near 0 for a text of none; nothing and 0 if nothing was learnt.
    pub(super) fn scores(&self, row: &Row) -> (Vec<f32>, f32) {
        let Coefficients { of, unit } = &self.coefficients;
        let mut scores = vec![[0.0; LANES]; self.weights.blocks()];
        let own = scores.as_flattened_mut();
        for (text, value) in &row.alone {
            let times = unit * value;
            for (column, coefficient) in of.of(*text as usize) {
                own[usize::from(*column)] += times * f32::from(*coefficient);
            }
        }
        for (block, scores) in scores.iter_mut().enumerate() {
            self.weights.add_to(scores, row, block);
        }
        let mut scores = scores.into_flattened();
        scores.truncate(self.weights.columns);
        let subject = scores.pop().unwrap_or_default();
        (scores, subject)
    }

    /// What one text has to say per unit of similarity: for a topic, and for all topics together.
    pub(super) fn coefficient(&self, text: usize, topic: usize) -> (f32, f32) {
        let Coefficients { of, unit } = &self.coefficients;
        let of = |wanted: usize| {
            let mut own = of.of(text).iter();
            let found = own.find(|(column, _)| usize::from(*column) == wanted);
            found.map_or(0.0, |(_, coefficient)| unit * f32::from(*coefficient))
        };
        (of(topic), of(self.weights.columns.saturating_sub(1)))
    }
}

impl<T: Copy> Weights<T>
where
    f32: From<T>,
{
    fn blocks(&self) -> usize {
        self.columns.div_ceil(LANES)
    }

    /// Adds what the shared features of a row and its vector say to the scores of a block.
    fn add_to(&self, scores: &mut Lanes, row: &Row, block: usize) {
        let Self { shared, dense, .. } = self;
        let blocks = self.blocks();
        for (feature, value) in &row.shared {
            let own = &shared.lanes[*feature as usize * blocks + block];
            add(scores, shared.unit * value, own);
        }
        for (value, own) in row.dense.iter().zip(dense.lanes.chunks_exact(blocks)) {
            add(scores, dense.unit * value, &own[block]);
        }
    }
}

impl Machine {
    fn learn(
        texts: &[&str],
        labels: &[Option<usize>],
        topics: usize,
        (shared, dim): (usize, usize),
        put_row: impl Fn(usize, &mut Row),
    ) -> Self {
        let columns = topics + 1;
        let too_many = (shared + dim).saturating_mul(columns) > MOST_WEIGHTS
            || u16::try_from(columns + LANES).is_err();
        if topics == 0 || too_many {
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
                for block in 0..trained.weights.blocks() {
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
        let [shared, dense, coefficients] = sizes.map(table);
        Self { weights: Weights { columns, shared, dense }, coefficients }
    }

    fn block_scores(&self, row: &Row, block: usize) -> Lanes {
        let blocks = self.weights.blocks();
        let mut scores = [0.0; LANES];
        for (text, value) in &row.alone {
            add(&mut scores, *value, &self.coefficients.lanes[*text as usize * blocks + block]);
        }
        self.weights.add_to(&mut scores, row, block);
        scores
    }

    /// Sets some coefficients of one text to the best they can be while all others stay.
    fn descend(&mut self, text: usize, row: &Row, square: f32, label: Option<usize>, block: usize) {
        let scores = self.block_scores(row, block);
        let Weights { columns, shared, dense } = &mut self.weights;
        let (blocks, subject) = (columns.div_ceil(LANES), *columns - 1);
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
                add(&mut shared.lanes[*feature as usize * blocks + block], *value, &steps);
            }
            for (value, weights) in row.dense.iter().zip(dense.lanes.chunks_exact_mut(blocks)) {
                add(&mut weights[block], *value, &steps);
            }
        }
    }

    fn rounded(self) -> Classifier {
        let Self { weights: Weights { columns, shared, dense }, coefficients } = self;
        let coefficients = coefficients.rounded();
        let by_text = coefficients.lanes.chunks_exact(columns.div_ceil(LANES).max(1));
        let of = by_text.map(|lanes| {
            let columns = (0..).zip(lanes.as_flattened());
            columns.filter(|(_, value)| **value != 0).map(|(column, value)| (column, *value))
        });
        let mut of: Lists<(u16, i16)> = of.collect();
        of.shrink();
        Classifier {
            weights: Weights { columns, shared: shared.rounded(), dense: dense.rounded() },
            coefficients: Coefficients { of, unit: coefficients.unit },
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

    /// Before anything is rounded.
    fn scores(trained: &Machine, row: &Row) -> (Vec<f32>, f32) {
        let scores = trained.block_scores(row, 0);
        let (topics, subject) = scores.split_at(trained.weights.columns - 1);
        (topics.to_vec(), subject[0])
    }

    /// Texts with features that others may share, of four.
    fn learn(texts: &[Vec<(u32, f32)>], labels: &[Option<usize>]) -> Machine {
        let names = &NAMES[..texts.len()];
        Machine::learn(names, labels, 2, (4, 0), |text, own| *own = row(&texts[text]))
    }

    #[test]
    fn what_two_topics_share_speaks_for_neither() {
        // Feature 0 is in all texts, 1 and 2 tell the two topics apart, 3 stands in a text of no topic.
        let text = |feature| vec![(0, 0.6), (feature, 0.8)];
        let texts = [text(1), text(1), text(2), text(2), text(3), text(3)];
        let trained = learn(&texts, &[Some(0), Some(0), Some(1), Some(1), None, None]);
        let scores = |text: Vec<(u32, f32)>| scores(&trained, &row(&text));
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
        let (topics, subject) = scores(&trained, &row(&query));
        let summed = |column: usize| -> f32 {
            let coefficients = trained.coefficients.lanes.iter().map(|lanes| lanes[column]);
            coefficients.zip(&texts).map(|(own, text)| own * similarity(text)).sum()
        };
        for (topic, score) in topics.into_iter().enumerate() {
            assert!(close(summed(topic), score));
        }
        assert!(close(summed(2), subject));
        let exact = trained.coefficients.lanes.clone();
        // Rounded they are as far apart as the steps are.
        let rounded = trained.rounded();
        for (text, lanes) in exact.into_iter().enumerate() {
            let (own, subject) = rounded.coefficient(text, 1);
            assert!((own - lanes[1]).abs() < 1e-4 && (subject - lanes[2]).abs() < 1e-4);
        }
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
            let (topics, subject) = scores(&trained, &parted(&query));
            let (expected, expected_subject) = scores(&all_shared, &shared(&query));
            assert!(topics.iter().zip(&expected).all(|(a, b)| close(*a, *b)), "{query:?}");
            assert!(close(subject, expected_subject) && subject != 0.0, "{query:?}");
        }
    }

    #[test]
    fn rounding_moves_no_score_by_more_than_its_steps() {
        let texts = [vec![(0, 0.6), (1, 0.8)], vec![(0, 1.0)], vec![(1, 0.6), (2, 0.8)]];
        let exact = learn(&texts, &[Some(0), None, Some(1)]);
        let query = row(&[(0, 0.3), (1, 0.5), (2, 0.1)]);
        let (topics, subject) = scores(&exact, &query);
        let (rounded, rounded_subject) = exact.rounded().scores(&query);
        // A step is the largest weight, below 2 here, by 32,767; half of one for each feature, as often as it counts.
        let step = |a: f32, b: f32| (a - b).abs() < 0.9 * 0.5 * 2.0 / 32_767.0 + 1e-6;
        assert!(topics.iter().zip(&rounded).all(|(a, b)| step(*a, *b)), "{topics:?} {rounded:?}");
        assert!(step(subject, rounded_subject), "{subject} {rounded_subject}");
    }

    #[test]
    fn a_text_without_a_known_feature_scores_nothing() {
        let texts = [vec![(0, 1.0)], vec![(1, 1.0)], vec![(2, 1.0)]];
        let trained = learn(&texts, &[Some(0), Some(1), None]);
        assert_eq!(scores(&trained, &Row::default()), (vec![0.0, 0.0], 0.0));
        assert_eq!(trained.rounded().scores(&Row::default()), (vec![0.0, 0.0], 0.0));
    }

    #[test]
    fn too_many_topics_train_nothing() {
        let trained = Classifier::train(&["a"], &[Some(0)], 1 << 20, (1 << 20, 0), |_, _| ());
        assert_eq!(trained.scores(&row(&[(0, 1.0)])), (Vec::new(), 0.0));
        assert_eq!(trained.coefficient(0, 0), (0.0, 0.0));
    }
}
