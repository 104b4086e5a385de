//! Distributions of times: percentiles for people and machines, and a drawing.

use crate::drawing::{self, SIZE};
use crate::error::Error;
use plotters::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Percentiles that are told.
const TOLD: [(f64, &str); 4] = [(0.5, "p50"), (0.99, "p99"), (0.999, "p99.9"), (1.0, "max")];

/// Times in milliseconds, ascending.
#[derive(Clone, Debug)]
pub(crate) struct Distribution {
    name: &'static str,
    sorted: Vec<f64>,
}

impl Distribution {
    pub(crate) fn of(name: &'static str, times: impl IntoIterator<Item = Duration>) -> Self {
        let mut sorted: Vec<_> = times.into_iter().map(|time| time.as_secs_f64() * 1000.0).collect();
        sorted.sort_by(f64::total_cmp);
        Self { name, sorted }
    }

    /// The smallest time that this share of all does not exceed.
    fn percentile(&self, share: f64) -> Option<f64> {
        let last = self.sorted.len().checked_sub(1)?;
        self.sorted.get((last as f64 * share).ceil() as usize).copied()
    }

    /// One line.
    pub(crate) fn line(&self) -> String {
        let told = TOLD.map(|(share, name)| {
            self.percentile(share).map_or_else(String::new, |time| format!("  {name} {time:.3}"))
        });
        format!("{:<26}{:>8}{} ms", self.name, self.sorted.len(), told.concat())
    }

    pub(crate) fn json(&self) -> Value {
        let told = TOLD.iter().map(|(share, name)| ((*name).to_owned(), json!(self.percentile(*share))));
        let mut object: serde_json::Map<_, _> = told.collect();
        object.insert("count".to_owned(), json!(self.sorted.len()));
        json!({ self.name: object })
    }
}

/// Draws, for each distribution, which share of the times is longer.
pub(crate) fn draw(path: &Path, all: &[Distribution]) -> Result<(), Error> {
    drawing::save(path, "--svg", |svg| draw_into(svg, all))
}

fn draw_into(svg: &mut String, all: &[Distribution]) -> Result<(), Box<dyn std::error::Error>> {
    let most = all.iter().filter_map(|one| one.percentile(1.0)).fold(1.0, f64::max);
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .margin(16)
        .x_label_area_size(40)
        .y_label_area_size(56)
        .build_cartesian_2d((0.01..most * 1.1).log_scale(), (0.01..100.0).log_scale())?;
    chart.configure_mesh().x_desc("milliseconds").y_desc("per cent that are longer").draw()?;
    for (place, one) in all.iter().enumerate() {
        let (colour, count) = (Palette99::pick(place).to_rgba(), one.sorted.len() as f64);
        let points =
            (0..).zip(&one.sorted).map(|(longer, time)| (*time, 100.0 - f64::from(longer) * 100.0 / count));
        let series = chart.draw_series(LineSeries::new(points, colour.stroke_width(2)))?;
        series.label(one.name).legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour));
    }
    chart.configure_series_labels().background_style(WHITE).border_style(BLACK).draw()?;
    area.present()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let one = Distribution::of("x", (1..=1000).rev().map(Duration::from_millis));
        assert_eq!(one.percentile(0.5), Some(501.0));
        assert_eq!(one.percentile(0.99), Some(991.0));
        assert_eq!(one.percentile(1.0), Some(1000.0));
        assert_eq!(Distribution::of("x", []).percentile(0.5), None);
    }
}
