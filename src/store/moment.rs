//! Times as the tables hold them: whole numbers.

use std::fmt;
use std::sync::Arc;

use time::{Date, OffsetDateTime};

/// What time it is; another one in tests.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> OffsetDateTime + Send + Sync>);

impl Clock {
    pub fn new(now: impl Fn() -> OffsetDateTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub(super) fn now(&self) -> Moment {
        Moment(self.0())
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(OffsetDateTime::now_utc)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Moment(OffsetDateTime);

impl Moment {
    /// Milliseconds since 1970.
    pub(super) fn ms(self) -> i64 {
        i64::try_from(self.0.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
    }

    /// The day in UTC.
    pub(super) fn day(self) -> i64 {
        day_number(self.0.date())
    }

    /// Weeks begin on Monday, in UTC: day 0 of the Julian count was one.
    pub(super) fn week(self) -> i64 {
        self.day().div_euclid(7)
    }
}

/// The Julian day number.
pub(super) fn day_number(date: Date) -> i64 {
    i64::from(date.to_julian_day())
}

/// The day of a number; the first day there is where the number is out of range.
pub(super) fn date(day: i64) -> Date {
    i32::try_from(day).ok().and_then(|day| Date::from_julian_day(day).ok()).unwrap_or(Date::MIN)
}

#[cfg(test)]
mod tests {
    use time::{Date, Month, OffsetDateTime, Time};

    use super::{Clock, date, day_number};

    fn november(day: u8) -> Date {
        Date::from_calendar_date(2026, Month::November, day).unwrap()
    }

    #[test]
    fn a_week_lasts_from_monday_to_sunday() {
        let week = |day| {
            let now = OffsetDateTime::new_utc(november(day), Time::from_hms(23, 59, 0).unwrap());
            Clock::new(move || now).now().week()
        };
        assert_eq!(week(16), week(22));
        assert_eq!(week(16) + 1, week(23));
    }

    #[test]
    fn a_day_is_read_as_it_was_written() {
        assert_eq!(date(day_number(november(21))), november(21));
        assert_eq!(date(i64::MAX), Date::MIN);
    }
}
