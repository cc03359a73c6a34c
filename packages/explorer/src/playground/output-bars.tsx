import { fixedToReal } from '../format/fixed-to-real.ts';
import { formatPercent, formatReal } from '../format/numbers.ts';
import { Bars } from '../parts/bars.tsx';

/** Outputs that are shown; of more, the largest. */
const MOST = 20;

/** The answer as bars: probabilities where they are such, or sizes beside each other. */
export function OutputBars({ output }: { output: readonly bigint[] }) {
  const numbers = output.map(fixedToReal);
  const sum = numbers.reduce((total, number) => total + number, 0);
  const isShare =
    numbers.length > 1 && numbers.every((number) => number >= 0 && number <= 1) && Math.abs(sum - 1) < 0.05;
  const largest = Math.max(...numbers);
  const rows = numbers.map((number, index) => ({ number, index }));
  const shown =
    rows.length <= MOST ? rows : [...rows].sort((one, other) => other.number - one.number).slice(0, MOST);
  return (
    <>
      <Bars
        label={isShare ? 'Probabilities of the classes' : 'Outputs'}
        most={isShare ? 1 : Math.max(...numbers.map(Math.abs))}
        bars={shown.map(({ number, index }) => ({
          label: String(index),
          value: Math.abs(number),
          text: isShare ? formatPercent(number) : formatReal(number, 5),
          isMarked: numbers.length > 1 && number === largest,
        }))}
      />
      {rows.length > MOST && (
        <p class="quiet">
          The largest {MOST} of {rows.length.toLocaleString('en-US')}.
        </p>
      )}
    </>
  );
}
