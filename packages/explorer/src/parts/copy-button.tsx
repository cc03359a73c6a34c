import { useState } from 'preact/hooks';

/** Copies a text; says so in words, which a screen reader hears. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <button
      type="button"
      class="copy"
      onClick={copy}
      onBlur={() => setCopied(false)}
      aria-label={`Copy ${what}`}
    >
      <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
    </button>
  );
}
