/** Draws model/rounds.svg from model/rounds.json: `node examples/driver-rewards/dist/draw-rounds.js`. */
import { writeFileSync } from 'node:fs';
import { readRounds } from './rounds.ts';
import { roundsSvg } from './rounds-svg.ts';

writeFileSync(new URL('../model/rounds.svg', import.meta.url), roundsSvg(readRounds()));
