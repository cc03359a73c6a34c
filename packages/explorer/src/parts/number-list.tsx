/** Numbers in a row, at most a hundred of them. */
export function NumberList({ numbers }: { numbers: readonly number[] }) {
  const shown = numbers.slice(0, 100).map((number) => String(Number(number.toPrecision(8))));
  const rest = numbers.length - shown.length;
  return (
    <code class="numbers">
      [{shown.join(', ')}
      {rest > 0 && `, and ${rest.toLocaleString('en-US')} more`}]
    </code>
  );
}
