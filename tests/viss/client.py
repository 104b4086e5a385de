"""The car's own interface, used by a VISS client that is not ours: Eclipse KUKSA's, from PyPI (R3, R25, R40).

client.py SIMULATOR: reads and subscribes to the gate's state, sets the car's signals, and fails to open the gate.
"""

import json
import queue
import subprocess
import sys
import time

from kuksa_viss_client import KuksaClientThread

GATE = "Vehicle.Cabin.Infotainment.VoicePrivacy"


def start(simulator):
    """The program with its page; its port and its token."""
    program = subprocess.Popen(
        [simulator, "dashboard", "--port", "0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    address, token = program.stdout.readline().strip().removeprefix("http://127.0.0.1:").split("/#")
    return program, int(address), token


def connect(port):
    client = KuksaClientThread({"ip": "127.0.0.1", "port": port, "insecure": True})
    client.daemon = True
    client.start()
    for _ in range(100):
        if client.checkConnection():
            return client
        time.sleep(0.05)
    sys.exit("client.py: the client does not connect")


def value(client, path):
    """The value, or nothing where there is none yet."""
    return json.loads(client.getValue(path)).get("data", {}).get("dp", {}).get("value")


def reason(answer):
    return json.loads(answer)["error"]["reason"]


def wait_for(client, path, wanted):
    for _ in range(100):
        if value(client, path) == wanted:
            return
        time.sleep(0.05)
    sys.exit(f"client.py: {path} is {value(client, path)} and not {wanted}")


def main(simulator):
    program, port, token = start(simulator)
    try:
        client = connect(port)
        assert reason(client.getValue(f"{GATE}.IsOpen")) == "token_missing"
        assert reason(client.authorize("guess")) == "token_invalid"
        assert "error" not in json.loads(client.authorize(token))

        wait_for(client, f"{GATE}.IsOpen", "false")
        assert value(client, f"{GATE}.Purposes") == []
        assert value(client, f"{GATE}.IsLampProven") == "true"
        told = queue.Queue()
        assert "subscriptionId" in json.loads(client.subscribe(f"{GATE}.IsOpen", told.put))

        # The car is the client's to simulate.
        assert "error" not in json.loads(client.setValue("Vehicle.Speed", "50"))
        wait_for(client, "Vehicle.Speed", "50.00")
        assert "error" not in json.loads(client.setValue("Vehicle.Speed", "0"))
        # The name that older versions of the standard have, and the one of 6.0.
        for name in ["IsOccupied", "OccupancyStatus"]:
            path = f"Vehicle.Cabin.Seat.Row1.PassengerSide.{name}"
            taken, free = ("true", "false") if name == "IsOccupied" else ("OCCUPIED", "EMPTY")
            for wanted in [taken, free]:
                assert "error" not in json.loads(client.setValue(path, wanted)), path

        # The gate is nobody's to open but a person's.
        assert reason(client.setValue(f"{GATE}.IsOpen", "true")) == "read_only"
        for path, wanted in [("press", "driver assistant"), ("Vehicle.Nothing", "1"), ("choose", "driver give assistant")]:
            assert reason(client.setValue(path, wanted)) == "invalid_path", path
        time.sleep(0.5)
        assert value(client, f"{GATE}.IsOpen") == "false" and told.empty()

        program.stdin.write("press driver assistant\n")
        program.stdin.flush()
        assert json.loads(told.get(timeout=5))["data"]["dp"]["value"] == "true"
        assert value(client, f"{GATE}.Purposes") == ["assistant"]
        client.setValue("Vehicle.LowVoltageSystemState", "OFF")
        assert json.loads(told.get(timeout=5))["data"]["dp"]["value"] == "false"
        assert value(client, f"{GATE}.Reason") == "not_driving"
        print("test a_viss_client_reads_the_gate_and_cannot_open_it ... ok")
    finally:
        program.kill()


main(sys.argv[1])
