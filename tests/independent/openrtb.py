"""openrtb.py HOST_SIM: for every subject of the taxonomy, and every tone, what an exchange may be told, against a schema.

The eight bytes are packed here, by what the link's document says, and not by the product's code.
"""
import csv, json, pathlib, struct, subprocess, sys
import jsonschema

ROOT = pathlib.Path(__file__).parents[2]
DAY = 20_468                            # 2026-01-15
IMPLICIT, EXPLICIT, CARE = 1, 2, 3


def told(number, tone, date="2026-01-15", days=1):
    payload = struct.pack("<HHHBB", number, DAY, days, tone, 1).hex()
    run = subprocess.run([sys.argv[1], "answer", payload, "--openrtb", "--date", date], capture_output=True, text=True)
    return json.loads(run.stdout) if run.returncode == 0 else None


def main():
    schema = json.loads((ROOT / "host-sim/schema/openrtb-user.schema.json").read_text())
    check = jsonschema.Draft202012Validator(schema).validate
    with open(ROOT / "firmware/gateway/policy/taxonomy.csv", encoding="utf-8") as table:
        numbers = [int(row["iab_audience_id"]) for row in csv.DictReader(table) if row["class"] != "deny"]
    assert len(numbers) == 46, len(numbers)
    for number in numbers:
        for tone in (IMPLICIT, EXPLICIT):
            user = told(number, tone)
            check(user)
            assert user["data"][0]["segment"][0]["id"] == str(number), user
        assert told(number, CARE) is None, "who bought something is offered more of it"
        assert told(number, IMPLICIT, date="2026-01-16") is None, "told after its day"
    assert told(0, 0) is None and told(61440, EXPLICIT) is None
    print(f"OpenRTB: {len(numbers)} subjects agree with the schema; nothing for care, a preference, silence or another day")


main()
