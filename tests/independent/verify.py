"""Checks an exported journal without one line of Sordina's code: schema, chain, commitments and signatures (R29, P34).

    verify.py JOURNAL.json [PUBLIC_KEY]

Written from the layouts in `firmware/gateway/src/journal/record.rs` and `verify.rs`, with the packages `cryptography` and
`jsonschema`. Exit code 1, and the first record that does not hold, when it does not.
"""

import hashlib
import json
import pathlib
import struct
import sys

import jsonschema
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SCHEMA = pathlib.Path(__file__).parents[2] / "host-sim/schema/journal.schema.json"
MOVED = 14
BLANKED = 104


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def holds(condition, what):
    if not condition:
        raise ValueError(what)


def check_signature(key, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature as error:
        raise ValueError("it is not signed by this key") from error


def check_record(key, raw, sequence, head, blanked, completed_by):
    """Checks the record that must follow `head`; the new head: hash and counter."""
    number, counter = struct.unpack_from("<II", raw)
    commitment, signature, salt, content = raw[8:40], raw[40:104], raw[104:120], raw[120:168]
    holds(number == sequence, "it does not follow the one before it")
    holds(head[1] is None or counter - head[1] in (0, 1), "its counter does not follow")
    if len(raw) == BLANKED:
        holds(number < completed_by, "it is blanked, and the device did not do it")
        blanked.append(number)
    else:
        holds(commitment == sha256(b"sordina 1 content", salt, content), "it commits to something else")
    digest = sha256(b"sordina 1 record", head[0], raw[:8], commitment)
    check_signature(key, signature, b"sordina 1 head" + digest + raw[:8])
    return (digest, counter), content


def check_vouched(anchor, content, blanked):
    """The record that completes a bank vouches for what the bank left out."""
    number, _, sequence = struct.unpack_from("<III", anchor, 4)
    left_out = b"".join(struct.pack("<I", each) for each in blanked)
    digest = sha256(b"sordina 1 blanked", struct.pack("<II", number, sequence), anchor[16:48], left_out)
    holds(content[1:2] == bytes([MOVED]) and content[32:48] == digest[:16], "it does not vouch for what is gone")


def check_chain(document, key):
    if document["anchor"] is None:
        holds(not document["records"], "records without an anchor")
        return bytes(32), 0, 0
    anchor = bytes.fromhex(document["anchor"])
    _, completed_by, sequence = struct.unpack_from("<III", anchor, 4)
    head, blanked = (anchor[16:48], None), []
    for record in document["records"]:
        sequence += 1
        try:
            raw = bytes.fromhex(record["record"])
            head, content = check_record(key, raw, sequence, head, blanked, completed_by)
            holds(record["sequence"] == sequence, "the file gives it another number")
            if sequence == completed_by:
                check_vouched(anchor, content, blanked)
        except ValueError as error:
            raise ValueError(f"entry {sequence}: {error}") from error
    holds(sequence >= completed_by, "the record that completes it is missing")
    return head[0], sequence, head[1] or 0


def check_statement(document, key, head):
    statement = document["statement"]
    counter = statement["machine_counter"]
    numbers = struct.pack("<IIBI", statement["sequence"], statement["counter"], counter is not None, counter or 0)
    digest = bytes.fromhex(statement["hash"])
    check_signature(key, bytes.fromhex(statement["signature"]), b"sordina 1 statement" + numbers + digest)
    stated = (digest, statement["sequence"], statement["counter"])
    holds(stated == head, "the device's statement speaks of other records")
    holds(counter in (None, statement["counter"]), "newer records are missing")


def main(path, key=None):
    document = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    key = bytes.fromhex(key or document["public_key"])
    check_statement(document, key, check_chain(document, key))
    print(f"holds: {len(document['records'])} entries")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (ValueError, jsonschema.ValidationError) as error:
        sys.exit(f"DOES NOT HOLD: {str(error).splitlines()[0]}")
