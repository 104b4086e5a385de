//! `linkage` as it is typed.

use clap::Args;

#[derive(Args, Debug)]
pub(crate) struct Linkage {
    /// Cars in a pool, for one or several sizes.
    #[arg(long, value_delimiter = ',', value_name = "CARS", default_values_t = [1_000, 10_000],
        value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub(crate) cars: Vec<u32>,
    /// Weeks during which both recipients ask every day.
    #[arg(long, value_name = "WEEKS", default_value_t = 52, value_parser = clap::value_parser!(u16).range(1..=520))]
    pub(crate) weeks: u16,
    /// Number that all chance follows from.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u32,
    /// Only these policies.
    #[arg(long, value_delimiter = ',', value_name = "POLICIES")]
    pub(crate) only: Vec<String>,
    /// Print one JSON object instead.
    #[arg(long)]
    pub(crate) json: bool,
}
