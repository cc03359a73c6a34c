/** What is not data. */
export const INK = {
  text: '#1f2933',
  quiet: '#5f6b78',
  line: '#e3e8ee',
  stripe: '#f7f9fb',
  paper: '#ffffff',
} as const;

/** For data: told apart by readers who see few colours too (Okabe and Ito, darker where they are thin on white). */
export const COLOURS = {
  green: '#00805d',
  blue: '#0072b2',
  orange: '#c9650a',
  red: '#c8553d',
  yellow: '#d99a1c',
  grey: '#9aa5b1',
  pale: '#d5dde6',
} as const;
