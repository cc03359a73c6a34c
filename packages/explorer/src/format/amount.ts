import { formatUnits } from 'viem';

/** Wei in ETH, exact to six places. */
export function formatEther(wei: bigint): string {
  const [whole = '0', rest = ''] = formatUnits(wei, 18).split('.');
  const digits = rest.slice(0, 6).replace(/0+$/, '');
  const shown = `${BigInt(whole).toLocaleString('en-US')}${digits === '' ? '' : `.${digits}`}`;
  return wei > 0n && shown === '0' ? `${wei.toLocaleString('en-US')} wei` : `${shown} ETH`;
}

/** Wei for one gas in gwei. */
export const formatGasPrice = (wei: bigint): string =>
  `${Number(formatUnits(wei, 9)).toLocaleString('en-US')} gwei`;
