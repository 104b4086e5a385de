"""against_microwakeword.py: a model that was trained for one word, as the other spotter of `host-sim evaluate --against`.

    pip install pymicro-wakeword
    host-sim evaluate LIST --words alexa --against "python3 against_microwakeword.py alexa"

The words are those whose models the package brings (alexa, hey_jarvis, okay_nabu, ...). The score is the package's own: the mean
probability over its sliding window. A detection is the highest score within a second on both sides.
"""
import sys, time
from pymicro_wakeword import MicroWakeWord, MicroWakeWordFeatures, Model

RATE, BLOCK = 16_000, 160
#: Seconds, and the scores in them: one in 30 ms.
APART, REACH = 1.0, 34
#: Scores below this are silence.
LEAST = 0.01


def peaks(scores):
    """The (seconds, score) that no other within APART exceeds; of equals the first."""
    for place, (when, score) in enumerate(scores):
        before, after = scores[max(0, place - REACH) : place], scores[place + 1 : place + 1 + REACH]
        is_first = all(value < score for other, value in before if when - other <= APART)
        if is_first and all(value <= score for other, value in after if other - when <= APART):
            yield when, score


def main(word):
    spotter, features = MicroWakeWord.from_builtin(Model(word)), MicroWakeWordFeatures()
    scores, samples, processor = [], 0, 0.0
    while block := sys.stdin.buffer.read(2 * BLOCK):
        samples += len(block) // 2
        began = time.process_time()
        for feature in features.process_streaming(block):
            score = spotter.process_streaming_prob(feature)
            if score is not None and score > LEAST:
                scores.append((samples / RATE, score))
        processor += time.process_time() - began
    for when, score in peaks(scores):
        print(when, word.replace("_", " "), score, sep="\t")
    print("cpu", processor, sep="\t")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
