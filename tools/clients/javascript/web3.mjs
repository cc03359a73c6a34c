// Talks to a development node as web3.js 4 does, and stops at the first answer that is not right:
//   npm start                                   (in another terminal)
//   cd tools/clients/javascript && npm ci && node web3.mjs [http://127.0.0.1:8545]
import assert from 'node:assert/strict';
import { Web3 } from 'web3';
import { CODE, KEY, PREDICT, PREDICT_ABI, url, WORD } from './contract.mjs';

const web3 = new Web3(url);
const { address: from } = web3.eth.accounts.wallet.add(KEY)[0];
const [, to] = await web3.eth.getAccounts();

for (let count = 0; count < 3; count++) {
  assert.equal((await web3.eth.sendTransaction({ from, to, value: 1 })).status, 1n);
}
await assert.rejects(
  web3.eth.sendTransaction({ from, to, value: 1, nonce: 0, gas: 21_000 }),
  /nonce too low/,
);

// By the node, with a contract.
const { contractAddress } = await web3.eth.sendTransaction({ from: to, data: CODE });
const receipt = await web3.eth.sendTransaction({ from: to, to: contractAddress, data: WORD });
assert.deepEqual(
  receipt.logs.map(({ data }) => data),
  [WORD],
);
assert.equal((await web3.eth.getPastLogs({ address: contractAddress, fromBlock: 0 })).length, 1);
assert.equal(await web3.eth.call({ to: contractAddress }), WORD);
assert.equal(await web3.eth.getStorageAt(contractAddress, 0), WORD);
assert.ok((await web3.eth.estimateGas({ from: to, to: contractAddress, data: WORD })) > 21_000n);
const { accessList } = await web3.eth.createAccessList({ from: to, to: contractAddress, data: WORD });
assert.equal(accessList[0].address.toLowerCase(), contractAddress.toLowerCase());
assert.equal((await web3.eth.getProof(contractAddress, [WORD])).storageProof.length, 1);
assert.equal((await web3.eth.getFeeHistory(2, 'latest', [50])).reward.length, 2);
assert.equal((await web3.eth.getBlock('latest', true)).transactions[0].hash, receipt.transactionHash);
assert.ok((await web3.eth.getBlock('pending')).number > receipt.blockNumber);
assert.ok((await web3.eth.getTransactionCount(from, 'pending')) >= 3n);

const predict = new web3.eth.Contract(PREDICT_ABI, PREDICT);
await assert.rejects(predict.methods.gasOf('acme.nothing', 1).call(), (error) => {
  const { cause } = error;
  assert.equal(cause.errorName, 'UnknownModel');
  assert.equal(cause.errorArgs.ref, 'acme.nothing');
  return true;
});

const signed = await web3.eth.accounts.signTransaction(
  {
    to,
    value: 1,
    gas: 21_000,
    gasPrice: await web3.eth.getGasPrice(),
    chainId: await web3.eth.getChainId(),
    nonce: await web3.eth.getTransactionCount(from),
  },
  KEY,
);
assert.equal((await web3.eth.sendSignedTransaction(signed.rawTransaction)).status, 1n);

const socket = new Web3(url.replace(/^http/, 'ws'));
const heads = await socket.eth.subscribe('newHeads');
const head = new Promise((resolve) => heads.once('data', resolve));
await web3.eth.sendTransaction({ from, to, value: 1 });
assert.ok((await head).number > receipt.blockNumber);
await heads.unsubscribe();
socket.provider.disconnect();
console.log(`web3.js ${Web3.version} gets right answers from`, await web3.eth.getNodeInfo());
