#!/usr/bin/env node
// npm's solc with the two options of the native compiler that Foundry uses: --version, and --standard-json on stdin.
import { text } from 'node:stream/consumers';
import solc from 'solc';

if (process.argv.includes('--version')) {
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}`);
} else {
  process.stdout.write(solc.compile(await text(process.stdin)));
}
