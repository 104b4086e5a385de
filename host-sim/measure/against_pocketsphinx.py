"""against_pocketsphinx.py: PocketSphinx as the other spotter of `host-sim evaluate --against`.

    pip install pocketsphinx
    host-sim evaluate LIST --words alexa,computer --against "python3 against_pocketsphinx.py alexa computer"

Keyphrase mode with its own English model and dictionary. Every phrase has the threshold 1e-45, so that it tells nearly everything it
suspects, and the score is the phrase's `prob`: thresholds are swept afterwards, as for the gateway. An utterance ends in the first
quiet tenth of a second after four minutes, at the latest half a minute later.
"""
import sys, tempfile, time
import numpy, pocketsphinx

RATE, BLOCK = 16_000, 1_600
UTTERANCE, LATEST = 240 * RATE, 270 * RATE
QUIET = 32_768 * 10 ** (-60 / 20)


def decoder(phrases):
    model = pocketsphinx.get_model_path() + "/en-us"
    with tempfile.NamedTemporaryFile("w", suffix=".list") as table:
        table.writelines(f"{phrase} /1e-45/\n" for phrase in phrases)
        table.flush()
        return pocketsphinx.Decoder(hmm=model + "/en-us", dict=model + "/cmudict-en-us.dict", kws=table.name, loglevel="FATAL")


def utterances():
    """Blocks of samples, utterance by utterance."""
    blocks, length = [], 0
    while block := sys.stdin.buffer.read(2 * BLOCK):
        blocks.append(block)
        length += len(block) // 2
        level = numpy.sqrt((numpy.frombuffer(block, "<i2").astype(float) ** 2).mean())
        if length >= LATEST or length >= UTTERANCE and level < QUIET:
            yield blocks
            blocks, length = [], 0
    yield blocks


def main(phrases):
    spotter, start, processor = decoder(phrases), 0.0, 0.0
    for blocks in utterances():
        began = time.process_time()
        spotter.start_utt()
        for block in blocks:
            spotter.process_raw(block, False, False)
        spotter.end_utt()
        processor += time.process_time() - began
        for found in spotter.seg() or []:
            print(start + found.end_frame / 100, found.word.strip(), found.prob, sep="\t")
        start += sum(map(len, blocks)) / 2 / RATE
    print("cpu", processor, sep="\t")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
