/** What came of requests: counts and latencies by method, errors by kind. */
export class Ledger {
  private readonly methods = new Map<string, number[]>();
  private readonly errors = new Map<string, { expected: number; unexpected: number }>();
  private readonly samples: string[] = [];
  answered = 0;
  expected = 0;
  unexpected = 0;

  /** A request that was answered as it should be, after so many milliseconds. */
  answer(method: string, milliseconds: number): void {
    this.answered++;
    const known = this.methods.get(method);
    if (known) known.push(milliseconds);
    else this.methods.set(method, [milliseconds]);
  }

  /** An error that the request was made for. */
  expectedError(kind: string): void {
    this.expected++;
    this.entry(kind).expected++;
  }

  /** An error that should not be; the first few are kept in words. */
  unexpectedError(kind: string, what: string): void {
    this.unexpected++;
    this.entry(kind).unexpected++;
    if (this.samples.length < 50) this.samples.push(`${kind}: ${what.slice(0, 300)}`);
  }

  /** Milliseconds by method, the most frequent first. */
  latencies() {
    const rows = [...this.methods].map(([method, times]) => {
      const sorted = Float64Array.from(times).sort();
      const at = (share: number) =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
      return { method, count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
    });
    return rows.sort((a, b) => b.count - a.count);
  }

  errorsByKind() {
    return [...this.errors]
      .map(([kind, counts]) => ({ kind, ...counts }))
      .sort((a, b) => (a.kind < b.kind ? -1 : 1));
  }

  unexpectedInWords(): readonly string[] {
    return this.samples;
  }

  private entry(kind: string) {
    const known = this.errors.get(kind);
    if (known) return known;
    const fresh = { expected: 0, unexpected: 0 };
    this.errors.set(kind, fresh);
    return fresh;
  }
}
