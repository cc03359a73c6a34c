import type { Hex } from 'viem';
import { decodeCall } from '../decode/decode-call.ts';
import { formatCount } from '../format/numbers.ts';
import { shortenText, showText } from '../format/shorten.ts';
import { AddressLink } from '../parts/hex.tsx';
import type { Frame } from './read-frames.ts';

/** Calls shown of a transaction; deeper and later ones are counted. */
const MOST_CALLS = 200;

/** The calls of a transaction inside each other. */
export function CallTree({ root }: { root: Frame }) {
  const left = { calls: MOST_CALLS };
  const hidden = countCalls(root) - MOST_CALLS;
  return (
    <>
      <ul class="calls">
        <Call frame={root} left={left} />
      </ul>
      {hidden > 0 && <p class="quiet">And {formatCount(hidden)} more calls.</p>}
    </>
  );
}

function countCalls(root: Frame): number {
  const frames = [root];
  // The list grows while it is gone through.
  for (const { calls = [] } of frames) for (const inner of calls) frames.push(inner);
  return frames.length;
}

function Call({ frame, left }: { frame: Frame; left: { calls: number } }) {
  if (left.calls-- <= 0) return null;
  const { type, to, input, gasUsed, error, calls = [] } = frame;
  return (
    <li>
      <span class="call">
        <span class="tag">{showText(type)}</span>{' '}
        {to === undefined ? 'nothing' : <AddressLink address={to} />}{' '}
        <span>
          {to !== undefined &&
            (decodeCall(to, input as Hex)?.name ?? (input === '0x' ? '' : input.slice(0, 10)))}
        </span>{' '}
        <span class="quiet">{formatCount(BigInt(gasUsed))} gas</span>
        {error !== undefined && <span class="tag bad">{shortenText(showText(error), 80)}</span>}
      </span>
      {calls.length > 0 && (
        <ul>
          {calls.slice(0, MOST_CALLS).map((inner, index) => (
            <Call key={index} frame={inner} left={left} />
          ))}
        </ul>
      )}
    </li>
  );
}
