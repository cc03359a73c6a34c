/** Draws model/rounds.svg from what training left beside it: `node examples/driver-rewards/dist/draw-rounds.js`. */
import { writeFileSync } from 'node:fs';
import { readAgain, readRounds } from './rounds.ts';
import { roundsSvg } from './rounds-svg.ts';

writeFileSync(new URL('../model/rounds.svg', import.meta.url), roundsSvg(readRounds(), readAgain()));
