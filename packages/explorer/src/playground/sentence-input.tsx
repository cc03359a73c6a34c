import { formatCount } from '../format/numbers.ts';

/** A text, typed or pasted. */
export function SentenceInput({
  text,
  most,
  onText,
}: {
  text: string;
  /** Bytes of UTF-8 that the model takes at the most. */
  most: number;
  onText: (text: string) => void;
}) {
  const { length } = new TextEncoder().encode(text);
  const isTooLong = length > most;
  return (
    <div class="row-input">
      <label for="sentence">A text for the model</label>
      <textarea
        id="sentence"
        rows={3}
        value={text}
        aria-describedby="sentence-count"
        aria-invalid={isTooLong}
        placeholder="Type or paste a sentence…"
        onInput={(event) => onText(event.currentTarget.value)}
      />
      <p id="sentence-count" class={isTooLong ? 'wrong' : 'quiet'} role="status">
        {formatCount(length)} of at most {formatCount(most)} bytes
        {isTooLong && ': the model takes no longer text'}
      </p>
      <div class="options">
        <button type="button" onClick={() => onText('')}>
          Clear
        </button>
      </div>
    </div>
  );
}
