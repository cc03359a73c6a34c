import { shortenText, showText } from '../format/shorten.ts';

export interface Bar {
  readonly label: string;
  /** From 0 on. */
  readonly value: number;
  /** What stands beside it. */
  readonly text: string;
  readonly isMarked?: boolean;
}

/** Rows of bars, the longest as wide as `most`. Screen readers hear a list of labels and texts. */
export function Bars({ bars, most, label }: { bars: readonly Bar[]; most: number; label: string }) {
  return (
    <ul class="bars" aria-label={label}>
      {bars.map(({ label: name, value, text, isMarked }, index) => (
        // Two layers may bear one name.
        <li key={index} class={isMarked ? 'marked' : ''}>
          <span class="bar-label" title={showText(name)}>
            {shortenText(showText(name), 40)}
          </span>
          <span class="bar-track" aria-hidden="true">
            <span class="bar-fill" style={{ width: `${widthOf(value, most)}%` }} />
          </span>
          <span class="bar-text">{text}</span>
        </li>
      ))}
    </ul>
  );
}

const widthOf = (value: number, most: number) =>
  most > 0 && value > 0 ? Math.min(100, (100 * value) / most).toFixed(2) : '0';
