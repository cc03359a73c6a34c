import { formatCount } from '../format/numbers.ts';

/** A row of numbers, typed or pasted. */
export function RowInput({
  text,
  count,
  given,
  error,
  onText,
}: {
  text: string;
  count: number;
  given: number | undefined;
  error: string | undefined;
  onText: (text: string) => void;
}) {
  return (
    <div class="row-input">
      <label for="row">Numbers of one example, in the model's units</label>
      <textarea
        id="row"
        rows={5}
        spellcheck={false}
        value={text}
        aria-describedby="row-count"
        aria-invalid={error !== undefined}
        placeholder="13.2, 1.78, 2.14, …"
        onInput={(event) => onText(event.currentTarget.value)}
      />
      <p id="row-count" class={error === undefined ? 'quiet' : 'wrong'} role="status">
        {error ?? `${formatCount(given ?? 0)} of ${formatCount(count)} numbers`}
      </p>
    </div>
  );
}
