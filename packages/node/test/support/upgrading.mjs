// Upgrades a data folder with the built code in a process of its own, in small batches, and tells of each. Data folder
// and engine come in argv.

import { openDataFolder } from '../../dist/data-folder/open-data-folder.js';
import { createCustomCrypto } from '../../dist/parts.js';

const [dataDir, database] = process.argv.slice(2);
const { keccak256 } = await createCustomCrypto();
const store = await openDataFolder({ dataDir, database, durability: 'os' }, keccak256, {
  batchBytes: 1_000,
  onProgress: ({ stage, done }) => process.send([stage, done]),
});
await store.close();
process.exit(0);
