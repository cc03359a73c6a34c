import { readFileSync } from 'node:fs';
import { bytesToHex, type Hex } from 'viem';

/** 65 samples of x, y (cm), speed (mm/s), acceleration (mm/s2) and time (ms since the ride began), one after another. */
export type Trip = readonly number[];

export const SAMPLES = 65;
const CHANNELS = 5;

/** Where a ride begins, in cm on the grid of the trips. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A file that tools/keras/drivers/train.py wrote. */
export const modelFile = (name: string): Uint8Array =>
  readFileSync(new URL(`../model/${name}`, import.meta.url));

/** Trips by the kind of driving, or the trick, that made them; none of them was learnt from. */
export function readTrips(): Readonly<Record<string, readonly Trip[]>> {
  return JSON.parse(new TextDecoder().decode(modelFile('trips.json')));
}

/** A trip as the contract takes it. Throws a RangeError where a number is no int32. */
export function encodeTrip(trip: Trip): Hex {
  const view = new DataView(new ArrayBuffer(4 * trip.length));
  trip.forEach((number, i) => {
    if (number !== (number | 0))
      throw new RangeError(`number ${i} of the trip is ${number}, which is no int32.`);
    view.setInt32(4 * i, number);
  });
  return bytesToHex(new Uint8Array(view.buffer));
}

/** The same trip where each sample was changed. */
export function changeSamples(trip: Trip, change: (sample: number[], index: number) => number[]): Trip {
  return Array.from({ length: trip.length / CHANNELS }, (_, i) =>
    change(trip.slice(CHANNELS * i, CHANNELS * (i + 1)), i),
  ).flat();
}

/** The same trip, begun at another place. */
export const moveTrip = (trip: Trip, by: Place): Trip =>
  changeSamples(trip, ([x, y, ...rest]) => [x! + by.x, y! + by.y, ...rest]);

/** A quarter turn: an old trip that its fingerprints do not know again. */
export const turnTrip = (trip: Trip): Trip => changeSamples(trip, ([x, y, ...rest]) => [-y!, x!, ...rest]);

/** Where a trip begins. */
export const beginOf = (trip: Trip): Place => ({ x: trip[0]!, y: trip[1]! });

/** How far it gets from where it began, at the most, in metres. */
export function reachOf(trip: Trip): number {
  const { x, y } = beginOf(trip);
  return Math.max(
    ...Array.from({ length: trip.length / CHANNELS }, (_, i) => {
      return Math.hypot(trip[CHANNELS * i]! - x, trip[CHANNELS * i + 1]! - y) / 100;
    }),
  );
}
