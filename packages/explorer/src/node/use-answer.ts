import { useEffect, useState } from 'preact/hooks';
import { errorText } from './error-text.ts';

/** What is known of an answer. While it is asked again the old one stays. */
export interface Answer<T> {
  readonly value: T | undefined;
  /** One sentence. */
  readonly error: string | undefined;
  readonly isLoading: boolean;
}

/**
 * Asks when the page is shown and whenever one of `when` changes; `subject` is what is asked for, and when that changes
 * the old answer goes away.
 */
export function useAnswer<T>(
  ask: () => Promise<T>,
  subject: string,
  when: readonly unknown[] = [],
): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T> & { subject: string }>({ ...nothing, subject });
  useEffect(() => {
    let isStale = false;
    setAnswer((before) => (before.subject === subject ? before : { ...nothing, subject }));
    ask().then(
      (value) => !isStale && setAnswer({ value, error: undefined, isLoading: false, subject }),
      (error: unknown) =>
        !isStale &&
        setAnswer((before) => ({
          value: before.subject === subject ? before.value : undefined,
          error: errorText(error),
          isLoading: false,
          subject,
        })),
    );
    return () => {
      isStale = true;
    };
  }, [subject, ...when]);
  return answer.subject === subject ? answer : nothing;
}

const nothing = { value: undefined, error: undefined, isLoading: true } as const;
