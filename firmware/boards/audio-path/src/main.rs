//! An image of the audio path alone, to prove by linking that it cannot panic and does not allocate.
//!
//! `panic-never` supplies a panic handler that refers to a symbol which does not exist, and there is no global
//! allocator. As long as `cargo build -p audio-path --release --target thumbv7em-none-eabihf` links, no code that
//! this image can reach has a panic or an allocation left in it (R10). It is built on every test run.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(not(target_os = "none"))]
fn main() {
    eprintln!("audio-path is built for a board: cargo build -p audio-path --release --target thumbv7em-none-eabihf");
}

#[cfg(target_os = "none")]
mod image {
    use core::hint::black_box;
    use cortex_m_rt::entry;
    use panic_never as _;
    use sordina::AudioPath;

    #[entry]
    fn main() -> ! {
        // The compiler cannot know that there is no audio path here, nor how long its blocks are. Setting one up
        // is not part of the proof: it happens once, before there is audio.
        let Some(mut audio) = black_box(None::<AudioPath<'static>>) else { loop {} };
        let (input, mut output) = (black_box([1_i16; 960]), [0_i16; 960]);
        let (wide_input, mut wide_output) = (black_box([1_i32; 960]), [0_i32; 960]);
        loop {
            audio.process(part(&input), part_mut(&mut output));
            audio.process(part(&wide_input), part_mut(&mut wide_output));
            black_box((&output, &wide_output));
        }
    }

    fn part<S>(block: &[S]) -> &[S] {
        block.get(..black_box(480)).unwrap_or_default()
    }

    fn part_mut<S>(block: &mut [S]) -> &mut [S] {
        block.get_mut(..black_box(480)).unwrap_or_default()
    }
}
