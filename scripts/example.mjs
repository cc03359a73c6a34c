#!/usr/bin/env node
// Set-up, then one story of examples/: `npm run example NAME [-- --rpc URL]`.
import { existsSync, readdirSync } from 'node:fs';
import { endWithParent } from './end-with-parent.mjs';

const examples = new URL('../examples/', import.meta.url);
const programOf = (name, folder) =>
  new URL(`${name}/${folder}/story.${folder === 'src' ? 'ts' : 'js'}`, examples);
const names = readdirSync(examples).filter((name) => existsSync(programOf(name, 'src')));
const [name, ...rest] = process.argv.slice(2);
if (!names.includes(name)) {
  const what = name === undefined ? 'name a story' : `there is no story "${name}"`;
  console.error(`${what}; there are ${names.join(', ')}: npm run example NAME [-- --rpc URL]`);
  process.exit(1);
}
await import('./setup.mjs');
if (process.env.npm_lifecycle_event === 'example') endWithParent();
process.argv.splice(2, Infinity, ...rest);
await import(programOf(name, 'dist').href);
