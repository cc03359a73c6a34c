"""Talks to a development node as web3.py does, and stops at the first answer that is not right.

    npm start                                       # in another terminal
    python3 -m venv .venv && .venv/bin/pip install web3==8.0.0
    .venv/bin/python tools/clients/web3_py.py [http://127.0.0.1:8545]
"""

import sys

from web3 import Web3
from web3.exceptions import ContractCustomError, ContractLogicError, Web3RPCError

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
PREDICT = Web3.to_checksum_address("0x0000000000000000000000000000000000004d4c")
ABI = [
    {
        "type": "function",
        "name": "gasOf",
        "stateMutability": "view",
        "inputs": [{"name": "ref", "type": "string"}, {"name": "batch", "type": "uint256"}],
        "outputs": [{"name": "gas", "type": "uint256"}],
    },
    {"type": "error", "name": "UnknownModel", "inputs": [{"name": "ref", "type": "string"}]},
]
# Given a word, stores it in slot 0 and logs it with one topic. Gives slot 0 back.
RUNTIME = "5f358015601257805f555f52600160205fa15b5f545f5260205ff3"
CODE = "0x601b600a5f39601b5ff3" + RUNTIME


def main(url: str) -> None:
    w3 = Web3(Web3.HTTPProvider(url))
    assert w3.is_connected() and "evm-ml/" in w3.client_version, "not a node of evm-ml"
    account, to = w3.eth.account.from_key(KEY), w3.eth.accounts[1]

    for _ in range(3):  # signed here, one after another
        transaction = {
            "to": to,
            "value": 1,
            "nonce": w3.eth.get_transaction_count(account.address, "pending"),
            "gas": 21_000,
            "maxFeePerGas": 2 * w3.eth.gas_price,
            "maxPriorityFeePerGas": w3.eth.max_priority_fee,
            "chainId": w3.eth.chain_id,
        }
        sent = w3.eth.send_raw_transaction(account.sign_transaction(transaction).raw_transaction)
        assert w3.eth.wait_for_transaction_receipt(sent)["status"] == 1
    try:
        w3.eth.send_raw_transaction(account.sign_transaction(transaction).raw_transaction)
        raise AssertionError("a used nonce was taken")
    except Web3RPCError as error:
        assert "nonce too low" in str(error), error

    logs = w3.eth.filter({})  # signed by the node, with a contract
    deployed = w3.eth.send_transaction({"from": to, "data": CODE})
    address = w3.eth.wait_for_transaction_receipt(deployed)["contractAddress"]
    word = (42).to_bytes(32, "big")
    called = w3.eth.send_transaction({"from": to, "to": address, "data": word})
    receipt = w3.eth.wait_for_transaction_receipt(called)
    assert [log["data"] for log in receipt["logs"]] == [word]
    assert len(logs.get_new_entries()) == 1
    assert len(w3.eth.get_logs({"fromBlock": 0, "address": address})) == 1
    assert w3.eth.call({"to": address}) == word == w3.eth.get_storage_at(address, 0)
    seen = w3.eth.call({"to": address}, "latest", {address: {"stateDiff": {"0x" + "0" * 64: "0x" + "0" * 63 + "7"}}})
    assert int.from_bytes(seen, "big") == 7
    assert w3.eth.create_access_list({"to": address})["accessList"][0]["address"] == address
    assert w3.eth.get_proof(address, [0])["storageProof"][0]["value"] == b"\x2a"
    assert w3.eth.estimate_gas({"to": address, "data": word}) > 21_000

    try:
        w3.eth.contract(address=PREDICT, abi=ABI).functions.gasOf("acme.nothing", 1).call()
        raise AssertionError("an unknown model has a price")
    except (ContractCustomError, ContractLogicError) as error:
        assert error.data.startswith(Web3.keccak(text="UnknownModel(string)")[:4].to_0x_hex()), error

    block = w3.eth.get_block("latest", True)
    assert block["transactions"][0]["hash"] == called and block["hash"] == receipt["blockHash"]
    assert w3.eth.get_block_receipts("latest")[0]["transactionHash"] == called
    assert len(w3.eth.fee_history(2, "latest", [50])["reward"]) == 2
    assert w3.geth.txpool.status() == {"pending": "0x0", "queued": "0x0"}
    print("web3.py gets right answers from", w3.client_version)


main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8545")
