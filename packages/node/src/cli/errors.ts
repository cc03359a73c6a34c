/**
 * What a user can put right: one sentence that says what was wrong and what to do. Goes to stderr without a stack;
 * the process ends with exit code 1.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}
