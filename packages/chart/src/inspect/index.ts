export { findFaults } from './find-faults.ts';
export { type PlacedText, readTexts } from './read-texts.ts';
