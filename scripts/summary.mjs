#!/usr/bin/env node
// One line, `N passed, N failed`, from the test runner's own JSON report. Exits with 1 unless all passed.
import { readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);

function read() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // The runner never got as far as its report.
  }
}

const report = read();
const passed = report?.numPassedTests ?? 0;
// A file that cannot be loaded, or whose set-up fails, fails without a test that does.
const broken = report?.testResults.filter(
  (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
);
const failed = report ? report.numFailedTests + broken.length : 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 && report.success ? 0 : 1;
