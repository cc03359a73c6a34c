"""Random programs as Ethereum state tests, with what the executable specification of Ethereum (the Python package
`ethereum-execution`) says that they leave behind: an implementation that shares no code with this project.

    pip install -r requirements.txt
    python make_state_tests.py ../../packages/node/fixtures/state-tests/random-programs.json
"""

import json
import random
import subprocess
import sys

FORKS = ("Cancun", "Osaka")
COUNT = 48
SENDER_KEY = "0x45a915e4d060149eb4365960e6a7a45f334393093061116b197e3240065ff2d8"
SENDER = "0xa94f5374fce5edbc8e2a8697c15331677e6ebf0b"
MAIN = "0x00000000000000000000000000000000000a0001"
HELPER = "0x00000000000000000000000000000000000a0002"
REVERTER = "0x00000000000000000000000000000000000a0003"
# 4 doubles as a precompile (identity); the others cover every kind of account.
TARGETS = [MAIN, HELPER, REVERTER, SENDER, "0x" + "00" * 19 + "02", "0x" + "00" * 19 + "04", "0x" + "00" * 18 + "0b0b"]
WORDS = [0, 1, 2, 31, 32, 33, 255, 256, 2**63, 2**64 - 1, 2**128, 2**255, 2**255 - 1, 2**256 - 1]

# name -> (byte, items taken, items given)
SIMPLE = {
    "ADD": (0x01, 2, 1), "MUL": (0x02, 2, 1), "SUB": (0x03, 2, 1), "DIV": (0x04, 2, 1), "SDIV": (0x05, 2, 1),
    "MOD": (0x06, 2, 1), "SMOD": (0x07, 2, 1), "ADDMOD": (0x08, 3, 1), "MULMOD": (0x09, 3, 1), "EXP": (0x0A, 2, 1),
    "SIGNEXTEND": (0x0B, 2, 1), "LT": (0x10, 2, 1), "GT": (0x11, 2, 1), "SLT": (0x12, 2, 1), "SGT": (0x13, 2, 1),
    "EQ": (0x14, 2, 1), "ISZERO": (0x15, 1, 1), "AND": (0x16, 2, 1), "OR": (0x17, 2, 1), "XOR": (0x18, 2, 1),
    "NOT": (0x19, 1, 1), "BYTE": (0x1A, 2, 1), "SHL": (0x1B, 2, 1), "SHR": (0x1C, 2, 1), "SAR": (0x1D, 2, 1),
    "CLZ": (0x1E, 1, 1), "ADDRESS": (0x30, 0, 1), "ORIGIN": (0x32, 0, 1), "CALLER": (0x33, 0, 1),
    "CALLVALUE": (0x34, 0, 1), "CALLDATALOAD": (0x35, 1, 1), "CALLDATASIZE": (0x36, 0, 1), "CODESIZE": (0x38, 0, 1),
    "GASPRICE": (0x3A, 0, 1), "RETURNDATASIZE": (0x3D, 0, 1), "COINBASE": (0x41, 0, 1), "TIMESTAMP": (0x42, 0, 1),
    "NUMBER": (0x43, 0, 1), "PREVRANDAO": (0x44, 0, 1), "GASLIMIT": (0x45, 0, 1), "CHAINID": (0x46, 0, 1),
    "SELFBALANCE": (0x47, 0, 1), "BASEFEE": (0x48, 0, 1), "BLOBBASEFEE": (0x4A, 0, 1), "SLOAD": (0x54, 1, 1),
    "PC": (0x58, 0, 1), "MSIZE": (0x59, 0, 1), "GAS": (0x5A, 0, 1), "TLOAD": (0x5C, 1, 1), "DUP1": (0x80, 1, 2),
    "DUP2": (0x81, 2, 3), "SWAP1": (0x90, 2, 2), "SWAP2": (0x91, 3, 3),
}


def push(value: int) -> bytes:
    data = value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")
    return bytes([0x5F + len(data)]) + data


def small(rng: random.Random) -> bytes:
    return push(rng.choice([0, 1, 5, 31, 32, 64, 100]))


def statement(rng: random.Random) -> bytes:
    """Code that leaves the stack as it found it."""
    target = push(int(rng.choice(TARGETS), 16))
    match rng.randrange(12):
        case 0:
            return push(rng.choice(WORDS)) + push(rng.randrange(6)) + b"\x55"  # SSTORE
        case 1:
            return push(rng.choice(WORDS)) + push(rng.randrange(6)) + b"\x5d"  # TSTORE
        case 2:
            return push(rng.choice(WORDS)) + small(rng) + bytes([rng.choice([0x52, 0x53])])  # MSTORE, MSTORE8
        case 3:
            return small(rng) * 3 + b"\x5e"  # MCOPY
        case 4:
            topics = rng.randrange(5)
            return b"".join(push(rng.choice(WORDS)) for _ in range(topics)) + small(rng) * 2 + bytes([0xA0 + topics])
        case 5:
            # CALL, CALLCODE with value; the result goes to storage.
            value = push(rng.choice([0, 0, 1, 10**30]))
            gas = push(rng.choice([0, 3000, 50_000]))
            return small(rng) * 4 + value + target + gas + bytes([rng.choice([0xF1, 0xF2])]) + push(7) + b"\x55"
        case 6:
            gas = push(rng.choice([0, 3000, 50_000]))
            return small(rng) * 4 + target + gas + bytes([rng.choice([0xF4, 0xFA])]) + push(8) + b"\x55"
        case 7:
            return small(rng) * 3 + bytes([rng.choice([0x37, 0x39])])  # CALLDATACOPY, CODECOPY
        case 8:
            return small(rng) * 3 + target + b"\x3c"  # EXTCODECOPY
        case 9:
            # CREATE, CREATE2 of whatever lies in memory.
            if rng.random() < 0.5:
                return small(rng) * 2 + push(rng.choice([0, 1])) + b"\xf0" + push(9) + b"\x55"
            return push(rng.choice(WORDS)) + small(rng) * 2 + push(0) + b"\xf5" + push(9) + b"\x55"
        case 10:
            ask = rng.choice([0x31, 0x3B, 0x3F])  # BALANCE, EXTCODESIZE, EXTCODEHASH
            return target + bytes([ask]) + push(10) + b"\x55"
        case _:
            return push(rng.choice([0, 0, 1, 32])) + push(0) * 2 + b"\x3e"  # RETURNDATACOPY, at times out of bounds


