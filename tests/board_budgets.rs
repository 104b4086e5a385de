//! The boards' images, with all words of the product, keep the budgets of the design, and their READMEs say what they cost.
//!
//! Sizes are those of the linked files. Instructions are counted in QEMU, one at a time, while somebody speaks and
//! everything opens and closes. A Cortex-M7 of 480 MHz at one instruction per cycle has 4,800,000 instructions per block
//! of 10 ms and 14,400,000 per step of 30 ms.

use sordina::policy::LEXICON;
use sordina_tests::drives::{image, image_for};
use sordina_tests::figures::{Figures, PER_STEP, figures};
use sordina_tests::generated;
use sordina_tests::image::{Image, grouped};
use std::fmt::Write as _;

const PER_BLOCK: u64 = 4_800_000;
const FLASH: u64 = 1_500_000;
const RAM: u64 = 192 << 10;
/// The stack region of mps2-an500's `memory.x`.
const STACK: u64 = 36 << 10;

/// Products of the image's `kernel_192`, eight rows, and the most instructions that one may cost.
const KERNEL_PRODUCTS: u64 = 8 * 192;
const PER_PRODUCT: f64 = 1.3;
/// Lengths of rows at which the kernel is right, aligned and not.
const LENGTHS: [u32; 10] = [4, 16, 44, 48, 92, 96, 144, 192, 240, 288];

/// A row of instructions: what, how many, of how many there are.
fn row(table: &mut String, what: &str, instructions: u64, of: u64) {
    let share = instructions as f64 * 100.0 / of as f64;
    let _infallible = writeln!(table, "| {what} | {} | {share:.3} % |", grouped(instructions));
}

/// The stages cost the same in each hop or step, but for the decoder: without words there is none, and a hop that ends a step
/// costs one front end and the network, a whole step three front ends and the network.
fn instruction_table(all: &Figures, without_words: &Figures) -> String {
    let mut table = "| instructions | counted | of a 480 MHz core |\n|---|---|---|\n".to_owned();
    for (name, what) in [
        ("closed", "audio interrupt, closed"),
        ("opening", "audio interrupt, opening"),
        ("assistant", "audio interrupt, open for the assistant"),
        ("interest_tags", "audio interrupt, open for interest tags"),
        ("both", "audio interrupt, open for both"),
        ("closing", "audio interrupt, closing"),
    ] {
        row(&mut table, &format!("{what}, most per block"), all[name].most, PER_BLOCK);
    }
    row(&mut table, "control, mean per block", all["control"].mean, PER_BLOCK);
    row(&mut table, "control, most: it signs a record", all["control"].most, PER_BLOCK);
    let (hop, step) = (without_words["hop_10_ms"].most, without_words["step_30_ms"].most);
    let front_end = (step - hop) / 2;
    row(&mut table, "analysis: front end, per hop of 10 ms", front_end, PER_BLOCK);
    row(&mut table, "analysis: network, per step of 30 ms", hop - front_end, PER_STEP);
    row(&mut table, "analysis: decoder, most per step", all["step_30_ms"].most - step, PER_STEP);
    row(&mut table, "analysis: all stages, mean per step", all["step_30_ms"].mean, PER_STEP);
    row(&mut table, "analysis: all stages, most per step", all["step_30_ms"].most, PER_STEP);
    let per_product = all["kernel_192"].most as f64 / KERNEL_PRODUCTS as f64;
    let _infallible =
        writeln!(table, "| of that: the kernel, per product, at most {PER_PRODUCT} | {per_product:.2} | |");
    table
}

/// Sizes of a board's image, as its README has them, within the budgets.
fn check_sizes(board: &str) -> Image {
    let image = Image::read(&image_for(board, ""));
    let readme = format!("firmware/boards/{board}/README.md");
    let sizes = image.section_table() + "\n" + &image.module_table();
    generated::check(&readme, "sizes", &sizes);
    assert!(image.flash() <= FLASH && image.variables() <= RAM, "{board} is too large:\n{sizes}");
    image
}

#[test]
fn every_image_is_as_large_as_its_readme_says_allocates_nothing_and_formats_no_panic() {
    for board in ["mps2-an500", "nucleo-h743zi2", "imxrt1060-evk"] {
        let image = check_sizes(board);
        assert!(
            image.names.iter().any(|name| name.contains("core::panicking::panic_bounds_check")),
            "{board}"
        );
        for name in image.names {
            let is_allocator =
                ["__rust_alloc", "__rg_", "alloc::", "malloc"].iter().any(|part| name.contains(part));
            assert!(!is_allocator && !name.contains("core::fmt"), "{board} holds {name}");
        }
    }
}

#[test]
fn audio_interrupt_analysis_and_memory_keep_their_budgets() {
    assert!(LEXICON.words().len() >= 1_000);
    let (all, without_words) = (figures(&image("figures")), figures(&image("figures,no-words")));
    for state in ["closed", "opening", "assistant", "interest_tags", "both", "closing"] {
        assert!(all[state].most * 100 <= PER_BLOCK, "{state}: {all:?}");
    }
    assert!(all["step_30_ms"].most * 100 <= PER_STEP * 12, "{all:?}");
    for length in LENGTHS {
        assert!(all.contains_key(&format!("kernel_{length}")), "the kernel is wrong at {length}: {all:?}");
    }
    assert!(all["kernel_192"].most as f64 <= PER_PRODUCT * KERNEL_PRODUCTS as f64, "{all:?}");
    let (variables, stack) = (Image::read(&image("")).variables(), all["stack"].most);
    assert!(stack + 4096 <= STACK, "less than 4 KiB of stack are left: {all:?}");
    assert!(variables + stack <= RAM, "{variables} {stack}");
    let memory = format!(
        "\n| RAM | bytes |\n|---|---|\n| variables | {} |\n| deepest stack | {} |\n| together | {} |\n",
        grouped(variables),
        grouped(stack),
        grouped(variables + stack)
    );
    let table = instruction_table(&all, &without_words) + &memory;
    generated::check("firmware/boards/mps2-an500/README.md", "instructions and RAM", &table);
}
