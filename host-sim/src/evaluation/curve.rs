//! Detection error trade-off: misses over false accepts per hour, one line per word, as SVG.

use super::measure::Tally;
use crate::drawing::{self, SIZE};
use crate::error::Error;
use plotters::prelude::*;
use std::path::Path;

/// From one false accept in ten hours to a hundred per hour, in steps of a twentieth of a decade.
const DECADE_STEPS: std::ops::RangeInclusive<i32> = -20..=40;

/// Draws the curves of all words.
pub(crate) fn draw(path: &Path, words: &[(String, Tally)]) -> Result<(), Error> {
    drawing::save(path, "--det", |svg| draw_into(svg, words))
}

fn draw_into(svg: &mut String, words: &[(String, Tally)]) -> Result<(), Box<dyn std::error::Error>> {
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .margin(16)
        .x_label_area_size(40)
        .y_label_area_size(48)
        .build_cartesian_2d((0.1..100.0).log_scale(), 0.0..100.0)?;
    chart.configure_mesh().x_desc("false accepts per hour").y_desc("missed, per cent").draw()?;
    for (place, (word, tally)) in words.iter().enumerate() {
        let colour = Palette99::pick(place).to_rgba();
        let points = DECADE_STEPS.map(|step| 10_f64.powf(f64::from(step) / 20.0));
        let points = points.map(|rate| (rate, tally.miss(rate)));
        let series = chart.draw_series(LineSeries::new(points, colour.stroke_width(2)))?;
        series.label(word).legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour));
    }
    chart.configure_series_labels().background_style(WHITE).border_style(BLACK).draw()?;
    area.present()?;
    Ok(())
}
