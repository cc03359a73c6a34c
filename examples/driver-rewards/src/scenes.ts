import { changeSamples, readTrips, type Trip, turnTrip } from './trips.ts';

/** One trip of the story. */
export interface Acted {
  readonly what: string;
  readonly trip: Trip;
  /** Whether it should be paid. */
  readonly isHonest: boolean;
  /** Of a cheat: why it is paid where it is. */
  readonly why: string;
}

/** Roadside changes that a phone could as well have recorded, in cm: every number by up to 40. */
const blur = (trip: Trip): Trip =>
  changeSamples(trip, ([x, y, ...rest], i) => [
    x! + Math.round(40 * Math.sin(3 * i)),
    y! + Math.round(40 * Math.cos(5 * i)),
    ...rest,
  ]);

/** The rides of the story, in the order in which they are shown. */
export function scenes(): readonly Acted[] {
  const trips = readTrips();
  const one = (kind: string, index = 0): Trip => trips[kind]![index]!;
  const honest = (kind: string, what: string): Acted => ({ what, trip: one(kind), isHonest: true, why: '' });
  const cheat = (what: string, trip: Trip, why: string): Acted => ({ what, trip, isHonest: false, why });
  const believed = 'The judge takes it for a drive.';
  const adversaries = Object.keys(trips).filter((kind) => kind.startsWith('adversary'));
  return [
    honest('city', 'through the city'),
    honest('jam', 'in a traffic jam'),
    honest('fast', 'on the ring road'),
    honest('errand', 'out, a wait, and back'),
    cheat('creeps a few metres now and then', one('creeping'), believed),
    cheat('parked, the position jumps around', one('jitter'), believed),
    cheat('round and round the block', one('loops'), believed),
    cheat('through the neighbourhood and back', one('loops', 3), believed),
    cheat('far too fast between the samples', one('speeding'), believed),
    cheat('the first trip once more', one('city'), ''),
    cheat('the first trip, every position changed', blur(one('city')), ''),
    cheat(
      'the first trip, turned by a right angle',
      turnTrip(one('city')),
      'No network sees from one trip that it is an old one, and fingerprints do not know it again.',
    ),
    ...adversaries.map((kind, i) =>
      cheat(
        `made by ${kind}`,
        one(kind),
        i === adversaries.length - 1 ? 'Its network learnt from this very judge.' : believed,
      ),
    ),
  ];
}
