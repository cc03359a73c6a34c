#!/usr/bin/env node
// Set-up, then a node in this very process, so that signals reach it however npm was told to stop.
await import('./setup.mjs');
process.argv.splice(2, 0, 'node');
await import('./evm-ml.mjs');
