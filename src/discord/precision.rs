//! How often the bot would have been right where it only shows what it would have said. Pure.

use std::fmt;

use crate::model::ShadowVerdict;
use crate::store::Shadowed;

/// From this lower bound on `auto` is suggested.
pub(super) const ENOUGH: f64 = 0.9;
/// Of the standard normal distribution: 95 % lie within so many deviations.
const Z: f64 = 1.959_964;

/// What moderators judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Precision {
    right: u64,
    judged: u64,
}

impl Precision {
    #[must_use]
    pub(super) fn of(judged: &[Shadowed]) -> Self {
        let right = judged.iter().filter(|one| one.verdict == ShadowVerdict::Right);
        Self {
            right: right.map(|one| one.times).sum(),
            judged: judged.iter().map(|one| one.times).sum(),
        }
    }

    /// With one more.
    #[must_use]
    pub(super) fn with(self, verdict: ShadowVerdict) -> Self {
        let right = u64::from(verdict == ShadowVerdict::Right);
        Self { right: self.right + right, judged: self.judged + 1 }
    }

    /// The lower end of the 95 % Wilson score interval, 0 to 1: with few judgements it stays low however many were right.
    ///
    /// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    #[must_use]
    pub(super) fn lower_bound(self) -> f64 {
        if self.judged == 0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of what people pressed")]
        let (right, judged) = (self.right as f64, self.judged as f64);
        let (share, spread) = (right / judged, Z * Z / judged);
        let deviation = (share * (1.0 - share) * spread + spread * spread / 4.0).sqrt();
        (share + spread / 2.0 - deviation) / (1.0 + spread)
    }

    /// Whether it has been right often enough to speak unasked.
    #[must_use]
    pub(super) fn is_enough(self) -> bool {
        self.lower_bound() >= ENOUGH
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { right, judged } = self;
        if *judged == 0 {
            return formatter.write_str("not judged yet");
        }
        let bound = (self.lower_bound() * 100.0).floor();
        write!(
            formatter,
            "right in {right} of {judged}: {bound:.0} % or more, with 95 % confidence"
        )?;
        if self.is_enough() { formatter.write_str("; ready for `auto`") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::Precision;

    #[test]
    fn the_bound_is_wilson_s() {
        // Worked out from the formula apart from this code.
        for (right, judged, expected) in [
            (0, 0, 0.0),
            (1, 1, 0.2065),
            (9, 10, 0.5958),
            (34, 34, 0.8985),
            (35, 35, 0.9011),
            (95, 100, 0.8882),
            (0, 10, 0.0),
        ] {
            let bound = Precision { right, judged }.lower_bound();
            assert!((bound - expected).abs() < 1e-4, "{right} of {judged}: {bound}");
        }
    }

    #[test]
    fn few_judgements_are_not_enough() {
        for (right, judged, enough) in
            [(5, 5, false), (34, 34, false), (35, 35, true), (90, 100, false), (190, 200, true)]
        {
            assert_eq!(Precision { right, judged }.is_enough(), enough, "{right} of {judged}");
        }
        let said = Precision { right: 35, judged: 35 }.to_string();
        assert_eq!(said, "right in 35 of 35: 90 % or more, with 95 % confidence; ready for `auto`");
    }
}
