#!/usr/bin/env node
// Set-up, then a node in this very process, so that signals reach it however npm was told to stop.
import { endWithParent } from './end-with-parent.mjs';

await import('./setup.mjs');
if (process.env.npm_lifecycle_event === 'start') endWithParent();
process.argv.splice(2, 0, 'node');
await import('./evm-ml.mjs');
