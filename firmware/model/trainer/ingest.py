"""Reads recorded speech into the store, and recorded noise beside it.

    python ingest.py DATA --manifest SPEECH/manifest.tsv --manifest SPEECH/more/manifest.tsv [--whisper MODEL]
    python ingest.py DATA --common-voice CV/es --language es

A manifest is tab-separated with a header: `path`, or `file` and `start_s`; `language`, `speaker`, `transcript` ("-": unknown),
`seconds`, `source`, `split`. Common Voice is the unpacked folder of one language, with train.tsv and clips/.

Only `train` rows are read. Recordings of wake words are not, whatever their split: words are never trained, and those
recordings are what measures that. Transcripts with a forbidden word or a digit are left out. Speech without transcript is
transcribed by a Whisper model (folder in CTranslate2 form, for faster-whisper), where one is given.
Needs ffmpeg.
"""
import argparse, collections, csv, functools, pathlib, re, subprocess
import numpy as np

import phonemes, store, texts, voices

Clip = collections.namedtuple("Clip", "path start seconds language speaker transcript source")
WAKE_WORDS = re.compile(r"(^|/)(wake[-_]|parity/(?!negatives))")
LONGEST = 11.0
MARKUP = re.compile(r"\(.*?\)|\{.*?\}|\[.*?\]")
UNCERTAIN = re.compile(r"\d|xxx|\bunk\b|\*|\$|€|%")
# Of the sources here the Latin American ones: s for c and z.
LATIN_AMERICAN = re.compile("asterisk|tuxpaint", re.I)


def manifest(path):
    path = pathlib.Path(path)
    with open(path, encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            name = row.get("path") or row["file"]
            if row["split"] == "train" and not WAKE_WORDS.search(name):
                yield Clip(path.parent / name, float(row.get("start_s") or 0), float(row["seconds"]), row["language"],
                           row["speaker"], row["transcript"], row["source"])


def common_voice(folder, language):
    folder = pathlib.Path(folder)
    with open(folder / "train.tsv", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Clip(folder / "clips" / row["path"], 0, None, language, row["client_id"][:12], row["sentence"], "common-voice")


@functools.lru_cache(4)
def decoded(path):
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-f", "s16le", "-ar", "16000", "-ac", "1", "-"],
                         check=True, stdout=subprocess.PIPE).stdout
    return np.frombuffer(raw, "<i2")


def samples(clip):
    wave = decoded(clip.path)
    start = int(clip.start * store.RATE)
    return wave[start:start + int(clip.seconds * store.RATE)] if clip.seconds else wave


def label(text, clip):
    """-> (phonemes, text) or None where the transcript cannot be trusted or must not be trained"""
    text = MARKUP.sub(" ", text).strip()
    if text in ("", "-") or UNCERTAIN.search(text) or texts.FORBIDDEN.search(text):
        return None
    accent = "en-us" if clip.language == "en" else "es-419" if LATIN_AMERICAN.search(clip.source) else "es"
    return phonemes.from_ipa(voices.ipa(text, accent)), text


class Whisper:
    def __init__(self, folder):
        from faster_whisper import WhisperModel
        self.model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1)

    def pieces(self, wave, language):
        """-> [(first sample, sample after the last, text)], cut where Whisper ended a segment"""
        segments, _ = self.model.transcribe(wave.astype(np.float32) / 32768, language=language, beam_size=5,
                                            condition_on_previous_text=False, word_timestamps=True)
        for segment in segments:
            # Of single words Whisper writes something that sounds like them.
            is_likely = segment.avg_logprob > -0.6 and segment.no_speech_prob < 0.3
            if is_likely and len(segment.text.split()) >= 3:
                yield (max(0, int((segment.start - 0.1) * store.RATE)), int((segment.end + 0.15) * store.RATE), segment.text)


def pieces(clip, wave, whisper):
    if clip.transcript != "-":
        return [(0, len(wave), clip.transcript)]
    return list(whisper.pieces(wave, clip.language)) if whisper else []


def speech(folder, clips, whisper):
    writers = {}
    for clip in clips:
        if clip.language not in ("en", "es"):
            continue
        wave = samples(clip)
        for start, end, text in pieces(clip, wave, whisper):
            part, labelled = wave[start:end], label(text, clip)
            seconds = len(part) / store.RATE
            if labelled is None or not labelled[0] or not len(labelled[0]) / 25 < seconds < LONGEST:
                continue
            kind = re.sub(r"[^a-z]+", "", re.sub(r"^(en|es)-", "", clip.path.stem if clip.start or "more" in clip.path.parts else clip.path.parent.name))
            origin = "whisper" if clip.transcript == "-" else "real"
            name = f"{origin}-{kind}-{clip.language}"
            if name not in writers:
                (pathlib.Path(folder) / f"{name}.tsv").unlink(missing_ok=True)
                writers[name] = store.Writer(folder, name)
            writers[name].add(writers[name].next_draw, part, clip.language, clip.speaker, *labelled)
    for name, writer in sorted(writers.items()):
        print(name, round(writer.hours, 3), "hours")


def noise(folder, clips):
    """one file per source, so that a train whistles as often as rain falls"""
    kinds = collections.defaultdict(list)
    for clip in clips:
        if clip.language == "-":
            kinds[clip.source, clip.path.parent.name, clip.speaker].append(samples(clip))
    target = pathlib.Path(folder) / "noise"
    target.mkdir(parents=True, exist_ok=True)
    for number, waves in enumerate(kinds.values()):
        np.save(target / f"{number}.npy", np.concatenate(waves))
    print(len(kinds), "noises", sum(len(w) for ws in kinds.values() for w in ws) // store.RATE, "seconds")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data")
    arguments.add_argument("--manifest", action="append", default=[])
    arguments.add_argument("--common-voice")
    arguments.add_argument("--language", choices=("en", "es"))
    arguments.add_argument("--whisper", help="folder of a Whisper model in CTranslate2 form")
    a = arguments.parse_args()
    clips = [clip for path in a.manifest for clip in manifest(path)]
    if a.common_voice:
        clips += common_voice(a.common_voice, a.language)
    speech(a.data, clips, Whisper(a.whisper) if a.whisper else None)
    if a.manifest:
        noise(a.data, clips)


if __name__ == "__main__":
    main()
