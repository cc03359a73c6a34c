import type { ComponentChildren } from 'preact';
import type { Answer } from '../node/use-answer.ts';
import { Notice } from './notice.tsx';

/** What an answer shows: that it is awaited, why there is none, or what it says. */
export function Wait<T>({
  answer,
  children,
}: {
  answer: Answer<T>;
  children: (value: T) => ComponentChildren;
}) {
  if (answer.value !== undefined) return <>{children(answer.value)}</>;
  if (answer.error !== undefined) return <Notice kind="bad">{answer.error}</Notice>;
  return (
    <p class="quiet" role="status">
      Loading…
    </p>
  );
}
