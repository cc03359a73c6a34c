/**
 * Runs one task at a time and, of those that come meanwhile, only the last: who draws sees the newest answer, and nobody
 * is asked more often than he answers.
 */
export function latestOnly<Input, Output>(
  run: (input: Input) => Promise<Output>,
  tell: (input: Input, result: { value: Output } | { error: unknown }) => void,
): (input: Input) => void {
  let isBusy = false;
  let waiting: { input: Input } | undefined;
  const next = async (input: Input) => {
    isBusy = true;
    try {
      tell(input, { value: await run(input) });
    } catch (error) {
      tell(input, { error });
    }
    isBusy = false;
    const { input: later } = waiting ?? {};
    const isAny = waiting !== undefined;
    waiting = undefined;
    if (isAny) void next(later as Input);
  };
  return (input) => {
    if (isBusy) waiting = { input };
    else void next(input);
  };
}
