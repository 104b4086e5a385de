//! Civil dates, for the simulated wall clock and the days that tags carry.

use sordina::interest::Epoch;
use sordina_hal::UnixSeconds;
use std::fmt;
use std::str::FromStr;

/// A day of the Gregorian calendar, as days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date(pub(crate) u32);

/// The day on which every simulated drive takes place unless `--date` says otherwise: 2026-01-15, so that runs
/// repeat. The clock starts at noon UTC, so that half a day of audio stays within it.
pub(crate) const DEFAULT: Date = Date(20_468);

const SECONDS_PER_DAY: u64 = 86_400;

impl From<Epoch> for Date {
    fn from(day: Epoch) -> Self {
        Self(u32::from(day.0))
    }
}

impl Date {
    /// Noon UTC.
    pub(crate) fn noon(self) -> UnixSeconds {
        UnixSeconds(u64::from(self.0) * SECONDS_PER_DAY + SECONDS_PER_DAY / 2)
    }

    /// Year, month, day. After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    fn civil(self) -> (u32, u32, u32) {
        let shifted = self.0 + 719_468;
        let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        (year_of_era + era * 400 + u32::from(month <= 2), month, day)
    }

    fn from_civil(year: u32, month: u32, day: u32) -> Self {
        let year = year - u32::from(month <= 2);
        let (era, year_of_era) = (year / 400, year % 400);
        let march_month = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * march_month + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "not a day; write YYYY-MM-DD, e.g. 2026-01-15".to_owned();
        let numbers: Vec<u32> =
            text.split('-').map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
        let [year @ 1970..=2149, month @ 1..=12, day @ 1..=31] = numbers[..] else { return Err(wrong()) };
        // A 31 April would come back as another day.
        let date = Self::from_civil(year, month, day);
        if date.civil() == (year, month, day) { Ok(date) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_come_back_as_written() {
        for text in ["1970-01-01", "2024-02-29", "2026-01-15", "2100-03-01", "2149-06-06"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        assert_eq!("2026-01-15".parse(), Ok(DEFAULT));
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in ["2025-02-29", "2026-13-01", "2026-04-31", "1969-12-31", "today", "2026-1"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
