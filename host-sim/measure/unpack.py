"""unpack.py: joined Ogg Opus recordings -> one FLAC per clip, named as reading lists name it.

    apt install ffmpeg && pip install soundfile
    python3 unpack.py FOLDER OUT [SPLIT]

FOLDER holds `manifest.tsv` with the columns file, start_s, seconds, language, speaker, transcript, source, licence, split, original
(the clip's own name, below OUT), and the files. SPLIT is `test`, `train` or `all` (default). Beside the clips it writes
`OUT/clips.tsv`: path, `-`, seconds, transcript, language, split, speaker; a manifest for `host-sim evaluate` and for running.py.
A clip that is already there is left alone.
"""
import csv, os, subprocess, sys
import soundfile

RATE = 16_000


def decode(path):
    """The whole file as bytes of 16 bit mono at 16 kHz."""
    command = ["ffmpeg", "-v", "error", "-i", path, "-ar", str(RATE), "-ac", "1", "-f", "s16le", "-"]
    return memoryview(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout).cast("h")


def cut(samples, row):
    start = round(float(row["start_s"]) * RATE)
    return samples[start : start + round(float(row["seconds"]) * RATE)]


def main(folder, out, split="all"):
    with open(os.path.join(folder, "manifest.tsv"), encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]
    rows = [row for row in rows if split in ("all", row["split"])]
    files = sorted({row["file"] for row in rows})
    for number, name in enumerate(files, 1):
        missing = [row for row in rows if row["file"] == name and not os.path.exists(os.path.join(out, row["original"]))]
        print(f"{number}/{len(files)} {name}: {len(missing)} clips", flush=True)
        samples = decode(os.path.join(folder, name)) if missing else None
        for row in missing:
            path = os.path.join(out, row["original"])
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with soundfile.SoundFile(path, "w", RATE, 1, "PCM_16") as clip:
                clip.buffer_write(bytes(cut(samples, row)), "int16")
    with open(os.path.join(out, "clips.tsv"), "w", encoding="utf-8") as table:
        print("path\tword\tseconds\ttranscript\tlanguage\tsplit\tspeaker", file=table)
        for row in rows:
            fields = (row[name] for name in ("seconds", "transcript", "language", "split", "speaker"))
            print(row["original"], "-", *fields, sep="\t", file=table)


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
