// Runs the built chain in a process of its own: commits one block, executes another one, tells the hashes of both, and
// then waits to be killed. Data folder and engine come in argv.
import { createZeroAddress } from '@ethereumjs/util';
import { developmentGenesis, openChain, openStore, parseGenesis } from '../../dist/parts.js';

const [dataDir, engine] = process.argv.slice(2);
const chain = await openChain(await openStore(dataDir, engine), parseGenesis(developmentGenesis()));
const block = { timestamp: 1_000n, coinbase: createZeroAddress(), prevRandao: new Uint8Array(32) };
const first = await chain.execute([], block);
await chain.commit(first);
const second = await chain.execute([], { ...block, timestamp: 1_001n });
const hashes = [first, second].map(({ block }) => Buffer.from(block.hash()).toString('hex'));
process.send(hashes);
setInterval(() => undefined, 1_000);
