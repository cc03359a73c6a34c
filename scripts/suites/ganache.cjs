// Loaded before the tests of a project that uses waffle: `ganache-core`, the chain inside waffle's MockProvider, is
// replaced by the chain at EVM_ML_RPC. Every MockProvider gets its funded accounts on it.
const Module = require('node:module');
const path = require('node:path');

const rpc = process.env['EVM_ML_RPC'];
const load = Module._load;

async function request(method, params) {
  const response = await fetch(rpc, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return response.json();
}

/** Gives the accounts of a MockProvider their balances. */
async function fund(accounts) {
  const { Wallet } = Module.createRequire(path.join(process.cwd(), 'package.json'))('ethers');
  for (const { secretKey, balance } of accounts) {
    const wei = `0x${BigInt(balance).toString(16)}`;
    await request('hardhat_setBalance', [new Wallet(secretKey).address, wei]);
  }
}

function provider({ accounts = [] }) {
  const funded = fund(accounts);
  return {
    sendAsync(payload, callback) {
      funded
        .then(() => request(payload.method, payload.params ?? []))
        .then(
          (answer) => callback(null, { ...answer, id: payload.id }),
          (error) => callback(error),
        );
    },
  };
}

Module._load = function replaced(name, ...rest) {
  return name === 'ganache-core' ? { provider } : load.call(this, name, ...rest);
};
