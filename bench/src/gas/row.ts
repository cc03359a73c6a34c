/** One line of the table: something that gas is paid for, and how long it takes. */
export interface Row {
  /** Profile of an operator, or the group of anything else. */
  readonly kind: string;
  readonly name: string;
  readonly ns: number;
  readonly gas: number;
}

export const nsPerGas = ({ ns, gas }: Row): number => ns / gas;

/** The table for a terminal. */
export function rowText(row: Row): string {
  const time = row.ns < 1e6 ? `${(row.ns / 1e3).toFixed(1)} us` : `${(row.ns / 1e6).toFixed(2)} ms`;
  const columns = [
    row.kind.padEnd(10),
    row.name.padEnd(44),
    time.padStart(11),
    `${row.gas} gas`.padStart(14),
  ];
  return `${columns.join(' ')} ${nsPerGas(row).toFixed(1).padStart(8)} ns/gas`;
}