def program(rng: random.Random) -> bytes:
    code, depth = b"", 0
    for _ in range(rng.randrange(15, 60)):
        if rng.random() < 0.35:
            code += statement(rng)
            continue
        byte, takes, gives = SIMPLE[rng.choice(list(SIMPLE))]
        while depth < takes:
            code += push(rng.choice(WORDS))
            depth += 1
        code += bytes([byte])
        depth += gives - takes
    for slot in range(min(depth, 12)):
        code += push(32 + slot) + b"\x55"
    end = rng.choice([b"\x00", small(rng) * 2 + b"\xf3", small(rng) * 2 + b"\xfd", b"\xfe", push(int(SENDER, 16)) + b"\xff"])
    return code + (b"\x00" if rng.random() < 0.6 else end)


def make(seed: int) -> dict:
    rng = random.Random(seed)
    account = lambda code, balance=10**18: {"balance": hex(balance), "nonce": "0x1", "code": "0x" + code.hex(), "storage": {}}
    pre = {
        SENDER: {"balance": hex(10**20), "nonce": "0x0", "code": "0x", "storage": {}},
        MAIN: account(program(rng)) | {"storage": {"0x01": "0x05", "0x07": "0x01"}},
        HELPER: account(program(rng)),
        REVERTER: account(push(7) + push(0) + b"\x52" + push(32) + push(0) + b"\xfd"),
    }
    tx = {
        "type": "0x0", "nonce": "0x0", "gasPrice": "0x0a", "gas": hex(rng.choice([60_000, 500_000, 3_000_000])),
        "to": MAIN, "value": hex(rng.choice([0, 1, 10**15])), "input": "0x" + rng.randbytes(rng.randrange(70)).hex(),
        "v": "0x0", "r": "0x0", "s": "0x0", "secretKey": SENDER_KEY, "protected": True,
    }
    env = {
        "currentCoinbase": "0x2adc25665018aa1fe0e6bc666dac8fc2697ff9ba", "currentGasLimit": hex(30_000_000),
        "currentNumber": "0x1", "currentTimestamp": "0x3e8", "currentRandom": "0x" + "02" * 32, "currentBaseFee": "0x0a",
        "currentExcessBlobGas": "0x0", "currentDifficulty": "0x0",
    }
    post = {fork: [expect(fork, pre, env, tx)] for fork in FORKS}
    transaction = {key: tx[key] for key in ("nonce", "gasPrice", "to", "secretKey")} | {
        "data": [tx["input"]], "gasLimit": [tx["gas"]], "value": [tx["value"]], "sender": SENDER,
    }
    return {"env": env, "pre": pre, "transaction": transaction, "post": post}


def expect(fork: str, pre: dict, env: dict, tx: dict) -> dict:
    command = [
        "ethereum-spec-evm", "t8n", "--input.alloc", "stdin", "--input.env", "stdin", "--input.txs", "stdin",
        "--output.result", "stdout", "--output.alloc", "stdout", "--output.body", "stdout",
        "--state.fork", fork, "--state.chainid", "1", "--state.reward", "0", "--state-test",
    ]
    world = {"alloc": pre, "env": env | {"parentBeaconBlockRoot": "0x" + "00" * 32, "withdrawals": []}, "txs": [tx]}
    done = subprocess.run(command, input=json.dumps(world), capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    result = answer["result"]
    if result.get("rejected"):
        raise ValueError(f"{fork}: {result['rejected']}")
    return {
        "hash": result["stateRoot"], "logs": result["logsHash"], "txbytes": only_item(answer["body"]),
        "indexes": {"data": 0, "gas": 0, "value": 0},
    }


def only_item(body: str) -> str:
    """The one transaction of an RLP list of transactions (a legacy transaction is a list itself)."""
    data = bytes.fromhex(body[2:])
    head = 1 if data[0] < 0xF8 else 1 + data[0] - 0xF7
    return "0x" + data[head:].hex()


if __name__ == "__main__":
    tests = {f"random program {seed}": make(seed) for seed in range(COUNT)}
    with open(sys.argv[1], "w") as file:
        json.dump(tests, file, indent=1)
        file.write("\n")
