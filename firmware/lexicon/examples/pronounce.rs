//! Prints the pronunciations of the words on standard input, one per line: `cargo run -p sordina-lexicon
//! --features english --example pronounce -- es < words.txt`.

use std::io::BufRead;

fn main() {
    let language = std::env::args().nth(1).unwrap_or_else(|| "es".to_owned());
    let language = match language.parse::<sordina_lexicon::Language>() {
        Ok(language) => language,
        Err(problem) => return eprintln!("{problem}"),
    };
    for word in std::io::stdin().lock().lines().map_while(Result::ok) {
        match sordina_lexicon::pronounce(&word, language) {
            Ok(said) => {
                println!("{word}\t{}", said.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | "));
            }
            Err(error) => println!("{word}\t!{error}"),
        }
    }
}
