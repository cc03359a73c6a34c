// Serves development chains in memory, in a process of its own: each POST to the address that it sends to its parent
// starts a fresh chain and answers with that chain's address. Its argument says how the chains are; ends with its
// parent.
import { createServer } from 'node:http';
import { developmentAccounts } from '../../packages/node/dist/genesis/accounts.js';
import { developmentGenesis } from '../../packages/node/dist/genesis/development.js';
import { startNode } from '../../packages/node/dist/index.js';

const { chainId, gasLimit, params, accounts: count } = JSON.parse(process.argv[2]);
const accounts = developmentAccounts(count);
const balance = `0x${(10_000n * 10n ** 18n).toString(16)}`;
const genesis = () => ({
  ...developmentGenesis(Math.floor(Date.now() / 1_000)),
  config: { chainId },
  gasLimit,
  ...(params && { predict: { enabled: true, params } }),
  alloc: {
    ...developmentGenesis().alloc,
    ...Object.fromEntries(accounts.map(({ address }) => [address, { balance }])),
  },
});

const server = createServer(async (_request, response) => {
  try {
    const { url } = await startNode({ port: 0, dev: true, genesis: genesis(), unlocked: accounts });
    response.end(url);
  } catch (error) {
    response.statusCode = 500;
    response.end(error.message);
  }
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
